"""One paper of the national store: recognised, kept, made a version, marked, or left out, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import NamedError
from motcua.kernel.ids import uuid7
from motcua.kernel.periods import midnight
from motcua.kit.fields import blind_index
from motcua.kit.turns import take_turns
from motcua.platform.signing import api as signing
from motcua.services.vault import conf, policies
from motcua.services.vault.adapters.kinds import by_key
from motcua.services.vault.adapters.national.kinds import OTHER, kind_here
from motcua.services.vault.contracts import Origin, Trust
from motcua.services.vault.contracts.national import Downloaded, ItemFate, NationalResult, ResultFile, ResultUnfit
from motcua.services.vault.events import DocumentRevoked, PaperKept
from motcua.services.vault.models import HeldDocumentRow, NationalPaper, NationalRun
from motcua.services.vault.queries.papers import next_version
from motcua.services.vault.rules import national as rules

TYPES = frozenset({files.PDF, files.JPEG, files.PNG})
_OFFICIAL = (Origin.RESULT.value, Origin.OLD_RESULT.value, Origin.NATIONAL.value)
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a paper before its file is asked for; ``settled``: nothing needs to be asked for any more."""

    key: str
    sha256: str
    document: HeldDocumentRow | None
    settled: ItemFate | None


def known(row: NationalRun, result: NationalResult, file: ResultFile, place: int) -> Known:
    """Recognise a paper by kind, number, issuer and digest."""
    key = blind_index(rules.identity_of(result, file=place), purpose="vault.national")
    met = NationalPaper.objects.filter(holder=row.holder, key=key).exclude(document=None).select_related("document")
    here = _latest(met.order_by("-id").first())
    same = _same(row.holder, file.sha256) if file.sha256 else None
    if here is not None and here.removed_at is not None and not _live(here):
        return Known(key, file.sha256, here, ItemFate.REMOVED)
    if result.revoked:
        return Known(key, file.sha256, here or same, ItemFate.REVOKED)
    if same is not None:
        return Known(key, file.sha256, same, ItemFate.REMOVED if same.removed_at else ItemFate.SAME)
    return Known(key, file.sha256, here, None)


def land(row: NationalRun, result: NationalResult, file: ResultFile, found: Known, got: Downloaded, *, now: datetime) -> None:
    """Keep the content as a new paper or as the newer version of one. Errors of ``files.put`` become ``ResultUnfit``."""
    with transaction.atomic():
        take_turns(f"vault.store:{row.holder}")
        same = _same(row.holder, got.sha256)
        if same is not None:
            fate = ItemFate.REMOVED if same.removed_at else ItemFate.SAME
            keep_fate(row, result, Known(found.key, got.sha256, same, fate), fate, now=now)
            return
        older = found.document if found.document is not None and found.document.origin == Origin.NATIONAL.value else None
        try:
            paper = _kept(row, result, file, got, older, now=now)
        except NamedError as refusal:
            raise ResultUnfit(reason_vi=refusal.sentence("vi"), reason_en=refusal.sentence("en")) from refusal
        fate = ItemFate.NEWER if older is not None else ItemFate.NEW
        keep_fate(row, result, Known(found.key, got.sha256, paper, fate), fate, now=now)


def keep_fate(
    row: NationalRun, result: NationalResult, found: Known, fate: ItemFate, *, now: datetime, why: NamedError | None = None
) -> None:
    """Write down what became of a paper in this fetching, and mark what the store revoked; the same again changes nothing."""
    with transaction.atomic():
        if found.document is not None and found.document.origin == Origin.NATIONAL.value:
            _mark(found.document, revoked=fate is ItemFate.REVOKED, now=now)
        facts: dict[str, Any] = {
            "document": found.document, "fate": fate.value, "seen_at": now, "run": row,
            "why_vi": why.sentence("vi")[:300] if why else "", "why_en": why.sentence("en")[:300] if why else "",
        }  # fmt: skip
        told = {"kind_code": result.kind, "title": result.title, "number": result.number, "agency": result.agency, "first_seen_at": now}
        before, made = NationalPaper.objects.get_or_create(
            holder=row.holder, key=found.key, sha256=found.sha256, defaults={**told, **facts}
        )  # fmt: skip
        if (not made and before.run_id != row.pk) or (not made and before.fate == ItemFate.REFUSED.value != fate.value):
            NationalPaper.objects.filter(pk=before.pk).update(**facts)


def _same(holder: str, sha256: str) -> HeldDocumentRow | None:
    """The issued paper of that content in the store, a live one first."""
    rows = HeldDocumentRow.objects.filter(holder=holder, sha256=sha256, origin__in=_OFFICIAL)
    return min(rows, key=lambda one: (one.removed_at is not None, -one.pk), default=None)


def _latest(met: NationalPaper | None) -> HeldDocumentRow | None:
    """The newest version of the paper that was met."""
    if met is None or met.document is None:
        return None
    return HeldDocumentRow.objects.filter(holder=met.holder, series=met.document.series).order_by("-version").first()


def _live(paper: HeldDocumentRow) -> bool:
    return HeldDocumentRow.objects.filter(holder=paper.holder, series=paper.series, removed_at=None).exists()


def _mark(paper: HeldDocumentRow, *, revoked: bool, now: datetime) -> None:
    """Every version of a revoked paper is void; the store's word counts for what came from it, in both directions."""
    with transaction.atomic():
        rows = HeldDocumentRow.objects.select_for_update().filter(holder=paper.holder, series=paper.series, origin=Origin.NATIONAL.value)
        for one in rows.filter(revoked_at__isnull=revoked):
            one.revoked_at = now if revoked else None
            one.save(update_fields=["revoked_at"])
            audit.record(
                action="vault.national_revoked" if revoked else "vault.national_valid", object_ref=f"vault.document:{one.uuid}",
                actor=SYSTEM, now=now, ground="NĐ 118/2025/NĐ-CP", person=f"person:{one.person_id}" if one.person_id else "",
            )  # fmt: skip
            if revoked and one.person_id is not None:
                outbox.publish(event=DocumentRevoked(document_id=one.uuid, person_id=one.person_id, revoked_at=now), now=now)


def _kept(
    row: NationalRun, result: NationalResult, file: ResultFile, got: Downloaded, older: HeldDocumentRow | None, *, now: datetime
) -> HeldDocumentRow:
    stored = files.put(
        content=got.content, name=file.name, purpose="vault.document", actor=SYSTEM, now=now, allowed=TYPES,
        max_bytes=conf.MAX_MB * _MB, owner_ref=row.holder,
    )  # fmt: skip
    kind, uuid = kind_here(result.kind), uuid7()
    facts: dict[str, Any] = {"facts": _facts(kind, result)}
    store = row.holder.partition(":")[0]
    paper = HeldDocumentRow.objects.create(
        uuid=uuid, series=older.series if older else uuid, version=next_version(older), holder=row.holder,
        person_id=row.person_id if store == policies.PERSON else None,
        origin=Origin.NATIONAL.value, kind=kind, title=result.title, issuer=result.agency,
        issued_at=midnight(result.issued_on) if result.issued_on else now, kept_at=now, expires_on=result.expires_on, file_id=stored.uuid,
        sha256=stored.sha256, size=stored.size, mime=stored.mime, signature_report=_report(stored, got.content, now), checked_at=now,
        confirmed_at=now, **facts,
    )  # fmt: skip
    if older is not None:
        HeldDocumentRow.objects.filter(holder=row.holder, series=older.series, replaced_by=None, removed_at=None).exclude(
            pk=paper.pk
        ).update(replaced_by=paper.uuid)
    told = PaperKept(
        document_id=uuid, store=store, origin=Origin.NATIONAL.value, kind=kind, version=paper.version, kept_at=now
    )
    outbox.publish(event=told, now=now)
    audit.record(
        action="vault.kept", object_ref=f"vault.document:{uuid}", actor=SYSTEM, now=now,
        ground=policies.ground_of_bringing(row.holder), person=f"person:{row.person_id}",
        details={"origin": Origin.NATIONAL.value, "kind": kind, "version": paper.version, "sha256": stored.sha256},
    )  # fmt: skip
    return paper


def _report(stored: files.StoredFile, content: bytes, now: datetime) -> dict[str, Any]:
    if stored.mime != files.PDF:
        return {"signatures": []}
    try:
        return dict(signing.validate_pdf(pdf=content, now=now).as_dict())
    except signing.NotAPdf as error:
        raise files.FileDamaged(name=stored.name) from error


def _facts(kind: str, result: NationalResult) -> dict[str, dict[str, str]]:
    """What the store's signed answer says of the paper, under the names that the kind has."""
    own = by_key()[kind]
    said = {
        "number": result.number, "issuer": result.agency, "issued_on": result.issued_on.isoformat() if result.issued_on else "",
        "name": result.title if kind == OTHER else "",
    }  # fmt: skip
    known_here = {name: value for name, value in said.items() if value and own.field(name)}
    return {name: {"value": value, "trust": Trust.ISSUED.value, "read": "national"} for name, value in known_here.items()}
