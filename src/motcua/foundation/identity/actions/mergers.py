"""Mergers of units: counted and proposed by one administrator, confirmed by another, carried out by the system from the day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from motcua.foundation.identity import contracts, events, models, policies, queries
from motcua.foundation.identity.actions.merging import move_positions
from motcua.foundation.identity.contracts import Merger, MergerState, MoveReport
from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as units
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import require
from motcua.kernel.text import squeeze

_OPEN = (MergerState.PROPOSED.value, MergerState.CONFIRMED.value, MergerState.STOPPED.value)


@transaction.atomic
def propose_merger(
    *, old_units: Sequence[str], new_unit: str, on: date, basis: str, actor: Actor, now: datetime, idempotency_key: str = "",
    dry_run: bool = False,
) -> Merger:  # fmt: skip
    """Count what would go over from each old unit, and let it wait for a second administrator. A dry run only counts.

    ``MergerWrong`` for units or a day that cannot be right or are in another open merger, ``KeyReused``, ``Forbidden``.
    """
    require(policies.can_manage_officers(actor))
    codes = tuple(dict.fromkeys(squeeze(code) for code in old_units if code.strip()))
    body = {"old": codes, "new": new_unit, "on": on, "basis": basis}
    scope = f"identity.propose_merger:{actor.ref}"
    claimed = outbox.once(scope=scope, key=idempotency_key, body=body, now=now) if idempotency_key and not dry_run else None
    if claimed is not None and claimed.result is not None:
        return queries.merger(merger_id=UUID(claimed.result["merger"]))
    _check(codes, new_unit, on=on, basis=basis)
    row = models.UnitMerger(
        old_units=list(codes), new_unit=new_unit, on=on, basis_number=squeeze(basis), proposed_by=actor.ref, proposed_at=now,
        planned={code: contracts.report_document(_move(code, new_unit, on=on, now=now, dry_run=True)) for code in codes},
    )  # fmt: skip
    if dry_run:
        return queries.to_merger(row)
    row.save(force_insert=True)
    if claimed is not None:
        claimed.keep({"merger": str(row.uuid)})
    _tell(row, "proposed", actor=actor, now=now)
    return queries.to_merger(row)


@transaction.atomic
def confirm_merger(*, merger_id: UUID, actor: Actor, now: datetime) -> Merger:
    """The second administrator agrees: it is carried out from the first instant of its day on, now when that has come.

    ``MergerUnknown``, ``MergerSettled``, ``Forbidden`` also for whoever proposed it.
    """
    row = _locked(merger_id)
    require(policies.can_confirm_merger(actor, proposed_by=row.proposed_by))
    if row.state == MergerState.CONFIRMED.value and row.decided_by == actor.ref:
        return queries.to_merger(row)
    _settle(row, MergerState.CONFIRMED, of=(MergerState.PROPOSED,), actor=actor, now=now, what="confirmed")
    return queries.to_merger(row)


@transaction.atomic
def decline_merger(*, merger_id: UUID, actor: Actor, now: datetime) -> Merger:
    """Give up a merger of which nothing was moved yet. ``MergerUnknown``, ``MergerSettled``, ``Forbidden``."""
    require(policies.can_manage_officers(actor))
    row = _locked(merger_id)
    if row.state == MergerState.DECLINED.value:
        return queries.to_merger(row)
    if row.done:
        raise contracts.MergerSettled
    open_states = (MergerState.PROPOSED, MergerState.CONFIRMED, MergerState.STOPPED)
    _settle(row, MergerState.DECLINED, of=open_states, actor=actor, now=now, what="declined")
    return queries.to_merger(row)


@transaction.atomic
def resume_merger(*, merger_id: UUID, actor: Actor, now: datetime) -> Merger:
    """Let a merger that stopped at a fault go on with the units that are left. ``MergerUnknown``, ``MergerSettled``, ``Forbidden``."""
    require(policies.can_manage_officers(actor))
    row = _locked(merger_id)
    if row.state != MergerState.STOPPED.value:
        raise contracts.MergerSettled
    row.state, row.problem = MergerState.CONFIRMED.value, {}
    row.save(update_fields=["state", "problem"])
    _tell(row, "resumed", actor=actor, now=now)
    return queries.to_merger(row)


def run_mergers(*, now: datetime) -> int:
    """Carry out what was confirmed and whose day has come, each old unit in a transaction of its own; how many units were moved.

    A unit that cannot be moved stops its merger with the reason; what was moved before stays moved.
    """
    due = models.UnitMerger.objects.filter(state=MergerState.CONFIRMED.value, on__lte=local_date(now)).order_by("on", "pk")
    moved = 0
    for merger_id in list(due.values_list("uuid", flat=True)):
        while _run_one(merger_id, now=now):
            moved += 1
    return moved


@transaction.atomic
def _run_one(merger_id: UUID, *, now: datetime) -> bool:
    """Move the next old unit; False when none is left or it stopped."""
    row = _locked(merger_id)
    waiting = [code for code in row.old_units if code not in row.done]
    if row.state != MergerState.CONFIRMED.value or not waiting:
        return False
    try:
        with transaction.atomic():
            report = _move(waiting[0], row.new_unit, on=row.on, now=now, dry_run=False)
    except NamedError as problem:
        row.state, row.problem = MergerState.STOPPED.value, {lang: problem.sentence(lang) for lang in ("vi", "en")} | {"unit": waiting[0]}
        row.save(update_fields=["state", "problem"])
        _tell(row, "stopped", actor=SYSTEM, now=now)
        return False
    row.done = {**row.done, waiting[0]: contracts.report_document(report)}
    if len(waiting) == 1:
        row.state, row.finished_at = MergerState.DONE.value, now
        _tell(row, "done", actor=SYSTEM, now=now)
    row.save(update_fields=["done", "state", "finished_at"])
    return True


def _move(code: str, new_unit: str, *, on: date, now: datetime, dry_run: bool) -> MoveReport:
    return move_positions(old_unit=code, new_unit=new_unit, on=on, actor=SYSTEM, now=now, dry_run=dry_run)


def _check(codes: Sequence[str], new_unit: str, *, on: date, basis: str) -> None:
    def wrong(vi: str, en: str) -> contracts.MergerWrong:
        return contracts.MergerWrong(reason_vi=vi, reason_en=en)

    if not codes:
        raise wrong("chưa ghi mã đơn vị cũ.", "the code of an old unit is missing.")
    if not basis.strip():
        raise wrong("chưa ghi số văn bản quyết định sáp nhập.", "the number of the deciding document is missing.")
    try:
        target = units.get(code=new_unit, on=on)
        olds = [units.get(code=code, on=on - timedelta(days=1)) for code in codes]
    except units.UnitUnknown as problem:
        raise wrong(problem.sentence("vi"), problem.sentence("en")) from problem
    same = next((unit.code for unit in olds if unit.id == target.id), "")
    if same:
        raise wrong(f"đơn vị {same} không đổi vào ngày này.", f"unit {same} does not change on that day.")
    for row in models.UnitMerger.objects.filter(on=on, state__in=_OPEN):
        both = sorted(set(row.old_units) & set(codes))
        if both:
            raise wrong(f"đơn vị {both[0]} đã có trong một đợt sáp nhập đang mở.", f"unit {both[0]} is in an open merger already.")


def _settle(
    row: models.UnitMerger, state: MergerState, *, of: Sequence[MergerState], actor: Actor, now: datetime, what: str
) -> None:
    if row.state not in [one.value for one in of]:
        raise contracts.MergerSettled
    row.state, row.decided_by, row.decided_at = state.value, actor.ref, now
    row.save(update_fields=["state", "decided_by", "decided_at"])
    _tell(row, what, actor=actor, now=now)


def _locked(merger_id: UUID) -> models.UnitMerger:
    row = models.UnitMerger.objects.select_for_update().filter(uuid=merger_id).first()
    if row is None:
        raise contracts.MergerUnknown
    return row


def _tell(row: models.UnitMerger, what: str, *, actor: Actor, now: datetime) -> None:
    fact = events.MergerDecided(merger_id=row.uuid, what=what, old_units=row.old_units, new_unit=row.new_unit, on=row.on, at=now)
    outbox.publish(event=fact, now=now, actor=actor)
