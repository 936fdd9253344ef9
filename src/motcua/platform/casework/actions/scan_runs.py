"""Old results digitised in bulk from a page: uploaded once, checked row by row, then digitised; a bulk action like any other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import IO, Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.foundation.outbox.contracts import KeyReused
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Forbidden, NamedError
from motcua.kernel.ids import uuid7
from motcua.platform.casework.actions import bulk, digitising
from motcua.platform.casework.adapters import scans
from motcua.platform.casework.contracts.scanning import ScanOutcome, ScanRun, ScansEmpty, ScansTooMany, ScansUnchecked, ScanVerb
from motcua.platform.casework.models import BulkItem, BulkRun
from motcua.platform.casework.queries import scanning

_SCANS = frozenset({files.PDF, files.JPEG, files.PNG, files.TIFF})
_CHUNK = 1_000_000
_NOT_OURS = 500  # from this status on it is the store that fails, not the file


@transaction.atomic
def begin_scans(
    *, index: bytes, index_name: str, scans_from: IO[bytes], unit_code: str, actor: Actor, now: datetime, idempotency_key: str = ""
) -> UUID:
    """Take in an index (XLSX or CSV) and a ZIP file of scans, to be checked row by row; nothing is digitised yet.

    Rows without a scan that can be kept are refused at once, each with its reason. The same key gives the same run. ``Forbidden``,
    ``IndexUnreadable``, ``ScansEmpty``, ``ScansTooMany``, ``FileDamaged`` (the ZIP file), ``KeyReused``.
    """
    if actor.kind is not ActorKind.OFFICER or actor.subject_id is None:
        raise Forbidden(reason_vi="số hóa dành cho cán bộ.", reason_en="digitising is for officers.")
    digitising.require_unit(actor=actor, unit_code=unit_code)
    digests = {"index": hashlib.sha256(index).hexdigest(), "scans": _digest(scans_from)}
    arguments = {"unit": unit_code, "index_name": index_name[:150], **digests}
    most = int(registers.rule(code="casework.bulk_most", on=local_date(now)).value)
    lines = list(islice(scans.index_lines(index), most + 1))
    if not lines:
        raise ScansEmpty
    if len(lines) > most:
        raise ScansTooMany(most=most)
    key = (idempotency_key or str(uuid7()))[:120]
    facts: dict[str, Any] = {"verb": ScanVerb.CHECK, "arguments": arguments, "begun_at": now}
    run, made = BulkRun.objects.get_or_create(officer_id=actor.subject_id, key=key, defaults=facts)
    if not made:
        if (run.verb, scanning.arguments_of(run)) != (ScanVerb.CHECK, arguments):
            raise KeyReused
        return run.uuid
    kept: dict[str, str] = {}
    with digitising.opened(scans_from) as read:
        items = [
            _item(run, line, cells, place=place, keep=lambda name: _kept(kept, name, read, run=run, actor=actor, now=now))
            for place, (line, cells) in enumerate(lines)
        ]
    BulkItem.objects.bulk_create(items)
    return run.uuid


def digitise_checked(*, run_id: UUID, actor: Actor, now: datetime) -> UUID:
    """Begin to digitise what was checked; what the check refused stays refused. Asked again it is the same run.

    ``BulkUnknown``, ``Forbidden``, ``ScansUnchecked``.
    """
    with transaction.atomic():
        checked = scanning.run_of(run_id=run_id, actor=actor, verb=ScanVerb.CHECK)
        arguments = scanning.arguments_of(checked)
        digitising.require_unit(actor=actor, unit_code=arguments["unit"])
        if checked.finished_at is None or not checked.items.filter(state="done", change__outcome=ScanOutcome.NEW.value).exists():
            raise ScansUnchecked
        facts: dict[str, Any] = {"verb": ScanVerb.DIGITISE, "arguments": {**arguments, "checked": str(checked.uuid)}, "begun_at": now}
        run, made = BulkRun.objects.get_or_create(officer_id=checked.officer_id, key=scanning.key_of(checked), defaults=facts)
        if made:
            BulkItem.objects.bulk_create(
                BulkItem(
                    run=run, place=item.place, code=item.code, given=item.given, error_vi=item.error_vi, error_en=item.error_en,
                    state="refused" if item.state == "refused" else "waiting",
                )
                for item in checked.items.order_by("place")
            )  # fmt: skip
    return run.uuid


def continue_scans(*, run_id: UUID, actor: Actor, now: datetime, going_on: Callable[[], bool] = lambda: True) -> ScanRun:
    """Go on with what is left while ``going_on`` says so; two at once share the rows. ``BulkUnknown``."""
    bulk.go_on(scanning.run_of(run_id=run_id, actor=actor), actor=actor, now=now, going_on=going_on)
    return scanning.scan_run(run_id=run_id, actor=actor)


def refused_scans(*, run_id: UUID, actor: Actor, now: datetime) -> bytes:
    """The rows that were refused as an index to correct (XLSX), each with its reason; who took it stays on record. ``BulkUnknown``."""
    run = scanning.run_of(run_id=run_id, actor=actor)
    rows = list(run.items.filter(state="refused").order_by("place"))
    audit.record(
        action="casework.refused_scans_taken", object_ref=f"casework.bulk:{run.uuid}", actor=actor, now=now, details={"rows": len(rows)}
    )
    return scans.write_index((scanning.given_of(item)["cells"], f"{item.error_vi} / {item.error_en}") for item in rows)


def blank_index() -> bytes:
    """The index to fill in (XLSX)."""
    return scans.write_index()


def _item(run: BulkRun, line: int, cells: dict[str, str], *, place: int, keep: Callable[[str], str]) -> BulkItem:
    """A row that waits with its scan, or is refused because it cannot be read or its scan cannot be kept."""
    facts: dict[str, Any] = {"code": str(line), "given": {"cells": cells}}
    found = scans.row_of(cells)
    if isinstance(found, tuple):
        facts |= {"state": "refused", "error_vi": found[0], "error_en": found[1]}
        return BulkItem(run=run, place=place, **facts)
    try:
        facts["given"] = {"cells": cells, "file_id": keep(found.file)}
    except NamedError as error:
        if error.status >= _NOT_OURS:
            raise
        facts |= {"state": "refused", "error_vi": error.sentence("vi"), "error_en": error.sentence("en")}
    return BulkItem(run=run, place=place, **facts)


def _kept(known: dict[str, str], name: str, read: digitising.Reader, *, run: BulkRun, actor: Actor, now: datetime) -> str:
    """The scan as a stored file; a scan that several rows name is kept once."""
    if name not in known:
        kept = files.put(
            content=read(name), name=name, purpose="casework.old_result_scan", actor=actor, now=now, allowed=_SCANS,
            owner_ref=f"casework.bulk:{run.uuid}",
        )
        known[name] = str(kept.uuid)
    return known[name]


def _digest(source: IO[bytes]) -> str:
    digest = hashlib.sha256()
    source.seek(0)
    while piece := source.read(_CHUNK):
        digest.update(piece)
    source.seek(0)
    return digest.hexdigest()
