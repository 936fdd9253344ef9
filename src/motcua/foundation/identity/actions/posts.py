"""Posts over time: given, ended, changed, corrected and cancelled by documents, from an instant on that may lie ahead.

Every command takes a dry run: it tells the officer's powers at the instant of the change without and with it, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from motcua.foundation.identity import contracts, models, policies, queries, rules
from motcua.foundation.identity.actions import post_rows as rows
from motcua.foundation.identity.actions.delegations import end_given
from motcua.foundation.identity.contracts import Basis, Manner, PostChange
from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as units
from motcua.kernel import powers as core
from motcua.kernel.actors import SYSTEM, Actor, Role
from motcua.kernel.clock import local_date
from motcua.kernel.policy import require
from motcua.kernel.text import squeeze


@transaction.atomic
def appoint(
    *,
    officer_id: UUID,
    unit_code: str,
    role: Role,
    title: str,
    now: datetime,
    actor: Actor = SYSTEM,
    manner: Manner | None = None,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    basis: Basis | None = None,
    idempotency_key: str = "",
    dry_run: bool = False,
) -> PostChange:
    """Give an officer a role in a unit on ``[valid_from, valid_to)``, from now on without a day; nobody appoints himself.

    Without a ``manner`` the first post is the main one and what comes beside it a joint one. The same appointment twice is one.
    ``OfficerUnknown``, ``UnitUnknown``, ``AppointmentWrong``, ``JointWrong``, ``MainPostOverlaps``, ``KeyReused``, ``Forbidden``.
    """
    require(policies.can_appoint(actor, officer_ref=f"officer:{officer_id}"))
    row, at = rows.officer_row(officer_id, lock=True), valid_from or now
    body = {
        "officer": str(officer_id), "unit": unit_code, "role": role.value, "title": title, "manner": manner,
        "from": valid_from and local_date(at), "until": valid_to, **rows.basis_said(basis),
    }  # fmt: skip

    def act() -> models.Position:
        unit = units.get(code=unit_code, on=local_date(at))
        held = rows.same_post(row, unit_id=unit.id, role=role, valid_from=at, valid_to=valid_to)
        if held is not None:
            return held
        return rows.give(
            row, unit=unit, role=role, title=title, manner=manner, valid_from=at, valid_to=valid_to, basis=basis, now=now, actor=actor
        )

    return _done(row, act, at=at, key=("appoint", idempotency_key, body), dry_run=dry_run, now=now, actor=actor)


@transaction.atomic
def end_post(
    *, position_id: int, actor: Actor, now: datetime, at: datetime | None = None, basis: Basis | None = None, with_beside: bool = False,
    idempotency_key: str = "", dry_run: bool = False,
) -> PostChange:  # fmt: skip
    """End a post at ``at`` (now, or later), and with it what was delegated from it; one that is over by then is left as it is.

    ``with_beside``: the joint posts and secondments beside it end with it (retirement, leaving the service). ``PostUnknown``,
    ``AppointmentWrong`` for a post that has not begun by then (cancel it) or an instant that has passed, ``KeyReused``, ``Forbidden``.
    """
    require(policies.can_manage_officers(actor))
    position, instant = rows.locked_post(position_id), at or now
    if instant < now or instant < position.valid_from:
        raise contracts.AppointmentWrong(
            reason_vi="ngày thôi giữ đã qua hoặc trước ngày có hiệu lực.", reason_en="the end has passed, or lies before the post begins."
        )
    rules.check_basis(basis, now=now)
    body = {"position": position_id, "at": at and instant, "beside": with_beside, **rows.basis_said(basis)}

    def act() -> models.Position:
        beside = rows.posts_beside(position, at=instant) if with_beside else ()
        rows.end_rows([position, *beside], at=instant, basis=basis, now=now, actor=actor)
        return position

    return _done(position.officer, act, at=instant, key=("end_post", idempotency_key, body), dry_run=dry_run, now=now, actor=actor)


@transaction.atomic
def change_post(
    *, position_id: int, at: datetime, unit_code: str, role: Role, title: str, actor: Actor, now: datetime, manner: Manner | None = None,
    valid_to: datetime | None = None, basis: Basis | None = None, idempotency_key: str = "", dry_run: bool = False,
) -> PostChange:  # fmt: skip
    """Let another post follow this one at the instant ``at``, without an instant between: transfer, promotion, acting title.

    What stands beside a main post stays beside the one that follows it. The errors of ``appoint`` and ``end_post``.
    """
    position = rows.locked_post(position_id)
    row = position.officer
    require(policies.can_appoint(actor, officer_ref=f"officer:{row.uuid}"))
    body = {
        "position": position_id, "at": local_date(at), "unit": unit_code, "role": role.value, "title": title, "manner": manner,
        "until": valid_to, **rows.basis_said(basis),
    }  # fmt: skip

    def act() -> models.Position:
        if position.valid_to is not None and position.valid_to <= at:
            raise contracts.AppointmentWrong(reason_vi="chức vụ này đã thôi trước ngày đó.", reason_en="this post is over by that day.")
        if at <= position.valid_from:
            raise contracts.AppointmentWrong(
                reason_vi="chức vụ này chưa bắt đầu vào ngày đó.", reason_en="this post has not begun by then."
            )
        rows.end_rows([position], at=at, basis=basis, now=now, actor=actor)
        facts: dict[str, Any] = {"unit": units.get(code=unit_code, on=local_date(at)), "role": role, "title": title, "valid_to": valid_to}
        made = rows.give(row, **facts, manner=manner or Manner(position.manner), valid_from=at, basis=basis, now=now, actor=actor)
        if made.main_id is None:
            models.Position.objects.filter(Q(valid_to=None) | Q(valid_to__gt=at), main=position).update(main=made)
        return made

    return _done(row, act, at=at, key=("change_post", idempotency_key, body), dry_run=dry_run, now=now, actor=actor)


@transaction.atomic
def correct_post(
    *, position_id: int, reason: str, actor: Actor, now: datetime, title: str | None = None, basis: Basis | None = None,
    valid_from: datetime | None = None, valid_to: datetime | None = None, without_end: bool = False, dry_run: bool = False,
) -> PostChange:  # fmt: skip
    """Put right what stands on record of a post: its title and document at any time; its days while they lie ahead.

    ``reason`` stands in the log beside what was recorded before. ``without_end`` takes back an end that lies ahead. What has been cannot
    be changed: a power is neither given nor taken backwards; a scan that is replaced goes out of use.

    ``PostUnknown``, ``AppointmentWrong``, ``MainPostOverlaps``, ``Forbidden``.
    """
    position = rows.locked_post(position_id)
    require(policies.can_appoint(actor, officer_ref=f"officer:{position.officer.uuid}"))
    begins = valid_from or position.valid_from
    ends = None if without_end else valid_to or position.valid_to
    if not squeeze(reason):
        raise contracts.AppointmentWrong(reason_vi="chưa ghi lý do sửa.", reason_en="the reason of the correction is missing.")
    rows.refuse_backwards(position, begins=begins, ends=ends, now=now)
    rules.check_basis(basis, now=now)
    if Manner(position.manner) not in contracts.BESIDE:
        rows.refuse_two_mains(position.officer, valid_from=begins, valid_to=ends, but=position.pk)
    elif Manner(position.manner) is Manner.SECONDED:
        rules.check_appointment(manner=Manner.SECONDED, valid_from=max(begins, now), valid_to=ends, basis=basis, now=now)

    def act() -> models.Position:
        facts = {"title": squeeze(title or "") or position.title, "valid_from": begins, "valid_to": ends, **rows.basis_columns(basis)}
        rows.correct_row(position, facts, reason=squeeze(reason), now=now, actor=actor)
        return position

    at = min((i for i in (position.valid_from, begins, position.valid_to, ends) if i is not None and i > now), default=now)
    return _done(position.officer, act, at=at, key=("correct_post", "", {}), dry_run=dry_run, now=now, actor=actor)


@transaction.atomic
def cancel_post(*, position_id: int, actor: Actor, now: datetime, basis: Basis | None = None, dry_run: bool = False) -> PostChange:
    """Take an appointment back before its first instant: its period becomes empty, and it never gives a power. Again it changes nothing.

    ``PostUnknown``, ``AppointmentWrong`` once it has begun, ``Forbidden``.
    """
    position = rows.locked_post(position_id)
    require(policies.can_appoint(actor, officer_ref=f"officer:{position.officer.uuid}"))
    rules.check_basis(basis, now=now)
    at = position.valid_from

    def act() -> models.Position:
        if position.valid_to == position.valid_from:
            return position
        if position.valid_from <= now:
            raise contracts.AppointmentWrong(
                reason_vi="chức vụ đã có hiệu lực; hãy cho thôi giữ.", reason_en="the post is in force already; end it instead."
            )
        position.valid_to, position.to_tell = position.valid_from, False
        rows.note_release(position, basis)
        position.save()
        end_given(position_ids=[position.pk], at=now, actor=actor)
        rows.tell_decided(position, "cancelled", basis=position.release_number, now=now, actor=actor)
        return position

    return _done(position.officer, act, at=at, key=("cancel_post", "", {}), dry_run=dry_run, now=now, actor=actor)


@transaction.atomic
def tell_ended_posts(*, now: datetime) -> int:
    """Posts whose end was written down before and has come: the other rooms hear of it now. Returns how many. The power ended by itself."""
    due = models.Position.objects.select_for_update(of=("self",), skip_locked=True).select_related("officer")
    found = list(due.filter(to_tell=True, valid_to__lte=now).order_by("valid_to", "pk"))
    for row in found:
        assert row.valid_to is not None
        rows.tell_end(row, at=row.valid_to, now=now, actor=SYSTEM)
        rows.settle(row.officer, served=True, now=now, actor=SYSTEM)
    return len(found)


def _done(
    row: models.Officer, act: Callable[[], models.Position], *, at: datetime, key: tuple[str, str, dict[str, Any]], dry_run: bool,
    now: datetime, actor: Actor,
) -> PostChange:  # fmt: skip
    """Do it once per key and tell what it changed at its instant; a dry run leaves nothing behind."""
    verb, given, body = key
    claimed = outbox.once(scope=f"identity.{verb}:{actor.ref}", key=given, body=body, now=now) if given and not dry_run else None
    if claimed is not None and claimed.result is not None:
        return PostChange(appointment=queries.appointment(position_id=claimed.result["position"]), at=at)
    before, had_given = core.held_at(holder=queries.holder(row), at=at), queries.given_by(row, at=at)
    served = queries.current(now).filter(officer=row).exists()
    with transaction.atomic():
        position = act()
        rows.settle(row, served=served, now=now, actor=actor)
        change = PostChange(
            appointment=queries.to_appointment(position), at=at, before=before, after=core.held_at(holder=queries.holder(row), at=at),
            given_ended=max(0, had_given - queries.given_by(row, at=at)),
        )  # fmt: skip
        if dry_run:
            transaction.set_rollback(True)
    if claimed is not None:
        claimed.keep({"position": position.pk})
    return change
