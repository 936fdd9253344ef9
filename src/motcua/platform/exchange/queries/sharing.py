"""Reads of data-sharing requests, and what a reader may do with one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.policy import Allowed, Decision, Denied
from motcua.platform.exchange import policies
from motcua.platform.exchange.contracts import SharingInfo, SharingState, SharingStepInfo, ThingUnknown
from motcua.platform.exchange.contracts.control import tag_of
from motcua.platform.exchange.models import SharingRequest
from motcua.platform.exchange.queries.register import client_id, declared, service_id
from motcua.platform.exchange.rules import sharing as rules

_MOST = 5_000


def may_do(row: SharingRequest, act: str, actor: Actor) -> Decision:
    """Whether somebody may do an act on a request, whatever state it is in but for who decides there."""
    client_unit, provider_unit = row.client.member.unit_code, row.service.subsystem.member.unit_code
    owner, governance = policies.can_own(actor, provider_unit=provider_unit), policies.can_govern(actor)
    if act in {"answer", "withdraw"}:
        return policies.can_ask(actor, client_unit=client_unit)
    if act == "agree":
        return owner
    if act == "approve":
        return governance
    if act in {"ask_back", "refuse"}:
        return governance if row.state == SharingState.REVIEW else owner
    if act in {"suspend", "resume", "revoke"}:
        return owner or governance
    if act == "expire" and actor.kind is ActorKind.SYSTEM:
        return Allowed()
    return Denied("không có bước này.", "there is no such step.")


def request_tag(row: SharingRequest) -> str:
    """What changes with every step of a request."""
    return tag_of({"state": row.state, "steps": row.steps.count()})


def requests(
    *, actor: Actor, states: Collection[str] = (), service: str = "", client: str = "", query: str = "", before: str = "", limit: int = 50
) -> tuple[SharingInfo, ...]:
    """Requests that the reader may see, the newest first, without their steps; ``before`` a code."""
    rows = _rows().order_by("-id")
    if states:
        rows = rows.filter(state__in=list(states))
    if before:
        rows = rows.filter(id__lt=SharingRequest.objects.filter(code=before).values("id")[:1])
    for word in query.split():
        rows = rows.filter(purpose__icontains=word) | rows.filter(code__icontains=word)
    found = []
    for row in rows[:_MOST]:
        if not may_see(row, actor):
            continue
        told = _request(row, actor, steps=False)
        if (not service or told.service == service) and (not client or told.client == client):
            found.append(told)
        if len(found) == limit:
            break
    return tuple(found)


def request(*, code: str, actor: Actor) -> SharingInfo:
    """One request with its steps. Raises ThingUnknown, also to those who may not see it."""
    row = _rows().filter(code=code).first()
    if row is None or not may_see(row, actor):
        raise ThingUnknown(name=code)
    return _request(row, actor, steps=True)


def _rows() -> Any:
    return SharingRequest.objects.select_related("service__subsystem__member", "client__member", "renews").prefetch_related("steps")


def may_see(row: SharingRequest, actor: Actor) -> Decision:
    """Whether the request is there for the actor: the codes can be guessed, so to others it is as if it were not."""
    return policies.can_see_request(actor, client_unit=row.client.member.unit_code, provider_unit=row.service.subsystem.member.unit_code)


def _acts(row: SharingRequest, actor: Actor) -> tuple[str, ...]:
    taken = {row.asked_by, row.owner_by}
    names = (n for n in rules.MACHINE.names_from(SharingState(row.state)) if n != "expire" and may_do(row, n, actor))
    return tuple(n for n in names if n not in {"agree", "approve"} or actor.ref not in taken)


def _request(row: SharingRequest, actor: Actor, *, steps: bool) -> SharingInfo:
    service, client = row.service, row.client
    provider, owner = service.subsystem.member, client.member
    found = sorted(row.steps.all(), key=lambda s: s.pk)
    names = audit.names_of(refs={row.asked_by, row.owner_by, row.governance_by, *(s.by for s in found)} - {""}) if steps else {}

    def name(ref: str) -> str:
        return names.get(ref, ref)

    return SharingInfo(
        uuid=row.uuid, code=row.code, state=SharingState(row.state), service=str(service_id(service)), service_vi=service.name_vi,
        service_en=service.name_en, provider_vi=provider.name_vi, provider_en=provider.name_en, provider_unit=provider.unit_code,
        client=str(client_id(client)), client_vi=f"{owner.name_vi}: {client.name_vi}",
        client_en=f"{owner.name_en or owner.name_vi}: {client.name_en or client.name_vi}", client_unit=owner.unit_code, purpose=row.purpose,
        ground=row.ground, endpoints=tuple((m, p) for m, p in row.endpoints), fields=tuple(row.fields),
        personal=rules.tells_personal(declared(service), row.fields), from_on=row.from_on, until_on=row.until_on, per_day=row.per_day,
        renews=row.renews.code if row.renews else "", asked_at=row.asked_at, asked_by=name(row.asked_by), owner_by=name(row.owner_by),
        governance_by=name(row.governance_by), decided_at=row.decided_at, ended_at=row.ended_at, acts=_acts(row, actor),
        steps=tuple(SharingStepInfo(s.act, SharingState(s.state), s.at, name(s.by), s.note, s.details) for s in found) if steps else (),
        tag=tag_of({"state": row.state, "steps": len(found)}),
    )  # fmt: skip
