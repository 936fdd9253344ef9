"""The past of a thing, as the audit log tells it: who changed what, and which acts can still be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from motcua.foundation.audit import api as audit
from motcua.foundation.audit.contracts import AuditEntry
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import policies
from motcua.platform.exchange.contracts.history import Kind, PastAct
from motcua.platform.exchange.models import (
    AccessRight,
    EventRoom,
    EventType,
    Gateway,
    Group,
    Member,
    Peer,
    Service,
    Setting,
    Subsystem,
)
from motcua.platform.exchange.queries import register
from motcua.platform.exchange.rules import history as rules

_RIGHT = frozenset({"exchange.grant_right", "exchange.revoke_right"})
TYPE_ACTS = frozenset({"exchange.set_event_type", "exchange.remove_event_type"})
ROOM_FACTS = ("name_vi", "name_en", "owners", "publishers", "subscribers", "pace", "stream")
TYPE_FACTS = ("name_vi", "name_en", "schema", "key", "publishers", "subscribers", "event_bytes", "pace")


def can_undo(*, kind: Kind, id: str, acts: Sequence[AuditEntry], actor: Actor, now: datetime) -> bool:  # noqa: A002
    """Whether the reader may take back the last of ``acts``: that act, after everything that was done to the same thing since.

    Raises Forbidden.
    """
    *later, found = acts
    if not _may_read(kind, id, actor) or not rules.can_go_back(action=found.action, details=found.details, at=found.at, now=now):
        return False
    touched = _touched(found.action, found.details)
    if any(touched & _touched(entry.action, entry.details) for entry in later):
        return False
    return stands(kind, id, found.action, found.details)


def past(*, kind: Kind, id: str, actor: Actor, now: datetime, limit: int = 30) -> tuple[PastAct, ...]:  # noqa: A002
    """What was done to a thing, the newest first. Raises Forbidden; a service's also to officers of the unit that owns it."""
    manages = _may_read(kind, id, actor)
    found = audit.entries(object_ref=f"exchange.{kind}:{id}", limit=limit).entries
    names = audit.names_of(refs={e.actor_ref for e in found})
    later: set[str] = set()
    told = []
    for entry in found:
        touched = _touched(entry.action, entry.details)
        open_way = rules.can_go_back(action=entry.action, details=entry.details, at=entry.at, now=now) and not touched & later
        later |= touched
        told.append(
            PastAct(
                id=entry.uuid, at=entry.at, by=names.get(entry.actor_ref, entry.actor_ref), action=entry.action,
                vi=audit.words_of(action=entry.action, language="vi"), en=audit.words_of(action=entry.action, language="en"),
                ground=entry.ground, about=_about(entry.details), changes=rules.changes_in(entry.details),
                undo=manages and open_way and stands(kind, id, entry.action, entry.details),
            )
        )  # fmt: skip
    return tuple(told)


def stands(kind: Kind, id: str, action: str, details: Mapping[str, Any]) -> bool:  # noqa: A002
    """Whether the thing still is as this act left it."""
    after = rules.after_of(details)
    if action in _RIGHT:
        return _right_stands(id, details, after)
    row = event_type_facts(id, str(details.get("name", ""))) if action in TYPE_ACTS else _row(kind, id, tuple(after))
    if action in rules.GONE:
        return row is None
    if not rules.before_of(details) and _in_use(kind, id, action):
        return False
    if kind is Kind.SETTING:
        dropped = set(rules.before_of(details)) - set(after)
        return not dropped & set(row or {}) and all(rules.as_text((row or {}).get(n)) == rules.as_text(v) for n, v in after.items())
    return row is not None and all(rules.as_text(row[name]) == rules.as_text(value) for name, value in after.items())


def _in_use(kind: Kind, id: str, action: str) -> bool:  # noqa: A002
    """Whether a new gateway or room has begun to be used, so that it is removed on its page, which says who is hit."""
    if kind is Kind.GATEWAY:
        return Gateway.objects.filter(code=id).exclude(token_digest="").exists()
    room = kind is Kind.EVENT_ROOM and action not in TYPE_ACTS
    return room and EventType.objects.filter(room__in=EventRoom.objects.filter(_of_system(id))).exists()


def _right_stands(service: str, details: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    held = AccessRight.objects.filter(
        service__in=Service.objects.filter(register.named(service)), method=details.get("method", ""), path=details.get("path", ""),
        agreement="",
    ).select_related("client__member", "group", "service")  # fmt: skip
    found = next((row for row in held if register.subject_of(row) == details.get("client")), None)
    if not after:
        return found is None
    return found is not None and all(rules.as_text(getattr(found, n)) == rules.as_text(v) for n, v in after.items())


def _row(kind: Kind, id: str, names: tuple[str, ...]) -> dict[str, Any] | None:  # noqa: A002
    if kind is Kind.GROUP:
        return group_facts(id)
    if kind is Kind.SETTING:
        return Setting.objects.filter(name=id).values_list("content", flat=True).first()
    wanted = ("pk", *names)
    _instance, member_class, code, system, *_rest = [*id.split("/"), "", "", ""]
    rows: QuerySet[Any] = Peer.objects.filter(server_id=id if kind is Kind.PEER else "")
    if kind is Kind.GATEWAY:
        rows = Gateway.objects.filter(code=id)
    if kind is Kind.SERVICE:
        rows = Service.objects.filter(register.named(id))
    elif kind is Kind.MEMBER:
        rows = Member.objects.filter(member_class=member_class, member_code=code)
    elif kind is Kind.CLIENT:
        rows = Subsystem.objects.filter(member__member_class=member_class, member__member_code=code, code=system)
    elif kind is Kind.EVENT_ROOM:
        rows = EventRoom.objects.filter(_of_system(id))
    return rows.values(*wanted).first()


def _of_system(identifier: str) -> Q:
    _instance, member_class, code, system, *_rest = [*identifier.split("/"), "", "", ""]
    return Q(subsystem__member__member_class=member_class, subsystem__member__member_code=code, subsystem__code=system)


def event_room_facts(client: str) -> dict[str, Any] | None:
    """What the room of a system says, as its history keeps it; None when it has none."""
    found: dict[str, Any] | None = EventRoom.objects.filter(_of_system(client)).values(*ROOM_FACTS).first()
    return found


def event_type_facts(room: str, name: str) -> dict[str, Any] | None:
    """What a kind of event says, as the history of its room keeps it; None when there is no such kind."""
    rows = EventType.objects.filter(room__in=EventRoom.objects.filter(_of_system(room)), name=name)
    found: dict[str, Any] | None = rows.values(*TYPE_FACTS).first()
    return found


def group_facts(name: str) -> dict[str, Any] | None:
    """What a group says, as its history keeps it; None when there is no such group."""
    row = Group.objects.prefetch_related("clients__member").filter(name=name).first()
    if row is None:
        return None
    return {"name_vi": row.name_vi, "name_en": row.name_en, "clients": sorted(str(register.client_id(c)) for c in row.clients.all())}


def _may_read(kind: Kind, id: str, actor: Actor) -> bool:  # noqa: A002
    """Whether the reader may also take acts back. Raises Forbidden for whoever may not read."""
    if kind is Kind.SERVICE:
        unit = register.service(id=id).unit_code
        if policies.can_run_service(actor, unit_code=unit):
            return True
    require(policies.can_view(actor))
    return bool(policies.can_manage(actor))


def _touched(action: str, details: Mapping[str, Any]) -> set[str]:
    if action in _RIGHT:
        return {f"right {_about(details)} {details.get('agreement', '')}"}
    if action in TYPE_ACTS:
        return {f"type {_about(details)}"}
    if action == "exchange.revoke_certificate":
        return {"networks_until"}  # what a lost key closed is not opened by taking back what came before
    return {change.name for change in rules.changes_in(details)}


def _about(details: Mapping[str, Any]) -> str:
    parts = (details.get("client"), details.get("method"), details.get("path"), details.get("name"))
    return " ".join(str(part) for part in parts if part)
