"""What the gateways of the city run: by what each says at ``/readyz``, or by when it fetched its configuration."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.kernel.actors import Actor
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import require
from motcua.kit.turns import take_turns
from motcua.platform.exchange import conf, policies, queries
from motcua.platform.exchange.actions import configuring, versions
from motcua.platform.exchange.actions.national import national_platform
from motcua.platform.exchange.adapters import gateway, national
from motcua.platform.exchange.contracts import GatewayInfo, GatewayUnreachable, ServiceDetail
from motcua.platform.exchange.contracts.national import ConnectionStep
from motcua.platform.exchange.models import AdapterAnswer, ConfigVersion, Service

_LOOKED_AT = 20


def gateways(*, actor: Actor) -> tuple[GatewayInfo, ...]:
    """Every gateway with the number of the configuration that it runs (None: none of the last twenty). Raises Forbidden."""
    require(policies.can_view(actor))
    known = {row.number: versions.read(row) for row in ConfigVersion.objects.order_by("-number")[:_LOOKED_AT]}
    newest = max(known, default=0)
    found = []
    for code, name_vi, name_en, url, row in queries.gateway_rows():
        said = _said(code, url)
        digest = said.get("config_version", "")
        runs = next((n for n, config in known.items() if configuring.as_sent(config, code=code).version == digest), None)
        if not said and row is not None:
            runs = row.fetched_version
        state = "away" if not said and row is None else "current" if runs == newest else "behind" if said or runs else "away"
        found.append(
            GatewayInfo(
                code=code, name_vi=name_vi, name_en=name_en, url=url, fetched_at=row.fetched_at if row else None, version=runs,
                answers=bool(said), ready=bool(said.get("ready")), state=state, has_token=bool(row and row.token_digest),
                registered=row is not None,
                problem=str(said.get("config_error") or ""),
            )
        )  # fmt: skip
    return tuple(found)


def check_adapters(*, actor: Actor, now: datetime) -> None:
    """Ask the gateway of every service that it translates, and keep what it says. Raises Forbidden.

    GatewayUnreachable when it does not answer: what it said before stays.
    """
    require(policies.can_view(actor))
    said = {one["service"]: one for one in gateway.adapters()}
    rows = {str(queries.service_id(row)): row for row in Service.objects.exclude(adapter=None).select_related("subsystem__member")}
    with transaction.atomic():
        take_turns("exchange.check_adapters")
        AdapterAnswer.objects.exclude(service__in=[row for name, row in rows.items() if name in said]).delete()
        for name in sorted(said.keys() & rows.keys()):
            facts = {"kind": said[name]["kind"], "problems": said[name]["problems"], "checked_at": now}
            AdapterAnswer.objects.update_or_create(service=rows[name], defaults=facts)


def connection_steps(*, actor: Actor, now: datetime) -> tuple[ConnectionStep, ...] | None:
    """The steps by which the NDOP node is connected, as the platform says where each stands; None when it is not in use or not there.

    Raises Forbidden. The look itself is a call through the exchange, logged like any other.
    """
    require(policies.can_view(actor))
    if national.Ndop.key != conf.NATIONAL_PLATFORM:
        return None
    try:
        platform = national_platform(purpose="Xem các bước kết nối", ground="NĐ 278/2025/NĐ-CP", actor=actor, now=now)
        return platform.steps()
    except NamedError:
        return None


def steps_in_words() -> tuple[tuple[str, str], ...]:
    """The five steps (CV 4856/BCA-TTDLQG) in both languages, in their order."""
    return tuple(national.STEPS.values())


def offered(*, id: str) -> ServiceDetail:  # noqa: A002 - the identifier of the protocol
    """One service as whoever wants to ask for it sees it. Raises ServiceUnknown."""
    return queries.service(id=id)


def _said(code: str, url: str) -> dict[str, object]:
    if code == conf.SERVER_CODE:
        try:
            return gateway.health()
        except GatewayUnreachable:
            return {}
    return gateway.readiness(url) if url else {}
