"""Registering members, systems and services. Every action may be repeated: the same words change nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from motcua.foundation.audit import api as audit
from motcua.foundation.units import api as units
from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.policy import require
from motcua.platform.exchange import conf, policies, queries
from motcua.platform.exchange.actions import offering, versions
from motcua.platform.exchange.actions.rows import member_row, subsystem_row, unchanged
from motcua.platform.exchange.contracts import SettingWrong
from motcua.platform.exchange.models import Member, Service, Subsystem
from motcua.platform.exchange.rules import history


@transaction.atomic
def register_member(
    *, member_class: str, member_code: str, name_vi: str, name_en: str = "", unit_code: str | None = None, expected: str = "", actor: Actor,
    now: datetime,
) -> str:  # fmt: skip
    """Register or rename a member; returns its identifier.

    ``unit_code``: its unit of this city, whose officers ask and decide (None: as it was). ``expected``: the tag it had when it was read.
    Raises Forbidden, RegistrationRefused, units.UnitUnknown, ChangedMeanwhile.
    """
    require(policies.can_manage(actor))
    facts = {"name_vi": name_vi, "name_en": name_en}
    if unit_code is not None:
        if unit_code:
            units.get(code=unit_code, on=local_date(now))
        facts["unit_code"] = unit_code
    identifier = str(protocol.ClientId(conf.INSTANCE, member_class, member_code))
    if expected:
        unchanged(identifier, found=queries.member(id=identifier, actor=actor).tag, expected=expected)
    names = {"member_class": member_class, "member_code": member_code}
    before = _held(Member.objects.filter(**names), facts)
    Member.objects.update_or_create(**names, defaults=facts, create_defaults={**facts, "created_at": now})
    versions.keep(member_code, actor=actor, now=now, why=f"member {member_class}/{member_code}")
    _told("exchange.register_member", f"exchange.member:{identifier}", before, facts, actor=actor, now=now)
    return identifier


@transaction.atomic
def register_subsystem(
    *, member: str, code: str, name_vi: str, name_en: str = "", networks: Sequence[str] = protocol.LOOPBACK,
    certificates: Sequence[str] | None = None, environment: str | None = None, expected: str = "", actor: Actor, now: datetime,
) -> str:  # fmt: skip
    """Register or change a system of ``member``; only ``networks``, or holders of ``certificates``, may speak for it.

    ``environment``: ``production`` or ``sandbox``; it and ``certificates`` with None stay as they were. Returns its identifier.
    Raises Forbidden, ServiceUnknown, RegistrationRefused, SettingWrong, ChangedMeanwhile.
    """
    require(policies.can_manage(actor))
    owner = member_row(member)
    facts: dict[str, Any] = {"name_vi": name_vi, "name_en": name_en, "networks": list(networks)}
    if certificates is not None:
        facts["certificates"] = list(certificates)
    if environment is not None:
        if environment not in list(protocol.Environment):
            raise SettingWrong(fields={"environment": ("Chọn môi trường.", "Choose an environment.")})
        facts["environment"] = environment
    if expected:
        unchanged(f"{member}/{code}", found=queries.client(id=f"{member}/{code}", actor=actor).tag, expected=expected)
    before = _held(Subsystem.objects.filter(member=owner, code=code), facts)
    row, _ = Subsystem.objects.update_or_create(member=owner, code=code, defaults=facts, create_defaults={**facts, "created_at": now})
    identifier = str(queries.client_id(row))
    versions.keep(code, actor=actor, now=now, why=f"client {identifier}")
    _told("exchange.register_client", f"exchange.client:{identifier}", before, facts, actor=actor, now=now)
    return identifier


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
    settings: Mapping[str, Any] | None = None,
    actor: Actor,
    now: datetime,
) -> str:
    """Register or change a service; ``provider_headers`` are credentials that only the gateway presents.

    ``settings``: further ones as ``change_service`` takes them; what is not named stays. Returns its identifier.
    Raises Forbidden, ServiceUnknown, RegistrationRefused, SettingWrong.
    """
    require(policies.can_manage(actor))
    facts: dict[str, Any] = {
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
    held = Service.objects.filter(subsystem=provider, code=code).first()
    facts |= offering.read_settings(settings or {}, row=held)
    if "adapter_secrets" in facts:
        known, dates = (held.adapter_secrets, held.secrets_since) if held else (None, {})
        facts["secrets_since"] = offering.since(known, facts["adapter_secrets"], held=dates, now=now)
    row, _ = Service.objects.update_or_create(subsystem=provider, code=code, defaults=facts, create_defaults={**facts, "created_at": now})
    identifier = str(queries.service_id(row))
    versions.keep(code, actor=actor, now=now, why=f"service {identifier}")
    details = {"base_url": base_url, "kind": kind}
    audit.record(action="exchange.register_service", object_ref=f"exchange.service:{identifier}", actor=actor, now=now, details=details)
    return identifier


def _held(rows: QuerySet[Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a row said of these facts before; nothing for a new one."""
    return rows.values(*facts).first() or {}


def _told(action: str, ref: str, before: Mapping[str, Any], after: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    """An entry of the log when something changed."""
    if before != after:
        audit.record(action=action, object_ref=ref, actor=actor, now=now, details=history.change_details(before, after))
