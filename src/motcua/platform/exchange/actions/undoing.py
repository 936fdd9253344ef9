"""Taking an act back: the thing becomes what it was before, by the same doors and rights as any other change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import Actor
from motcua.kit.turns import take_turns
from motcua.platform.exchange.actions import keys, offering, registering, rights, running, settings, suspending
from motcua.platform.exchange.actions.rows import member_row, service_row, subsystem_row
from motcua.platform.exchange.contracts.history import Kind, NotUndone
from motcua.platform.exchange.models import Gateway, Peer, Setting
from motcua.platform.exchange.queries.history import TYPE_ACTS, can_undo, event_room_facts, event_type_facts, group_facts
from motcua.platform.exchange.rules import history as rules


@transaction.atomic
def undo(*, entry: UUID, actor: Actor, now: datetime) -> tuple[Kind, str]:
    """Take back the act that this entry of the audit log tells; which thing it was.

    It can be undone for 30 days, and as long as nothing else changed the same. Raises Forbidden, NotUndone, audit.EntryUnknown.
    """
    take_turns("exchange.undo")
    acts = audit.since(entry_uuid=entry)
    found = acts[-1]
    kind, _, name = found.object_ref.removeprefix("exchange.").partition(":")
    if kind not in set(Kind):
        raise NotUndone
    thing = Kind(kind)
    if not can_undo(kind=thing, id=name, acts=acts, actor=actor, now=now):
        raise NotUndone
    before = rules.before_of(found.details)
    if found.action in {"exchange.grant_right", "exchange.revoke_right"}:
        _right(name, found.action, found.details, before, actor=actor, now=now)
    elif found.action in {"exchange.suspend", "exchange.resume"}:
        _suspension(name, before, actor=actor, now=now)
    elif found.action == "exchange.end_networks":
        until = datetime.fromisoformat(before["networks_until"])
        keys.networks_again(client=name, until=until, actor=actor, now=now)
    elif found.action in TYPE_ACTS:
        _event_type(name, str(found.details["name"]), before, actor=actor, now=now)
    elif thing is Kind.EVENT_ROOM:
        _event_room(name, before, actor=actor, now=now)
    elif thing is Kind.SETTING:
        _setting(name, before, rules.after_of(found.details), actor=actor, now=now)
    elif thing is Kind.SERVICE:
        _service(name, before, actor=actor, now=now)
    else:
        _thing(thing, name, before, actor=actor, now=now)
    return thing, name


def _service(name: str, before: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    if not {"enabled", "notice"} & set(before):
        offering.change_service(service=name, settings=before, actor=actor, now=now)
        return
    row = service_row(name)
    enabled, notice = before.get("enabled", row.enabled), before.get("notice", row.notice)
    offering.set_service_enabled(service=name, enabled=enabled, notice=notice, actor=actor, now=now)


def _thing(kind: Kind, name: str, before: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    if kind is Kind.MEMBER:
        row = member_row(name)
        facts = {"name_vi": row.name_vi, "name_en": row.name_en, "unit_code": row.unit_code, **before}
        registering.register_member(member_class=row.member_class, member_code=row.member_code, **facts, actor=actor, now=now)
    elif kind is Kind.CLIENT:
        system = subsystem_row(name)
        facts = {field: getattr(system, field) for field in ("name_vi", "name_en", "networks", "certificates", "environment")}
        registering.register_subsystem(member=name.rpartition("/")[0], code=system.code, **{**facts, **before}, actor=actor, now=now)
    elif kind is Kind.PEER and before:
        held = Peer.objects.filter(server_id=name).values(*running.PEER_FACTS).first() or {}
        running.set_peer(server_id=name, **{**held, **before}, actor=actor, now=now)
    elif kind is Kind.PEER:
        running.remove_peer(server_id=name, actor=actor, now=now)
    elif kind is Kind.GROUP and before:
        running.set_group(name=name, **{**(group_facts(name) or {}), **before}, actor=actor, now=now)
    elif kind is Kind.GROUP:
        running.remove_group(name=name, actor=actor, now=now)
    elif kind is Kind.GATEWAY and not before:
        running.remove_gateway(code=name, actor=actor, now=now)
    elif kind is Kind.GATEWAY:
        held = Gateway.objects.filter(code=name).values(*running.GATEWAY_FACTS).first() or {}
        running.set_gateway(code=name, **{**held, **before}, actor=actor, now=now)


def _event_room(name: str, before: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """A room that was new is closed, one that was changed or closed says what it said; undelivered events of a closed one stay closed."""
    if before:
        settings.set_event_room(client=name, **{**(event_room_facts(name) or {}), **before}, actor=actor, now=now)
    else:
        settings.remove_event_room(client=name, actor=actor, now=now)


def _event_type(room: str, name: str, before: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    if before:
        settings.set_event_type(room=room, name=name, **{**(event_type_facts(room, name) or {}), **before}, actor=actor, now=now)
    else:
        settings.remove_event_type(room=room, name=name, actor=actor, now=now)


def _setting(name: str, before: dict[str, Any], after: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """The setting says what it said; the default where nothing had been set."""
    held = Setting.objects.filter(name=name).values_list("content", flat=True).first() or {}
    content = {**{key: value for key, value in held.items() if key not in after}, **before}
    settings.set_setting(name=name, content=content or None, actor=actor, now=now)


def _suspension(name: str, before: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """Whoever was suspended takes part again, whoever took part again is suspended for the reason that was."""
    if before.get("suspended_at"):
        suspending.suspend(id=name, reason=before["suspended_why"], actor=actor, now=now)
    else:
        suspending.resume(id=name, actor=actor, now=now)


def _right(service: str, action: str, details: Mapping[str, Any], before: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """A right that was new goes, one that was changed gets its terms back, one that was taken back stands again."""
    named = {name: str(details[name]) for name in ("client", "method", "path")}
    if action == "exchange.grant_right" and not before:
        rights.revoke_right(service=service, **named, actor=actor, now=now)
        return
    bounds = {name: datetime.fromisoformat(before[name]) for name in ("valid_from", "valid_until") if before.get(name)}
    rights.give_back(service=service, **named, terms={**before, **bounds}, actor=actor, now=now)
