"""Trying services out in the sandbox: everybody may, because nothing there is true."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from motcua.gateway import protocol
from motcua.gateway.protocol import messages
from motcua.kernel import openapi
from motcua.kernel.actors import SYSTEM
from motcua.platform.exchange import conf
from motcua.platform.exchange.actions import offering, rights, versions
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import CITY_CODE, MEMBER_CLASS, SANDBOX, SandboxAnswer, ServiceUnknown
from motcua.platform.exchange.models import Service
from motcua.platform.exchange.queries.register import service_id
from motcua.platform.exchange.queries.watching import description

_RESERVED = (
    "x-road-", *(family.lower() for family in messages.GOVSTACK), messages.LGSP_HEADER, "host", "content-length", "connection",
    "transfer-encoding", "authorization", "cookie",
)  # fmt: skip
_PACE = {"per_second": 5.0, "burst": 20, "per_day": 0}  # everybody together: the sandbox is for looking, not for load


def sandbox_client() -> protocol.ClientId:
    """The subsystem in whose name everybody tries services out."""
    return protocol.ClientId(conf.INSTANCE, MEMBER_CLASS, CITY_CODE, SANDBOX)


def open_sandbox(*, now: datetime) -> int:
    """Let everybody try out services that nobody may try out yet: the city's sandbox answers for those without one of their own.

    Returns how many services were opened. Repeatable.
    """
    client, count = str(sandbox_client()), 0
    closed = Service.objects.select_related("subsystem__member").exclude(
        rights__client__code=SANDBOX, rights__client__member__member_code=CITY_CODE
    )
    with versions.as_one(name="sandbox", actor=SYSTEM, now=now, why="sandbox"):
        for row in closed.order_by("id"):
            service = str(service_id(row))
            if not row.sandbox_url:
                address = f"{settings.MOTCUA_BASE_URL}/api/v1/exchange/sandbox/{service}"
                offering.change_service(service=service, settings={"sandbox_url": address}, actor=SYSTEM, now=now)
            rights.register_right(service=service, client=client, purpose="Gọi thử với dữ liệu giả", pace=_PACE, actor=SYSTEM, now=now)
            count += 1
    return count


def try_in_sandbox(
    *, service: str, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], wanted: str = "",
    body: bytes | None = None,
) -> SandboxAnswer:  # fmt: skip
    """Send one call through the gateway to the service's sandbox; ``wanted`` asks for the declared answer of that status.

    Raises ServiceUnknown, GatewayUnreachable, ServiceRefused.
    """
    try:
        target = protocol.ServiceId.parse(service)
    except protocol.IdentifierError:
        raise ServiceUnknown(name=service) from None
    plain = {name: value for name, value in headers.items() if value.isprintable() and value.isascii()}
    sent = {name: value for name, value in plain.items() if not name.lower().startswith(_RESERVED)}
    sent |= {"Prefer": f"status={wanted}"} if wanted.isdigit() else {}
    sent |= {"Content-Type": "application/json"} if body is not None else {}
    return gateway.try_out(client=sandbox_client(), service=target, method=method, path=path, query=query, headers=sent, body=body)


def answer_in_sandbox(
    *, service: str, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
) -> openapi.Sample:
    """What the city's own sandbox answers for a service: the example of its description, or what is wrong with the request.

    ``headers`` have lower-case names. Raises ServiceUnknown.
    """
    wanted = headers.get("prefer", "").partition("status=")[2].partition(",")[0].strip()
    found = openapi.read(description(service=service).document)
    return openapi.answer(found, method=method, path=path, query=query, headers=headers, body=body, wanted=wanted)
