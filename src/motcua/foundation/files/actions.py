"""Writes of the files room: keep a file, discard it, sweep contents that nothing refers to."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from PIL import Image

from motcua.foundation.files import conf, rules
from motcua.foundation.files.adapters import scanners, stores
from motcua.foundation.files.contracts import (
    HANDED_IN,
    JPEG,
    PNG,
    TIFF,
    FileDamaged,
    FileDisguised,
    FileEmpty,
    FileInfected,
    FileMissing,
    FileTooLarge,
    FileTypeRefused,
    StoredFile,
)
from motcua.foundation.files.models import StoredFileRow
from motcua.foundation.files.queries import contract
from motcua.kernel.actors import Actor

_CHUNK = 1_000_000
_MEGABYTE = 1_000_000
_SHOWN_NAME = 80
# A sheet of A3 at 600 dots an inch has 70 million points; whoever opens more fills the memory of the machine.
_MOST_POINTS = 80_000_000
# A content without a row may belong to a transaction that is still open; no transaction of ours lives a day.
_SWEEP_AFTER = timedelta(days=1)
_DISCARDED_KEPT = timedelta(days=30)


def put(
    *,
    content: bytes | BinaryIO,
    name: str,
    purpose: str,
    actor: Actor,
    now: datetime,
    allowed: frozenset[str] = HANDED_IN,
    max_bytes: int | None = None,
    owner_ref: str = "",
) -> StoredFile:
    """Check and keep a file; the type is read from the content, never from the name.

    ``max_bytes`` narrows the installation's limit. Errors: ``FileEmpty``, ``FileTooLarge``, ``FileTypeRefused``, ``FileDisguised``,
    ``FileDamaged``, ``FileInfected``, ``ScannerUnavailable``, ``StoreUnavailable``; after any of them nothing is kept. The content is
    durable before the row is written, so a committed row never points at nothing.
    """
    limit = min(max_bytes or conf.MAX_MB * _MEGABYTE, conf.MAX_MB * _MEGABYTE)
    shown = rules.clean_name(name, mime="")[:_SHOWN_NAME]
    with _spooled(content, limit=limit, shown=shown) as (path, sha256, size):
        mime = _checked_type(path, allowed=allowed, shown=shown)
        stores.store().put(sha256=sha256, source=path)
    with transaction.atomic():
        row = StoredFileRow.objects.create(
            sha256=sha256,
            size=size,
            mime=mime,
            name=rules.clean_name(name, mime=mime),
            purpose=purpose,
            owner_ref=owner_ref,
            stored_by=actor.ref,
            stored_at=now,
        )
    return contract(row)


def kept_if_done() -> AbstractContextManager[None]:
    """What is put inside stays only when the block ends without an error: a page keeps a file and then does the act that needs it.

    A refused act leaves no row; the content, to which nothing refers, goes with the next ``sweep``.
    """
    return transaction.atomic()


def check(*, content: bytes, name: str, allowed: frozenset[str] = HANDED_IN, max_bytes: int | None = None) -> None:
    """Judge a file as ``put`` does and keep nothing: for a room that alters what it was given before it keeps it. Errors as ``put``."""
    limit = min(max_bytes or conf.MAX_MB * _MEGABYTE, conf.MAX_MB * _MEGABYTE)
    shown = rules.clean_name(name, mime="")[:_SHOWN_NAME]
    with _spooled(content, limit=limit, shown=shown) as (path, _, _):
        _checked_type(path, allowed=allowed, shown=shown)


def discard(*, file_id: UUID, now: datetime) -> None:
    """Take a file out of use; its content goes when nothing else refers to it. A second call changes nothing."""
    with transaction.atomic():
        done = StoredFileRow.objects.filter(uuid=file_id, state=StoredFileRow.KEPT).update(
            state=StoredFileRow.DISCARDED, discarded_at=now
        )
        if not done and not StoredFileRow.objects.filter(uuid=file_id).exists():
            raise FileMissing


def sweep(*, now: datetime) -> int:
    """Remove rows discarded 30 days ago and contents without a row; returns how many contents were removed."""
    with transaction.atomic():
        StoredFileRow.objects.filter(state=StoredFileRow.DISCARDED, discarded_at__lt=now - _DISCARDED_KEPT).delete()
    store, removed = stores.store(), 0
    for sha256 in list(store.older_than(age=_SWEEP_AFTER)):
        if not StoredFileRow.objects.filter(sha256=sha256).exists():
            store.delete(sha256=sha256, age=_SWEEP_AFTER)
            removed += 1
    return removed


@contextmanager
def _spooled(content: bytes | BinaryIO, *, limit: int, shown: str) -> Iterator[tuple[Path, str, int]]:
    """The content in a file of its own with its digest and size; stops reading at the limit."""
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    digest, size = hashlib.sha256(), 0
    with NamedTemporaryFile(prefix="motcua-put-") as file:
        while piece := source.read(_CHUNK):
            size += len(piece)
            if size > limit:
                raise FileTooLarge(name=shown, limit_mb=f"{limit / _MEGABYTE:g}")
            digest.update(piece)
            file.write(piece)
        if size == 0:
            raise FileEmpty(name=shown)
        file.flush()
        yield Path(file.name), digest.hexdigest(), size


def _checked_type(path: Path, *, allowed: frozenset[str], shown: str) -> str:
    with path.open("rb") as content:
        mime = rules.sniff(content)
        if mime is None or mime not in allowed:
            raise FileTypeRefused(name=shown, accepted=rules.accepted_text(allowed))
        if rules.is_disguise(content, mime=mime):
            raise FileDisguised(name=shown)
        if mime in {JPEG, PNG, TIFF}:
            _check_picture(content, shown=shown)
        verdict = scanners.scanner().scan(content=content)
    if not verdict.clean:
        raise FileInfected(name=shown, threat=verdict.threat)
    return mime


def _check_picture(content: BinaryIO, *, shown: str) -> None:
    content.seek(0)
    try:
        with Image.open(content) as picture:
            if picture.width * picture.height > _MOST_POINTS:
                raise FileDamaged(name=shown)
            picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileDamaged(name=shown) from error
