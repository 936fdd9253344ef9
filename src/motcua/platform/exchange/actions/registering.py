"""Registering members, systems, services and rights. Every action may be repeated: the same words change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import conf, events, policies, queries
from motcua.platform.exchange.actions import configuring
from motcua.platform.exchange.contracts import RegistrationRefused, ServiceUnknown
from motcua.platform.exchange.models import AccessRight, Member, Service, Subsystem

_together: ContextVar[bool] = ContextVar("together", default=False)


@contextmanager
def together(name: str) -> Iterator[None]:
    """Many registrations in one transaction, checked once at its end under ``name`` instead of after each. Raises RegistrationRefused."""
    with transaction.atomic():
        token = _together.set(True)
        try:
            yield
        finally:
            _together.reset(token)
        _check(name)


@transaction.atomic
def register_member(*, member_class: str, member_code: str, name_vi: str, name_en: str = "", actor: Actor, now: datetime) -> str:
    """Register or rename a member; returns its identifier. Raises Forbidden, RegistrationRefused."""
    require(policies.can_manage(actor))
    Member.objects.update_or_create(
        member_class=member_class,
        member_code=member_code,
        defaults={"name_vi": name_vi, "name_en": name_en},
        create_defaults={"name_vi": name_vi, "name_en": name_en, "created_at": now},
    )
    _check(member_code)
    return str(protocol.ClientId(conf.INSTANCE, member_class, member_code))


@transaction.atomic
def register_subsystem(
    *,
    member: str,
    code: str,
    name_vi: str,
    name_en: str = "",
    networks: Sequence[str] = protocol.LOOPBACK,
    certificates: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> str:
    """Register or change a system of ``member``; only ``networks``, or holders of ``certificates``, may speak for it.

    Returns its identifier. Raises Forbidden, ServiceUnknown, RegistrationRefused.
    """
    require(policies.can_manage(actor))
    owner = _member(member)
    facts = {"name_vi": name_vi, "name_en": name_en, "networks": list(networks), "certificates": list(certificates)}
    row, _ = Subsystem.objects.update_or_create(member=owner, code=code, defaults=facts, create_defaults={**facts, "created_at": now})
    _check(code)
    return str(queries.client_id(row))


@transaction.atomic
def register_service(
    *,
    subsystem: str,
    code: str,
    base_url: str,
    name_vi: str,
    name_en: str = "",
    kind: str = "REST",
    timeout_s: float = 10.0,
    endpoints: Sequence[Mapping[str, str]] = (),
    description_url: str = "",
    provider_headers: Mapping[str, str] | None = None,
    verify_tls: bool = True,
    actor: Actor,
    now: datetime,
) -> str:
    """Register or change a service; ``provider_headers`` are credentials that only the gateway presents.

    Returns its identifier. Raises Forbidden, ServiceUnknown, RegistrationRefused.
    """
    require(policies.can_manage(actor))
    facts = {
        "base_url": base_url,
        "name_vi": name_vi,
        "name_en": name_en,
        "kind": kind,
        "timeout_s": timeout_s,
        "endpoints": [dict(e) for e in endpoints],
        "description_url": description_url,
        "provider_headers": dict(provider_headers or {}),
        "verify_tls": verify_tls,
    }
    provider = subsystem_row(subsystem)
    row, _ = Service.objects.update_or_create(subsystem=provider, code=code, defaults=facts, create_defaults={**facts, "created_at": now})
    _check(code)
    identifier = str(queries.service_id(row))
    details = {"base_url": base_url, "kind": kind}
    audit.record(action="exchange.register_service", object_ref=f"exchange.service:{identifier}", actor=actor, now=now, details=details)
    return identifier


@transaction.atomic
def set_service_enabled(*, service: str, enabled: bool, notice: str = "", actor: Actor, now: datetime) -> None:
    """Switch a service on or off; callers are told ``notice`` while it is off. Raises Forbidden, ServiceUnknown."""
    require(policies.can_manage(actor))
    row = service_row(service)
    row.enabled, row.notice = enabled, notice
    row.save(update_fields=["enabled", "notice"])
    verb = "exchange.enable_service" if enabled else "exchange.disable_service"
    audit.record(action=verb, object_ref=f"exchange.service:{service}", actor=actor, now=now, details={"notice": notice})


@transaction.atomic
def register_right(*, service: str, client: str, purpose: str, method: str = "*", path: str = "**", actor: Actor, now: datetime) -> None:
    """Let a client call a service for a purpose. Raises Forbidden, ServiceUnknown, RegistrationRefused."""
    require(policies.can_manage(actor))
    row, caller = service_row(service), subsystem_row(client)
    _, made = AccessRight.objects.get_or_create(
        service=row, client=caller, method=method, path=path, defaults={"purpose": purpose, "created_at": now}
    )
    _check(service)
    if made:
        fact = events.RightGranted(service=service, client=client, method=method, path=path, purpose=purpose, at=now)
        outbox.publish(event=fact, now=now, actor=actor)
        details = {"client": client, "method": method, "path": path}
        audit.record(
            action="exchange.grant_right", object_ref=f"exchange.service:{service}", actor=actor, now=now, ground=purpose, details=details
        )


@transaction.atomic
def revoke_right(*, service: str, client: str, method: str = "*", path: str = "**", actor: Actor, now: datetime) -> bool:
    """Take a right back; False when there was none. Raises Forbidden, ServiceUnknown."""
    require(policies.can_manage(actor))
    rights = AccessRight.objects.filter(service=service_row(service), client=subsystem_row(client), method=method, path=path)
    gone, _ = rights.delete()
    if gone:
        outbox.publish(event=events.RightRevoked(service=service, client=client, method=method, path=path, at=now), now=now, actor=actor)
        details = {"client": client, "method": method, "path": path}
        audit.record(action="exchange.revoke_right", object_ref=f"exchange.service:{service}", actor=actor, now=now, details=details)
    return bool(gone)


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


def _subsystem(i: protocol.ClientId) -> Subsystem:
    row = (
        Subsystem.objects.select_related("member")
        .filter(member__member_class=i.member_class, member__member_code=i.member_code, code=i.subsystem_code or "")
        .first()
    )
    if row is None or i.instance != conf.INSTANCE:
        raise ServiceUnknown(name=str(i))
    return row


def _member(identifier: str) -> Member:
    try:
        i = protocol.ClientId.parse(identifier)
    except protocol.IdentifierError:
        raise ServiceUnknown(name=identifier) from None
    row = Member.objects.filter(member_class=i.member_class, member_code=i.member_code).first()
    if row is None or i.instance != conf.INSTANCE or i.subsystem_code:
        raise ServiceUnknown(name=identifier)
    return row


def _check(name: str) -> None:
    """Refuse, and roll back, what the gateway could not take over."""
    if _together.get():
        return
    try:
        protocol.check_config(configuring.build_config(token="-"))  # noqa: S106 - no token is needed to check
    except protocol.ConfigError as error:
        raise RegistrationRefused(name=name, why=str(error)) from None
