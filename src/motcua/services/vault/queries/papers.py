"""Papers of a store: found by whoever may open it, as they stand today."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet, Sum

from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.text import fold
from motcua.services.vault import conf, policies, rules
from motcua.services.vault.adapters.kinds import kind_of, kinds
from motcua.services.vault.contracts import DocumentUnknown, FactHeld, HeldDocument, Origin, PaperFilter, Standing, StoreUse, Trust
from motcua.services.vault.models import HeldDocumentRow, ShareRow

_MB = 1_000_000
OWN = (Origin.UPLOAD.value, Origin.PAPER.value, Origin.RECEIVED.value, Origin.IMPORT.value)


def documents(*, actor: Actor, kind: str | None = None, now: datetime, limit: int = 200) -> tuple[HeldDocument, ...]:
    """The papers of the store that the actor acts in, latest first; nothing for anybody who has none. Removed ones are left out."""
    rows = stored(actor).filter(removed_at=None).order_by("-issued_at", "-id")
    if kind:
        rows = rows.filter(kind__in=same_kind(kind))
    return tuple(contract(row, now=now) for row in rows[:limit])


def document(*, document_id: UUID, actor: Actor, now: datetime) -> HeldDocument:
    """One paper; ``DocumentUnknown`` also for what lies in a store that the actor may not open, so that nobody learns that it exists."""
    return contract(row_of(document_id=document_id, actor=actor), now=now)


def of_dossier(*, dossier_code: str, actor: Actor, now: datetime) -> HeldDocument | None:
    """The actor's latest document from that dossier, if it has come."""
    if not dossier_code:
        return None
    rows = stored(actor).filter(removed_at=None, dossier_code=dossier_code, origin=Origin.RESULT.value).order_by("-issued_at", "-id")
    return next((contract(row, now=now) for row in rows[:1]), None)


def search(*, actor: Actor, wanted: PaperFilter, now: datetime, limit: int = 500) -> tuple[HeldDocument, ...]:
    """Papers of a store by words (in titles, issuers, fields, notes and tags), kind, standing and tag.

    Titles are ciphertext in the table, so words are compared here; a store is some hundred papers.
    """
    rows = stored(actor, unit_code=wanted.unit_code).filter(removed_at=None)
    if wanted.kind:
        rows = rows.filter(kind__in=same_kind(wanted.kind))
    found = [contract(row, now=now) for row in rows.order_by("-kept_at", "-id")[:limit]]
    words, tag = fold(wanted.words).split(), fold(wanted.tag)
    return tuple(sorted((p for p in found if _answers(p, words, wanted.standing, tag)), key=_ORDER.get(wanted.order, _ORDER["newest"])))


def removed(*, actor: Actor, now: datetime, unit_code: str = "") -> tuple[HeldDocument, ...]:
    """What was removed and can still be taken back, the latest removed first; for an officer in the store of one of his units."""
    rows = stored(actor, unit_code=unit_code).exclude(removed_at=None).order_by("-removed_at", "-id")
    return tuple(contract(row, now=now) for row in rows[:200])


def versions(*, document_id: UUID, actor: Actor, now: datetime) -> tuple[HeldDocument, ...]:
    """The paper with all that it replaced and was replaced by, the newest first. ``DocumentUnknown``."""
    row = row_of(document_id=document_id, actor=actor)
    rows = HeldDocumentRow.objects.filter(series=row.series, holder=row.holder).order_by("-version")
    return tuple(contract(one, now=now) for one in rows)


def use_of_store(*, actor: Actor, unit_code: str = "") -> StoreUse:
    """How full the store is: what its holder put in counts, also while it can be taken back; what the city issued does not."""
    rows = stored(actor, unit_code=unit_code)
    used = rows.filter(origin__in=OWN).aggregate(total=Sum("size"))["total"] or 0
    return StoreUse(used=int(used), most=conf.QUOTA_MB * _MB, papers=rows.filter(removed_at=None).count())


def stored(actor: Actor, *, unit_code: str = "") -> QuerySet[HeldDocumentRow]:
    """Rows of the store that the actor acts in; for an officer that of one of his units."""
    holder = policies.own_store(actor)
    if unit_code and f"{policies.UNIT}:{unit_code}" in policies.unit_stores(actor):
        holder = f"{policies.UNIT}:{unit_code}"
    return HeldDocumentRow.objects.filter(holder=holder) if holder else HeldDocumentRow.objects.none()


def row_of(*, document_id: UUID, actor: Actor, lock: bool = False, change: bool = False) -> HeldDocumentRow:
    """The row of a paper that the actor may open (or ``change``); ``DocumentUnknown``."""
    rows = HeldDocumentRow.objects.select_for_update() if lock else HeldDocumentRow.objects.all()
    row = rows.filter(uuid=document_id).first()
    rule = policies.can_change if change else policies.can_open
    if row is None or not rule(actor=actor, holder=row.holder):
        raise DocumentUnknown
    return row


def subject_of(row: HeldDocumentRow) -> UUID | None:
    """Whose personal data a paper tells, also where it is a unit's copy of hers; None when nobody is known for it."""
    if row.person_id is not None or not row.holder.startswith(f"{policies.UNIT}:"):
        return row.person_id
    if row.from_share_id is not None:
        return ShareRow.objects.filter(uuid=row.from_share_id).values_list("document__person_id", flat=True).first()
    if row.source_file_id is None:
        return None
    same = HeldDocumentRow.objects.filter(source_file_id=row.source_file_id, person_id__isnull=False)
    return same.values_list("person_id", flat=True).first()


def next_version(former: HeldDocumentRow | None) -> int:
    """The number of a paper that comes after ``former``; removed versions keep theirs."""
    if former is None:
        return 1
    return (HeldDocumentRow.objects.filter(series=former.series).aggregate(last=Max("version"))["last"] or 0) + 1


def same_content(*, holder: str, sha256: str) -> QuerySet[HeldDocumentRow]:
    """Papers of a store that are there, with a file of that digest: as it is kept, or as it was given before a picture was cleaned."""
    return HeldDocumentRow.objects.filter(Q(sha256=sha256) | Q(source_sha256=sha256), holder=holder, removed_at=None)


def same_kind(kind: str) -> tuple[str, ...]:
    """Under which names papers of a kind are kept: the catalogue's key and the procedures that make it; the code itself otherwise."""
    found = next((k for k in kinds() if k.key == kind), None)
    return (found.key, *found.procedures) if found else (kind,)


def contract(row: HeldDocumentRow, *, now: datetime) -> HeldDocument:
    """A row as it crosses the door, as it stands at ``now``."""
    signed_by, valid, dev = rules.report_summary(row.signature_report)
    kind = kind_of(key=row.kind)
    origin = Origin(row.origin)
    stands = rules.standing(
        on=local_date(now), removed=row.removed_at is not None, revoked=row.revoked_at is not None,
        replaced=row.replaced_by is not None, expires_on=row.expires_on, confirmed=row.confirmed_at is not None,
        warn_days=conf.WARN_DAYS,
    )  # fmt: skip
    return HeldDocument(
        uuid=row.uuid, person_id=row.person_id, dossier_code=row.dossier_code, kind=row.kind, title=row.title, issuer=row.issuer,
        issued_at=row.issued_at, kept_at=row.kept_at, file_id=row.file_id, size=row.size, sha256=row.sha256, signed_by=signed_by,
        valid=valid, dev=dev, report=row.signature_report, revoked_at=row.revoked_at, expires_on=row.expires_on, holder=row.holder,
        origin=origin, kind_key=kind.key if kind else "", mime=row.mime, facts={n: fact(f) for n, f in (row.facts or {}).items()},
        confirmed_at=row.confirmed_at, note=row.note, tags=tuple(row.tags or ()), series=row.series, version=row.version,
        replaced_by=row.replaced_by, removed_at=row.removed_at, checked_at=row.checked_at, standing=stands,
        copied=row.from_share_id is not None,
    )  # fmt: skip


def fact(told: dict[str, str]) -> FactHeld:
    """A field as it is kept."""
    at = told.get("checked_at")
    return FactHeld(
        value=told["value"], trust=Trust(told["trust"]), read=told.get("read", "typed"), checked_by=told.get("checked_by", ""),
        checked_at=datetime.fromisoformat(at) if at else None,
    )  # fmt: skip


def _answers(paper: HeldDocument, words: Sequence[str], standing: str, tag: str) -> bool:
    stands = paper.standing == standing if standing else paper.standing is not Standing.REPLACED
    return stands and (not tag or tag in {fold(t) for t in paper.tags}) and all(word in _text(paper) for word in words)


def _text(paper: HeldDocument) -> str:
    kind = kind_of(key=paper.kind)
    names = (kind.name_vi, kind.name_en, *kind.aliases) if kind else ()
    said = (f.value for f in paper.facts.values())
    return fold(" ".join((paper.title, paper.issuer, paper.dossier_code, paper.note, *names, *paper.tags, *said)))


_ORDER: Mapping[str, Callable[[HeldDocument], Any]] = {
    "newest": lambda p: -p.kept_at.timestamp(),
    "oldest": lambda p: p.kept_at.timestamp(),
    "title": lambda p: fold(p.title),
    "ends": lambda p: (p.expires_on.isoformat() if p.expires_on else "9999", fold(p.title)),
}
