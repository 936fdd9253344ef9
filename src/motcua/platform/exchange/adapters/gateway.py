"""The gateway over the wire, and what ``motcua verify`` asks about it."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from motcua.gateway import protocol
from motcua.gateway.protocol import tracing
from motcua.kernel.public_addresses import may_reach
from motcua.kit import outward
from motcua.kit.conf import data_dir
from motcua.platform.exchange import conf
from motcua.platform.exchange.contracts import AnswerUnreadable, ExchangeResponse, GatewayUnreachable, SandboxAnswer, ServiceRefused


def config_path() -> Path:
    """The file that the gateway follows."""
    return Path(conf.CONFIG_FILE) if conf.CONFIG_FILE else data_dir() / "gateway" / "config.json"


def log_token() -> str:
    """The token of ``/_log``: from the environment, or made once beside the configuration, readable by its owner alone."""
    if conf.LOG_TOKEN:
        return conf.LOG_TOKEN
    path = config_path().with_name("log-token")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        made = secrets.token_urlsafe(32)
        file.write(made)
    return made


def send(  # noqa: PLR0913 - every argument is a part of the message
    *,
    client: protocol.ClientId,
    service: protocol.ServiceId,
    method: str,
    path: str,
    query: Mapping[str, str] | None,
    body: bytes | None,
    headers: Mapping[str, str],
    user_id: str | None,
    issue: str | None,
    message_id: str,
    timeout_s: float,
) -> ExchangeResponse:
    """One message through the gateway. Raises GatewayUnreachable, ServiceRefused, AnswerUnreadable."""
    began = time.monotonic()
    try:
        with tracing.outgoing("exchange.call") as hop:
            reply = protocol.call(
                settings.MOTCUA_GATEWAY_URL,
                client,
                service,
                path,
                query,
                method=method,
                body=body,
                headers={**hop, **headers},
                user_id=user_id,
                issue=issue,
                message_id=message_id,
                timeout_s=timeout_s,
            )
        took_ms = round((time.monotonic() - began) * 1000)
        content = reply.json() if reply.body else None
    except protocol.GatewayUnreachable:
        raise GatewayUnreachable from None
    except protocol.ExchangeFault as fault:
        raise ServiceRefused(service=service.service_code, fault=fault.params["fault"], detail=fault.params["detail"]) from None
    except ValueError:
        raise AnswerUnreadable(service=service.service_code, detail=reply.request_id) from None
    return ExchangeResponse(reply.status, content, reply.message_id, reply.request_id, took_ms)


def description(*, client: protocol.ClientId, service: protocol.ServiceId) -> str:
    """The OpenAPI text of a service as its provider tells it, without addresses. Raises GatewayUnreachable, ServiceRefused."""
    asked = protocol.ServiceId(service.instance, service.member_class, service.member_code, service.subsystem_code, "getOpenAPI")
    try:
        reply = protocol.call(settings.MOTCUA_GATEWAY_URL, client, asked, query={"serviceCode": service.service_code})
    except protocol.GatewayUnreachable:
        raise GatewayUnreachable from None
    except protocol.ExchangeFault as fault:
        raise ServiceRefused(service=service.service_code, fault=fault.params["fault"], detail=fault.params["detail"]) from None
    return reply.body.decode(errors="replace")


def try_out(
    *, client: protocol.ClientId, service: protocol.ServiceId, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str],
    body: bytes | None,
) -> SandboxAnswer:  # fmt: skip
    """One message whose answer is shown as it came. Raises GatewayUnreachable, ServiceRefused."""
    began = time.monotonic()
    try:
        reply = protocol.call(
            settings.MOTCUA_GATEWAY_URL, client, service, path, query, method=method, body=body, headers=headers,
            timeout_s=conf.CALL_SECONDS,
        )  # fmt: skip
    except protocol.GatewayUnreachable:
        raise GatewayUnreachable from None
    except protocol.ExchangeFault as fault:
        raise ServiceRefused(service=service.service_code, fault=fault.params["fault"], detail=fault.params["detail"]) from None
    return SandboxAnswer(status=reply.status, headers=reply.headers, body=reply.body, took_ms=round((time.monotonic() - began) * 1000))


def addresses() -> tuple[str, ...]:
    """The gateways whose logs are ours to read: the one that we call, and further ones of the city."""
    return (settings.MOTCUA_GATEWAY_URL, *conf.LOG_ADDRESSES.split())


def shards(address: str) -> dict[int, str]:
    """The shards of a gateway's log, one for each worker that ever wrote, with the id of the key of each. Raises GatewayUnreachable."""
    try:
        listed = protocol.health(address).get("shards", {"0": ""})
    except (protocol.GatewayUnreachable, ValueError):
        raise GatewayUnreachable from None
    return {int(number): str(key) for number, key in listed.items()}


def read_log(address: str, *, shard: int = 0, after: int, limit: int = 500) -> dict[str, Any]:
    """One page of a shard of a gateway's log. Raises GatewayUnreachable."""
    try:
        return protocol.read_log(address, token=log_token(), after=after, limit=limit, shard=shard)
    except protocol.GatewayUnreachable:
        raise GatewayUnreachable from None


def events() -> dict[str, Any]:
    """What waits where in publish/subscribe, of the gateway that we call. Raises GatewayUnreachable."""
    try:
        return protocol.read_events(settings.MOTCUA_GATEWAY_URL, token=log_token())
    except (protocol.GatewayUnreachable, ValueError):
        raise GatewayUnreachable from None


def health() -> dict[str, Any]:
    """What the gateway says of itself, with ``config_current``. Raises GatewayUnreachable."""
    try:
        state = protocol.health(settings.MOTCUA_GATEWAY_URL, timeout_s=0.5)
    except (protocol.GatewayUnreachable, ValueError):
        raise GatewayUnreachable from None
    path = config_path()
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.exists() else ""
    return {**state, "config_current": not version or state.get("config_version") == version}


def adapters() -> list[dict[str, Any]]:
    """What the gateway says of its adapters: ``service``, ``kind``, ``ok`` and ``problems`` (``vi``, ``en``). Raises GatewayUnreachable."""
    try:
        told = protocol.check(settings.MOTCUA_GATEWAY_URL, token=log_token())
    except (protocol.GatewayUnreachable, ValueError):
        raise GatewayUnreachable from None
    return list(told["adapters"])


def check_config() -> list[str]:
    """What keeps the exchange from working, in sentences for the operator; empty when nothing does."""
    problems: list[str] = []
    try:
        state = health()
    except GatewayUnreachable:
        return [f"the gateway does not answer at {settings.MOTCUA_GATEWAY_URL}"]
    if not state.get("log"):
        problems.append("the gateway cannot write its message log")
    if state.get("config_error"):
        problems.append("the gateway could not take over its configuration file")
    with suppress(GatewayUnreachable):  # it answered a moment ago
        problems += [f"{one['service']}: {problem['en']}" for one in adapters() for problem in one["problems"]]
    if not settings.MOTCUA_DEMO and conf.POPULATION_SECRET == conf.DEMO_SECRET:
        problems.append("MOTCUA_POPULATION_SECRET is that of the demonstration")
    return problems


def is_address(url: str) -> bool:
    """Whether it is an HTTP address of one machine, without more in it."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not (parts.username or parts.query or parts.fragment)
    except ValueError:
        return False


def reach(url: str, *, path: str = "", seconds: float = 2.0, most: int = 20_000) -> tuple[outward.Heard | None, str]:
    """One GET from this machine, only where providers may live: the answer and the network address that was asked.

    None with an empty address when the name leads nowhere, with the refused one when it leads where no provider may live.
    """
    parts, asked = urlsplit(url), ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    networks = (*conf.NETWORKS.split(), *(conf.OWN_MACHINE if settings.MOTCUA_DEMO else ()))

    def check() -> str:
        nonlocal asked
        found = outward.resolved(str(parts.hostname), port)
        asked = next((one for one in found if not may_reach(one, networks=networks)), found[0] if found else "")
        if not found or not all(may_reach(one, networks=networks) for one in found):
            raise GatewayUnreachable
        return found[0]

    try:
        wanted = {"Accept": "application/json"}
        return outward.ask("GET", f"{url}{path}", check=check, seconds=seconds, most=most, headers=wanted), asked
    except GatewayUnreachable:
        return None, asked


def readiness(url: str, *, seconds: float = 2.0) -> dict[str, Any]:
    """What another gateway of the city says at ``/readyz``; empty when it does not answer in time. Only where providers may live."""
    try:
        heard, _ = reach(url.rstrip("/"), path="/readyz", seconds=seconds)
        state = json.loads(heard.body) if heard is not None and heard.status is not None else {}
    except ValueError:
        return {}
    return state if isinstance(state, dict) else {}
