"""Between the mediator's words and the doors of the exchange."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.platform.exchange import api, conf
from motcua.platform.exchange.contracts import ClientInfo, ServiceDetail, SettingWrong
from motcua.platform.exchange.rest.govstack import schemas

PURPOSE = "Cấp qua giao diện GovStack · given over the GovStack interface"
GONE = "Không còn trong cấu hình · no longer in the configuration"


def told(*, actor: Actor) -> dict[str, Any]:
    """The configuration as the mediator's API tells it. Forbidden."""
    members, clients, services = api.members(actor=actor), api.clients(actor=actor), api.catalogue(actor=actor)
    names = _names(members)
    owners = {c.id: c.member for c in clients}
    groups = {g.name: g.clients for g in api.groups(actor=actor)}

    def consumers(service: ServiceDetail) -> list[dict[str, str]]:
        found = dict.fromkeys(subject for right in service.rights for subject in _clients_of(right.subject, groups))
        return [{"member": names[owners[c]], "application": c.rsplit("/", 1)[1]} for c in found if c in owners]

    def application(client: ClientInfo) -> dict[str, Any]:
        own = [s for s in services if s.client == client.id and s.enabled]
        shown = [{"id": s.code, "specUrl": s.description_url, "serviceUrl": s.base_url, "rights": consumers(s)} for s in own]
        return {"id": client.code, "connection": "https" if client.fingerprints else "http", "services": shown}

    applications: dict[str, list[dict[str, Any]]] = {}
    for client in clients:
        applications.setdefault(client.member, []).append(application(client))
    listed = [
        {"name": m.name_vi, "class": m.member_class, "code": m.member_code, "applications": applications.get(m.id, [])} for m in members
    ]
    return {"domain": domain(), "instance": conf.INSTANCE, "members": listed}


def domain() -> str:
    """Under which name this instance is reached."""
    return urlsplit(settings.MOTCUA_BASE_URL).hostname or ""


def apply(given: schemas.MediatorConf, *, replace: bool, actor: Actor, now: datetime) -> None:
    """Make the exchange as it is given, in one version; with ``replace`` services that are not named are switched off, and rights that are
    not named and came from no data-sharing request are taken back. Members and systems stay: the log names them.

    Raises Forbidden, SettingWrong, RegistrationRefused.
    """  # noqa: D205 - one sentence
    if given.instance != conf.INSTANCE or given.domain != domain():
        here = f"{conf.INSTANCE} ({domain()})"
        raise SettingWrong(fields={"instance": (f"Máy chủ này chỉ phục vụ {here}.", f"This server serves {here} alone.")})
    with api.as_one_version(name="GovStack", actor=actor, now=now, why="GovStack configuration"):
        for member in given.members or ():
            _member(member, actor=actor, now=now)
        named = {service: wanted for member in given.members or () for service, wanted in _services(member)}
        known = {s.id: s for s in api.catalogue(actor=actor)}
        for identifier, wanted in named.items():
            _service(identifier, wanted, known.get(identifier), actor=actor, now=now)
        people = _people(actor=actor)
        for identifier, wanted in named.items():
            if wanted.rights is not None or replace:
                subjects = [_consumer(one, people) for one in wanted.rights or ()]
                allow(identifier, subjects, actor=actor, now=now)
                if replace:
                    _take_others(identifier, subjects, actor=actor, now=now)
        if replace:
            for identifier in sorted(set(known) - set(named)):
                if known[identifier].enabled:
                    api.set_service_enabled(service=identifier, enabled=False, notice=GONE, actor=actor, now=now)


def allow(service: str, clients: Iterable[str], *, actor: Actor, now: datetime) -> None:
    """Give each client the right to the whole service, unless it has a right to it already. Raises Forbidden, ServiceUnknown."""
    held = {right.subject for right in api.rights(actor=actor, service=service)}
    for client in clients:
        if client not in held:
            api.register_right(service=service, client=client, purpose=PURPOSE, actor=actor, now=now)


def deny(service: str, clients: Sequence[str], *, actor: Actor, now: datetime) -> None:
    """Take back what each client holds of a service by itself, but what a data-sharing request gave. Raises Forbidden, ServiceUnknown."""
    for right in api.rights(actor=actor, service=service):
        if right.subject in clients and not right.agreement:
            _take(right, actor=actor, now=now)


def _take(right: Any, *, actor: Actor, now: datetime) -> None:
    api.revoke_right(service=right.service, client=right.subject, method=right.method, path=right.path, actor=actor, now=now)


def _take_others(service: str, kept: Sequence[str], *, actor: Actor, now: datetime) -> None:
    for right in api.rights(actor=actor, service=service):
        if right.subject not in kept and not right.agreement and not right.subject.startswith(protocol.GROUP):
            _take(right, actor=actor, now=now)


def _member(given: schemas.MediatorMember, *, actor: Actor, now: datetime) -> None:
    known = {m.id: m for m in api.members(actor=actor)}
    identifier = str(protocol.ClientId(conf.INSTANCE, given.member_class, given.code))
    found = known.get(identifier)
    if found is None or found.name_vi != given.name:
        name_en = found.name_en if found else ""
        who = {"member_class": given.member_class, "member_code": given.code}
        api.register_member(**who, name_vi=given.name, name_en=name_en, actor=actor, now=now)
    clients = {c.id for c in api.clients(actor=actor, member=identifier)}
    for application in given.applications or ():
        if f"{identifier}/{application.id}" not in clients:
            api.register_subsystem(member=identifier, code=application.id, name_vi=application.id, actor=actor, now=now)


def _services(member: schemas.MediatorMember) -> Iterator[tuple[str, schemas.MediatorService]]:
    for application in member.applications or ():
        for service in application.services or ():
            yield str(protocol.ServiceId(conf.INSTANCE, member.member_class, member.code, application.id, service.id)), service


def _service(identifier: str, given: schemas.MediatorService, known: ServiceDetail | None, *, actor: Actor, now: datetime) -> None:
    wanted = {"base_url": given.serviceUrl, "description_url": given.specUrl}
    if known is None:
        client, code = identifier.rsplit("/", 1)
        settings_of = {"description_url": given.specUrl, "kind": "OPENAPI" if given.specUrl else "REST"}
        api.register_service(
            subsystem=client, code=code, base_url=given.serviceUrl, name_vi=code, settings=settings_of, actor=actor, now=now
        )
        return
    if (known.base_url, known.description_url) != (given.serviceUrl, given.specUrl):
        api.change_service(service=identifier, settings=wanted, actor=actor, now=now)
    if not known.enabled and known.notice == GONE:
        api.set_service_enabled(service=identifier, enabled=True, actor=actor, now=now)


def _consumer(given: schemas.MediatorConsumer, people: dict[str, set[str]]) -> str:
    found = {f"{member}/{given.application}" for member in people.get(given.member, ())}
    if len(found) != 1:
        raise SettingWrong(fields={"rights": (
            f"Không có đúng một thành viên tên hoặc mã {given.member}.", f"There is not exactly one member named or coded {given.member}.",
        )})  # fmt: skip
    return found.pop()


def _people(*, actor: Actor) -> dict[str, set[str]]:
    """Members by name and by code."""
    found: dict[str, set[str]] = {}
    for member in api.members(actor=actor):
        found.setdefault(member.name_vi, set()).add(member.id)
        found.setdefault(member.member_code, set()).add(member.id)
    return found


def _names(members: Sequence[Any]) -> dict[str, str]:
    """What each member is called in rights: its name, or its code where another has the same name."""
    count = Counter(m.name_vi for m in members)
    return {m.id: m.name_vi if count[m.name_vi] == 1 else m.member_code for m in members}


def _clients_of(subject: str, groups: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return groups.get(subject.removeprefix(protocol.GROUP), ()) if subject.startswith(protocol.GROUP) else (subject,)
