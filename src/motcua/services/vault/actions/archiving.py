"""Taking the whole store out as one sealed archive, and an archive in."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import partial
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local
from motcua.kernel.errors import NamedError
from motcua.kernel.ids import uuid7
from motcua.kit.turns import take_turns
from motcua.platform.signing import api as signing
from motcua.services.vault import conf, policies
from motcua.services.vault.adapters import pictures
from motcua.services.vault.contracts import Trust
from motcua.services.vault.contracts.archive import (
    ArchivedPaper,
    ArchiveElsewhere,
    ArchiveStream,
    Fate,
    ImportedPaper,
    ImportReport,
)
from motcua.services.vault.contracts.papers import Origin
from motcua.services.vault.models import HeldDocumentRow, ImportedRow
from motcua.services.vault.queries.archived import draft, whole
from motcua.services.vault.queries.papers import next_version, same_content, use_of_store
from motcua.services.vault.rules import archive as rules

# The city's own seal; what it says is who made the archive, not who issued the papers in it.
_UNIT = "city"
_EARLIEST = 1900  # the year: before it nothing was issued that anybody holds


def export_archive(*, actor: Actor, now: datetime) -> ArchiveStream:
    """The actor's whole store as one archive: documents, fields, versions, shares, credentials, and a manifest under the city's seal.

    Its size is exact and its parts are read while they go out, so that a big store needs no room here. Recorded. ``ArchiveElsewhere``
    for whoever acts for an organisation; errors of the seal as ``signing.seal_bytes``.
    """
    holder = _holder(actor)
    with transaction.atomic():
        drafted = draft(actor=actor, holder=holder, now=now)
        manifest = rules.dump(drafted.manifest)
        seal = signing.seal_bytes(content=manifest, unit_code=_UNIT, unit_name=str(settings.MOTCUA_CITY), now=now)
        details = {"papers": len(drafted.manifest["papers"]), "sha256": hashlib.sha256(manifest).hexdigest()}
        audit.record(action="vault.exported", object_ref=f"vault.store:{policies.own_store(actor)}", actor=actor, now=now, details=details)
    entries = (whole(rules.MANIFEST, manifest), whole(rules.SEAL, seal), *drafted.entries)
    at = local(now)
    return ArchiveStream(
        name=f"kho-giay-to-{at:%Y%m%d-%H%M}.zip", size=rules.size_of(entries), papers=len(drafted.manifest["papers"]),
        parts=rules.written(entries, at=at),
    )  # fmt: skip


def import_archive(*, file: BinaryIO, actor: Actor, now: datetime) -> ImportReport:
    """Take an archive into the actor's own store; seal and every digest are checked before anything is kept.

    The same paper comes once, however often; a later version stands beside the earlier one, as the newer. What the papers say are the
    holder's own statements here, whoever stood for them elsewhere: only a document's own signature proves its issuer.
    Errors: ``ArchiveRefused``, ``ArchiveElsewhere``.
    """
    holder = _holder(actor)
    found = rules.unpack(file)
    seal = signing.check_seal(content=found.manifest, seal=found.seal, now=now)
    if not seal.intact:
        raise rules.refuse("dấu niêm phong không khớp với nội dung.", "its seal does not fit its content.")
    manifest = rules.believe(found)
    whose = manifest.get("holder")
    if not isinstance(whose, dict) or whose.get("personal_number") != holder["personal_number"]:
        raise rules.refuse("gói này là kho của người khác.", "it is the store of another person.")
    papers = rules.papers(manifest)
    with transaction.atomic():
        store = policies.own_store(actor)
        take_turns(f"vault.store:{store}")
        source = str(manifest.get("issuer", ""))[:200]
        told = [_take(found, paper, source=source, seal=seal, actor=actor, now=now) for paper in sorted(papers, key=lambda p: p.version)]
        details = {"sealed_by": seal.signer, "trusted": seal.trusted, **{fate.value: sum(t.fate == fate for t in told) for fate in Fate}}
        audit.record(action="vault.imported", object_ref=f"vault.store:{store}", actor=actor, now=now, details=details)
    return ImportReport(
        sealed_by=seal.signer, sealed_at=seal.sealed_at, trusted=seal.trusted, dev=seal.dev,
        made_at=_instant(manifest.get("made_at"), now), papers=tuple(told),
    )  # fmt: skip


def _holder(actor: Actor) -> dict[str, str]:
    if not policies.own_store(actor).startswith(f"{policies.PERSON}:") or actor.subject_id is None:
        raise ArchiveElsewhere
    person = identity.person(person_id=actor.subject_id)
    return {"name": person.full_name, "personal_number": person.personal_number}


def _take(
    found: rules.Unpacked, paper: ArchivedPaper, *, source: str, seal: signing.SealReport, actor: Actor, now: datetime
) -> ImportedPaper:
    """One paper, kept, recognised or refused; a refusal leaves the others."""
    store, title = policies.own_store(actor), str(paper.told.get("title", ""))[:300]
    gone = Q(document__removed_at__isnull=False)  # what its holder took out may come again
    ImportedRow.objects.filter(gone, holder=store, issuer=source, paper=_series(paper)).delete()
    known = ImportedRow.objects.filter(holder=store, issuer=source, paper=_series(paper)).select_related("document")
    before = known.order_by("-version").first()
    here = same_content(holder=store, sha256=paper.sha256).first()
    fate = rules.fate(content_here=here is not None, version_here=before.version if before else None, version=paper.version)
    if fate is Fate.SAME:
        same = here or (before.document if before else None)
        return ImportedPaper(title=title, fate=fate, document_id=same.uuid if same else None)
    use = use_of_store(actor=actor)
    if use.used + paper.size > use.most:
        return _refused(title, "kho không còn đủ chỗ.", "there is no room left in the store.")
    try:
        with transaction.atomic():
            row = _keep(rules.content(found, paper), paper, title=title, older=before.document if before else None, actor=actor, now=now)
            ImportedRow.objects.create(
                holder=store, document=row, issuer=source, paper=_series(paper), version=paper.version, sealed_by=seal.signer[:200],
                sealed_at=seal.sealed_at, trusted=seal.trusted, imported_at=now,
            )  # fmt: skip
    except NamedError as refusal:
        return _refused(title, refusal.sentence("vi"), refusal.sentence("en"))
    return ImportedPaper(title=title, fate=fate, document_id=row.uuid)


def _keep(
    content: bytes, paper: ArchivedPaper, *, title: str, older: HeldDocumentRow | None, actor: Actor, now: datetime
) -> HeldDocumentRow:
    told, store, uuid = paper.told, policies.own_store(actor), uuid7()
    clean, _ = pictures.taken(content, most=paper.size, judge=partial(files.check, name=title[:80]))
    kept = files.put(content=clean, name=f"{title[:80] or 'giay-to'}", purpose="vault.document", actor=actor, now=now, owner_ref=store)
    report: dict[str, Any] = {"signatures": []}
    if kept.mime == files.PDF:
        report = signing.validate_pdf(pdf=content, now=now).as_dict()
    stated: dict[str, Any] = {"facts": _facts(told.get("facts")), "tags": [str(t)[:40] for t in (told.get("tags") or [])][:20]}
    row = HeldDocumentRow.objects.create(
        uuid=uuid, series=older.series if older else uuid, version=next_version(older), holder=store,
        person_id=actor.subject_id, origin=Origin.IMPORT.value, kind=str(told.get("kind", ""))[:40], title=title,
        issuer=str(told.get("issuer", ""))[:200], issued_at=_instant(told.get("issued_at"), now), kept_at=now, file_id=kept.uuid,
        sha256=kept.sha256, source_sha256=paper.sha256, size=kept.size, mime=kept.mime, signature_report=report, checked_at=now,
        confirmed_at=now if told.get("confirmed") is True else None, note=str(told.get("note", ""))[:1000],
        **stated, expires_on=_date(told.get("expires_on")),
        revoked_at=_instant(told["revoked_at"], now) if told.get("revoked_at") else None,
    )  # fmt: skip
    if older is not None:
        HeldDocumentRow.objects.filter(pk=older.pk, replaced_by=None).update(replaced_by=row.uuid)
    return row


def _facts(told: Any) -> dict[str, dict[str, str]]:
    """Fields as the holder's own statements; nobody here checked them."""
    if not isinstance(told, dict):
        return {}
    values = {str(name)[:60]: fact.get("value") for name, fact in list(told.items())[:100] if isinstance(fact, dict)}
    return {name: {"value": str(value)[:500], "trust": Trust.STATED.value, "read": "archive"} for name, value in values.items()}


def _series(paper: ArchivedPaper) -> UUID:
    try:
        return UUID(str(paper.told.get("series") or paper.uuid))
    except ValueError:
        return paper.uuid


def _instant(told: Any, otherwise: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(str(told))
    except ValueError:
        return otherwise
    return found if found.tzinfo is not None and found.year >= _EARLIEST and found <= otherwise else otherwise


def _date(told: Any) -> date | None:
    try:
        found = date.fromisoformat(str(told)) if told else None
    except ValueError:
        return None
    return found if found and found.year >= _EARLIEST else None


def _refused(title: str, vi: str, en: str) -> ImportedPaper:
    return ImportedPaper(title=title, fate=Fate.REFUSED, reason_vi=vi, reason_en=en)


def import_limit() -> int:
    """Bytes of the largest archive that is taken: a full store and a little more."""
    return conf.QUOTA_MB * 1_000_000 + rules.MOST_MANIFEST


__all__ = ["export_archive", "import_archive", "import_limit"]
