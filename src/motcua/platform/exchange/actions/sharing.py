"""Data-sharing requests: asked, agreed by the data owner, approved by data governance, in force as rights that the gateway enforces."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import VIETNAM, local_date
from motcua.kernel.policy import require
from motcua.kit.turns import take_turns
from motcua.platform.exchange import events, policies, queries
from motcua.platform.exchange.actions import rights
from motcua.platform.exchange.actions.rows import service_row, subsystem_row, unchanged
from motcua.platform.exchange.contracts import (
    FourEyes,
    Limits,
    ReasonMissing,
    SettingWrong,
    SharingAsk,
    SharingState,
    ThingUnknown,
)
from motcua.platform.exchange.models import AccessRight, SharingRequest, SharingStep
from motcua.platform.exchange.rules import sharing as rules

_LONGEST_NOTE = 1000


@transaction.atomic
def ask_sharing(*, ask: SharingAsk, actor: Actor, now: datetime) -> str:
    """Ask for a service to be shared with a system of one's own unit; the code of the request.

    Personal fields, or fields that nobody described, need a legal ground. ``renews``: the code of one in force, whose period this follows.
    Raises Forbidden, ServiceUnknown, ThingUnknown, SettingWrong.
    """
    service, client = service_row(ask.service), subsystem_row(ask.client)
    require(policies.can_ask(actor, client_unit=client.member.unit_code))
    faults = rules.ask_faults(ask, declared=queries.declared(service), today=local_date(now))
    if service.subsystem_id == client.pk:
        faults["client"] = ("Hệ thống không cần xin dữ liệu của chính mình.", "A system needs not ask for its own data.")
    renewed = SharingRequest.objects.filter(code=ask.renews, service=service, client=client).first() if ask.renews else None
    if ask.renews and (renewed is None or renewed.state not in {SharingState.IN_FORCE, SharingState.SUSPENDED, SharingState.EXPIRED}):
        raise ThingUnknown(name=ask.renews)
    if faults:
        raise SettingWrong(fields=faults)
    year = local_date(now).year
    take_turns(f"exchange.sharing.{year}")
    number = SharingRequest.objects.filter(code__startswith=f"CSDL-{year}-").count() + 1
    row = SharingRequest.objects.create(
        code=f"CSDL-{year}-{number:04d}", service=service, client=client, state=rules.MACHINE.initial, purpose=ask.purpose.strip()[:250],
        ground=ask.ground.strip()[:300], endpoints=[list(one) for one in ask.endpoints], fields=list(ask.fields), from_on=ask.from_on,
        until_on=ask.until_on, per_day=ask.per_day, renews=renewed, asked_at=now, asked_by=actor.ref,
    )  # fmt: skip
    _step(row, "ask", note="", details={}, actor=actor, now=now)
    return row.code


@transaction.atomic
def move_request(
    *, code: str, act: str, note: str = "", limits: Limits | None = None, expected: str = "", actor: Actor, now: datetime
) -> SharingState:
    """Do the next step of a request; where it stands then. ``limits`` narrows it with ``agree`` and ``approve``.

    Acts are those of ``rules.sharing.MACHINE``. Doing again what brought it where it stands changes nothing when the same person does it.
    Raises Forbidden, ThingUnknown, TransitionRefused, FourEyes, ReasonMissing, SettingWrong, ChangedMeanwhile.
    """
    row = SharingRequest.objects.select_for_update(of=("self",)).filter(code=code).first()
    if row is None or not queries.may_see(row, actor):
        raise ThingUnknown(name=code)
    require(queries.may_do(row, act, actor))
    if expected:
        unchanged(code, found=queries.request_tag(row), expected=expected)
    last = row.steps.order_by("-id").first()
    if last is not None and (last.act, last.by, last.state) == (act, actor.ref, row.state):
        return SharingState(row.state)
    target = rules.MACHINE.next(SharingState(row.state), act)
    note = note.strip()[:_LONGEST_NOTE]
    if act in rules.NEEDS_REASON and not note:
        raise ReasonMissing
    if act in {"agree", "approve"} and actor.ref in {row.asked_by, row.owner_by}:
        raise FourEyes
    details = _narrow(row, limits) if act in {"agree", "approve"} and limits else {}
    before, row.state = SharingState(row.state), target
    if act == "agree":
        row.owner_by = actor.ref
    elif act == "approve":
        row.governance_by, row.decided_at = actor.ref, now
    elif act == "ask_back":
        row.owner_by = ""
    elif act == "refuse":
        row.decided_at = now
    if rules.MACHINE.is_terminal(target):
        row.ended_at = now
    row.save()
    _enforce(row, before, actor=actor, now=now)
    _step(row, act, note=note, details=details, actor=actor, now=now)
    return target


def expire_requests(*, now: datetime) -> int:
    """End every request whose period is over; how many."""
    today, count = local_date(now), 0
    over = SharingRequest.objects.filter(state__in=[SharingState.IN_FORCE, SharingState.SUSPENDED], until_on__lte=today)
    for code in over.values_list("code", flat=True):
        move_request(code=code, act="expire", actor=SYSTEM, now=now)
        count += 1
    return count


def _narrow(row: SharingRequest, limits: Limits) -> dict[str, Any]:
    faults = rules.limit_faults(limits, fields=row.fields, from_on=row.from_on, until_on=row.until_on, per_day=row.per_day)
    if faults:
        raise SettingWrong(fields=faults)
    told: dict[str, Any] = {}
    for name in ("fields", "until_on", "per_day"):
        value = getattr(limits, name)
        wanted = list(value) if isinstance(value, tuple) else value
        if wanted is not None and wanted != getattr(row, name):
            told[name] = [str(getattr(row, name)), str(wanted)]
            setattr(row, name, wanted)
    return told


def _enforce(row: SharingRequest, before: SharingState, *, actor: Actor, now: datetime) -> None:
    """Rights stand exactly while a request is in force."""
    service, client = str(queries.service_id(row.service)), str(queries.client_id(row.client))
    if row.state == SharingState.IN_FORCE:
        endpoints = [(method, path) for method, path in row.endpoints] or [("*", "**")]
        rights.give(
            service=service, client=client, purpose=row.purpose, endpoints=endpoints, fields=row.fields, valid_from=_midnight(row.from_on),
            valid_until=_midnight(row.until_on), pace={"per_day": row.per_day}, agreement=row.code, actor=actor, now=now,
        )  # fmt: skip
    elif before == SharingState.IN_FORCE:
        held = AccessRight.objects.filter(service=row.service, client=row.client, agreement=row.code)
        rights.take_back(held, service=service, client=client, actor=actor, now=now)


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time.min, tzinfo=VIETNAM)


def _step(row: SharingRequest, act: str, *, note: str, details: dict[str, Any], actor: Actor, now: datetime) -> None:
    SharingStep.objects.create(request=row, act=act, state=row.state, at=now, by=actor.ref, note=note, details=details)
    reference = f"exchange.sharing:{row.code}"
    service, client = str(queries.service_id(row.service)), str(queries.client_id(row.client))
    if act == "ask":
        about = {"service": service, "client": client}
        audit.record(action="exchange.ask_sharing", object_ref=reference, actor=actor, now=now, ground=row.ground, details=about)
    else:
        audit.record(
            action="exchange.move_request", object_ref=reference, actor=actor, now=now, ground=note[:250], details={"act": act, **details}
        )
    fact = events.SharingMoved(
        code=row.code, act=act, state=str(row.state), service=service, client=client, client_unit=row.client.member.unit_code,
        provider_unit=row.service.subsystem.member.unit_code, at=now,
    )  # fmt: skip
    outbox.publish(event=fact, now=now, actor=actor)
