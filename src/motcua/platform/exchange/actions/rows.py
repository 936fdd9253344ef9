"""Rows by the identifiers that people and programs write."""

from __future__ import annotations

from motcua.gateway import protocol
from motcua.platform.exchange import conf
from motcua.platform.exchange.contracts import ChangedMeanwhile, ServiceUnknown, ThingUnknown
from motcua.platform.exchange.models import EventRoom, Group, Member, Service, Subsystem


def service_row(identifier: str) -> Service:
    """The row of a service identifier. Raises ServiceUnknown."""
    try:
        i = protocol.ServiceId.parse(identifier)
    except protocol.IdentifierError:
        raise ServiceUnknown(name=identifier) from None
    row = Service.objects.select_related("subsystem__member").filter(subsystem=_subsystem(i.provider), code=i.service_code).first()
    if row is None:
        raise ServiceUnknown(name=identifier)
    return row


def subsystem_row(identifier: str) -> Subsystem:
    """The row of a subsystem identifier. Raises ServiceUnknown."""
    try:
        return _subsystem(protocol.ClientId.parse(identifier))
    except protocol.IdentifierError:
        raise ServiceUnknown(name=identifier) from None


def member_row(identifier: str) -> Member:
    """The row of a member identifier. Raises ServiceUnknown."""
    try:
        i = protocol.ClientId.parse(identifier)
    except protocol.IdentifierError:
        raise ServiceUnknown(name=identifier) from None
    row = Member.objects.filter(member_class=i.member_class, member_code=i.member_code).first()
    if row is None or i.instance != conf.INSTANCE or i.subsystem_code:
        raise ServiceUnknown(name=identifier)
    return row


def group_row(name: str) -> Group:
    """The group of that name. Raises ThingUnknown."""
    row = Group.objects.filter(name=name).first()
    if row is None:
        raise ThingUnknown(name=name)
    return row


def event_room_row(identifier: str) -> EventRoom:
    """The room for events of a system. Raises ServiceUnknown, ThingUnknown."""
    system = subsystem_row(identifier)
    row = EventRoom.objects.select_related("subsystem__member").filter(subsystem=system).first()
    if row is None:
        raise ThingUnknown(name=identifier)
    return row


def unchanged(name: str, *, found: str, expected: str) -> None:
    """Refuse an edit of what somebody else changed since it was read; an empty ``expected`` asks nothing. Raises ChangedMeanwhile."""
    if expected and expected != found:
        raise ChangedMeanwhile(name=name)


def _subsystem(i: protocol.ClientId) -> Subsystem:
    row = (
        Subsystem.objects.select_related("member")
        .filter(member__member_class=i.member_class, member__member_code=i.member_code, code=i.subsystem_code or "")
        .first()
    )
    if row is None or i.instance != conf.INSTANCE:
        raise ServiceUnknown(name=str(i))
    return row
