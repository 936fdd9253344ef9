"""What goes into the archive of a store: its papers, their fields and versions, its shares, the holder's credentials."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings

from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local
from motcua.platform.credentials import api as credentials
from motcua.platform.documents import api as documents
from motcua.services.vault.adapters import printed
from motcua.services.vault.contracts.archive import Provenance
from motcua.services.vault.models import HeldDocumentRow, ImportedRow, ShareRow
from motcua.services.vault.queries.papers import contract, stored
from motcua.services.vault.rules import archive as rules

_PART = 65_536
_ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/tiff": "tif"}


@dataclass(frozen=True, slots=True)
class Drafted:
    """The manifest before its seal, and the files that it names."""

    manifest: dict[str, Any]
    entries: tuple[rules.Entry, ...]


def draft(*, actor: Actor, holder: dict[str, str], now: datetime) -> Drafted:
    """Everything that the actor's store holds, removed papers left out, older versions included."""
    rows = list(stored(actor).filter(removed_at=None, purged_at=None).order_by("kept_at", "id"))
    held = credentials.credentials_of(actor=actor)
    kept = {f"chung-nhan/{c.uuid}.sd-jwt": c.compact.encode() for c in held}
    kept[rules.OVERVIEW] = _overview(rows, holder, now)
    entries = [*(_of_bytes(path, data) for path, data in sorted(kept.items())), *(_of_row(row) for row in rows)]
    named = {path: hashlib.sha256(data).hexdigest() for path, data in kept.items()} | {_path(row): row.sha256 for row in rows}
    manifest = {
        "format": rules.FORMAT, "version": rules.VERSION, "made_at": now.isoformat(), "issuer": str(settings.MOTCUA_BASE_URL),
        "city": str(settings.MOTCUA_CITY), "holder": holder, "papers": [_told(row) for row in rows],
        "shares": [_share(row) for row in ShareRow.objects.filter(document__in=rows).order_by("created_at", "id")],
        "credentials": [{"uuid": str(c.uuid), "kind": c.kind, "file": f"chung-nhan/{c.uuid}.sd-jwt", "source": c.source_ref} for c in held],
        "files": [{"path": e.path, "sha256": named[e.path], "size": e.size} for e in entries],
    }  # fmt: skip
    return Drafted(manifest=manifest, entries=tuple(entries))


def whole(path: str, data: bytes) -> rules.Entry:
    """A file of an archive whose bytes are here."""
    return _of_bytes(path, data)


def provenance(*, document_id: UUID) -> Provenance | None:
    """From which archive a paper came; None for all others. Who may see the paper was decided by whoever asks."""
    row = ImportedRow.objects.filter(document__uuid=document_id).first()
    if row is None:
        return None
    return Provenance(
        sealed_by=row.sealed_by, sealed_at=row.sealed_at, trusted=row.trusted, issuer=row.issuer, imported_at=row.imported_at
    )


def _told(row: HeldDocumentRow) -> dict[str, Any]:
    return {
        "uuid": str(row.uuid), "series": str(row.series), "version": row.version, "origin": row.origin, "kind": row.kind,
        "title": row.title, "issuer": row.issuer, "issuer_unit": row.issuer_unit, "issued_at": row.issued_at.isoformat(),
        "kept_at": row.kept_at.isoformat(), "expires_on": _day(row.expires_on), "revoked_at": _day(row.revoked_at),
        "replaced_by": str(row.replaced_by or ""), "dossier_code": row.dossier_code, "facts": row.facts or {}, "note": row.note,
        "tags": row.tags or [], "confirmed": row.confirmed_at is not None, "mime": row.mime, "file": _path(row),
        "signatures": row.signature_report,
    }  # fmt: skip


def _share(row: ShareRow) -> dict[str, Any]:
    return {
        "paper": str(row.document.uuid), "unit_code": row.unit_code, "dossier_code": row.dossier_code, "purpose": row.purpose,
        "fields": row.fields, "with_file": row.with_file, "views": row.views, "created_at": row.created_at.isoformat(),
        "expires_at": row.expires_at.isoformat(), "revoked_at": _day(row.revoked_at),
    }  # fmt: skip


def _path(row: HeldDocumentRow) -> str:
    return f"giay-to/{row.uuid}.{_ENDINGS.get(row.mime, 'bin')}"


def _day(at: Any) -> str:
    return at.isoformat() if at else ""


def _of_row(row: HeldDocumentRow) -> rules.Entry:
    return rules.Entry(path=_path(row), size=row.size, parts=partial(_read, row.file_id))


def _of_bytes(path: str, data: bytes) -> rules.Entry:
    return rules.Entry(path=path, size=len(data), parts=lambda: iter((data,)))


def _read(file_id: UUID) -> Iterator[bytes]:
    with closing(files.open(file_id=file_id)) as content:
        while part := content.read(_PART):
            yield part


def _overview(rows: Sequence[HeldDocumentRow], holder: dict[str, str], now: datetime) -> bytes:
    papers = [contract(row, now=now) for row in rows]
    words = {
        "revoked": "đã thu hồi", "replaced": "đã thay bản mới", "ended": "hết giá trị", "unconfirmed": "chưa xác nhận",
        "ending": "sắp hết giá trị", "in_force": "đang có giá trị", "removed": "đã gỡ",
    }  # fmt: skip
    data = {
        "holder": holder["name"], "city": str(settings.MOTCUA_CITY), "made_at": f"{local(now):%d/%m/%Y %H:%M}", "count": str(len(papers)),
        "papers": [
            {"title": p.title, "issuer": p.issuer, "issued": f"{local(p.issued_at):%d/%m/%Y}", "state": words[p.standing]} for p in papers
        ],
    }  # fmt: skip
    return documents.render_pdf(template=printed.OVERVIEW, data=data, now=now)
