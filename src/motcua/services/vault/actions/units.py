"""The stores of merged units: their papers, what was shared with them and what they asked for go over to the unit that succeeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from motcua.foundation.identity import api as identity
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor
from motcua.kernel.periods import midnight
from motcua.services.vault.contracts import RequestState
from motcua.services.vault.models import HeldDocumentRow, PaperRequestRow, ShareRow
from motcua.services.vault.policies import UNIT


@dataclass(frozen=True, slots=True)
class _Merger:
    """Old and new code, and the instant from which another unit bears the old one, if any does."""

    old: str
    new: str
    reused_at: datetime | None


@dataclass
class StoreFollower:
    """What identity asks of this room when posts move to another unit."""

    key: str = "vault.unit_stores"

    def preview(self, *, old_unit: str, new_unit: str, on: date, now: datetime) -> identity.Followed:
        """How many papers, shares and requests would go along."""
        one = _merger(old_unit, new_unit, on=on)
        papers, shares, asked = _papers(one), _shares(one, now=now), _asked(one)
        return self._told(papers.count() + shares.count() + asked.count(), _kept(one))

    def move(self, *, old_unit: str, new_unit: str, on: date, actor: Actor, now: datetime) -> identity.Followed:
        """Take them along, in the transaction that moves the posts. Again it moves nothing."""
        one = _merger(old_unit, new_unit, on=on)
        moving = list(_papers(one).select_for_update().values_list("pk", flat=True))
        ShareRow.objects.filter(document__in=moving, holder=_store(one.old)).update(holder=_store(one.new))
        count = HeldDocumentRow.objects.filter(pk__in=moving).update(holder=_store(one.new))
        count += _shares(one, now=now).update(unit_code=one.new)
        count += _asked(one).update(unit_code=one.new)
        return self._told(count, _kept(one))

    def _told(self, count: int, kept: int) -> identity.Followed:
        vi = "Giấy tờ mà kho của đơn vị mới đã có: bản ở kho cũ giữ nguyên"
        en = "Papers that the new unit's store holds already: the copy in the old store stays"
        left = (identity.Left(vi, en, kept),) if kept else ()
        what = "Giấy tờ, lượt chia sẻ, yêu cầu của kho đơn vị", "Papers, shares, requests of the unit's store"
        return identity.Followed(self.key, *what, count, left)


def _merger(old_unit: str, new_unit: str, *, on: date) -> _Merger:
    before = units.get(code=old_unit, on=on - timedelta(days=1))
    try:
        reused = units.get(code=old_unit, on=on).id not in (before.id, units.get(code=new_unit, on=on).id)
    except units.UnitUnknown:
        reused = False
    return _Merger(old_unit, new_unit, midnight(on) if reused else None)


def _store(code: str) -> str:
    return f"{UNIT}:{code}"


def _old_papers(one: _Merger) -> QuerySet[HeldDocumentRow]:
    """All papers of the old store; where the code is another unit's since, those that came before that day. None when the code stays."""
    if one.old == one.new:
        return HeldDocumentRow.objects.none()
    rows = HeldDocumentRow.objects.filter(holder=_store(one.old))
    return rows.filter(kept_at__lt=one.reused_at) if one.reused_at else rows


def _there_too(one: _Merger) -> Exists:
    """Whether the new store holds the same paper: one result, one old result and one content stand once in a store."""
    there = HeldDocumentRow.objects.filter(holder=_store(one.new))
    same = (
        Q(source_file_id=OuterRef("source_file_id"), source_file_id__isnull=False)
        | Q(old_result_id=OuterRef("old_result_id"), old_result_id__isnull=False)
        | Q(sha256=OuterRef("sha256"), removed_at=None)
    )
    return Exists(there.filter(same))


def _papers(one: _Merger) -> QuerySet[HeldDocumentRow]:
    return _old_papers(one).exclude(_there_too(one)).order_by("pk")


def _kept(one: _Merger) -> int:
    return _old_papers(one).filter(_there_too(one)).count()


def _shares(one: _Merger, *, now: datetime) -> QuerySet[ShareRow]:
    """Live shares with the old unit: consent was given to the authority, whose duties the new one has (history keeps the old name)."""
    if one.old == one.new:
        return ShareRow.objects.none()
    rows = ShareRow.objects.filter(unit_code=one.old, revoked_at=None, expires_at__gt=now)
    return rows.filter(created_at__lt=one.reused_at) if one.reused_at else rows


def _asked(one: _Merger) -> QuerySet[PaperRequestRow]:
    """Requests that are not answered yet."""
    if one.old == one.new:
        return PaperRequestRow.objects.none()
    rows = PaperRequestRow.objects.filter(unit_code=one.old, state=RequestState.ASKED.value)
    return rows.filter(asked_at__lt=one.reused_at) if one.reused_at else rows
