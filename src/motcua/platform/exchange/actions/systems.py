"""Declared systems: registered with their services and rights, and asked now and then whether they answer."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from motcua.gateway import protocol
from motcua.gateway.protocol import secrets
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.platform.exchange import conf
from motcua.platform.exchange.actions import registering, rights, versions
from motcua.platform.exchange.actions.calling import call
from motcua.platform.exchange.actions.settings import allowed_roots, open_folder
from motcua.platform.exchange.adapters import declarations, national
from motcua.platform.exchange.contracts import ExchangeResponse
from motcua.platform.exchange.contracts.systems import FILES, DeclaredService, DeclaredSystem, Probed
from motcua.platform.exchange.queries.register import own_client

_CLIENT = str(own_client())
_BEARER = "platform"
_BAD = 400
# Systems of other agencies that call each other through the exchange: (client, provider, service).
_BETWEEN = (("QuanLyHoTich", "CSDL_DanCu", "numbers"),)


def load_systems(*, now: datetime) -> int:
    """Register every named system whose address is known (all of them in a demonstration); returns how many. Repeatable."""
    known = {one.code: one for one in declarations.systems() if is_wanted(one)}
    with versions.as_one(name="declared systems", actor=SYSTEM, now=now, why="declared systems"):
        _open_folder(known.values(), now=now)
        for system in known.values():
            _register(system, now=now)
        for client, provider, service in _BETWEEN:
            if client in known and provider in known:
                declared = next(s for s in known[provider].services if s.code == service)
                _grant(known[provider], declared, client=subsystem_id(known[client]), now=now)
    return len(known)


def probe_systems(*, now: datetime, besides: Collection[str] = ()) -> Probed:
    """Ask every registered system (``besides`` those codes) one harmless question through the gateway, each by its own adapter.

    The answers are in the gateway's log like any other call. A partner that exchanges files is asked once a day by a file of its own; it
    has answered when the rows of its answer are there.
    """
    answered, silent = [], []
    for system in declarations.systems():
        asked = next((s for s in system.services if s.probe is not None and _is_usable(s)), None)
        if asked is None or not is_wanted(system) or system.code in besides:
            continue
        try:
            reply = _ask(system, asked, now=now)
        except NamedError as error:
            silent.append((system.code, error.sentence("vi")))
        else:
            if reply.status < _BAD:
                answered.append(system.code)
            else:
                told = reply.json.get("vi") if isinstance(reply.json, dict) else None
                silent.append((system.code, str(told or reply.status)))
    return Probed(tuple(answered), tuple(silent))


def _ask(system: DeclaredSystem, asked: DeclaredService, *, now: datetime) -> ExchangeResponse:
    """The answer to a service's question. Raises what ``call`` raises."""
    assert asked.probe is not None
    service, question = service_id(system, asked), asked.probe
    words: dict[str, Any] = {"purpose": "Kiểm tra kết nối", "ground": system.law, "actor": SYSTEM, "now": now}
    if question.body is None:
        return call(service=service, path=question.path, query=question.query or None, **words)
    named = f"{conf.INSTANCE}-probe-{system.code}-{local_date(now):%Y%m%d}"
    body = json.dumps(question.body, ensure_ascii=False).encode()
    given = call(service=service, path=question.path, method="POST", body=body, message_id=named, **words)
    receipt = given.json.get("receipt") if isinstance(given.json, dict) else None
    return call(service=service, path=f"{question.path}/{receipt}/rows", **words) if receipt else given


def is_wanted(system: DeclaredSystem) -> bool:
    """Whether this installation connects a system: a named one with an address; of the national platforms only the one in use."""
    used = system.code == conf.NATIONAL_PLATFORM.upper() if system.system in national.CONNECTORS else system.named
    return used and bool(address(system))


def address(system: DeclaredSystem) -> str:
    """Where a system lives, without a slash at the end; empty when nobody configured it."""
    configured = dict(pair.split("=", 1) for pair in conf.SYSTEM_ADDRESSES.split() if "=" in pair)
    if system.code in configured:
        return configured[system.code].rstrip("/")
    return str(settings.MOTCUA_PEERS_URL).rstrip("/") if settings.MOTCUA_DEMO else ""


def subsystem_id(system: DeclaredSystem) -> str:
    """The identifier of a declared system."""
    return str(protocol.ClientId(conf.INSTANCE, system.owner_class, system.owner_code, system.system))


def service_id(system: DeclaredSystem, service: DeclaredService) -> str:
    """The identifier of a declared service."""
    return str(protocol.ServiceId(conf.INSTANCE, system.owner_class, system.owner_code, system.system, service.code))


def _register(system: DeclaredSystem, *, now: datetime) -> None:
    member = registering.register_member(
        member_class=system.owner_class, member_code=system.owner_code, name_vi=system.owner_vi, name_en=system.owner_en, actor=SYSTEM,
        now=now,
    )  # fmt: skip
    provider = registering.register_subsystem(
        member=member, code=system.system, name_vi=system.vi, name_en=system.en, actor=SYSTEM, now=now
    )
    for service in filter(_is_usable, system.services):
        adapter = _adapter(system, service)
        registering.register_service(
            subsystem=provider, code=service.code, base_url="" if service.kind == FILES else f"{address(system)}{service.path}",
            name_vi=service.vi, name_en=service.en, timeout_s=conf.CALL_SECONDS,
            endpoints=[{"method": m, "path": p} for m, p in service.endpoints], provider_headers=_credentials(system, service),
            settings={"adapter": adapter} if adapter else {}, actor=SYSTEM, now=now,
        )  # fmt: skip
        _grant(system, service, client=_CLIENT, now=now)


def _grant(system: DeclaredSystem, service: DeclaredService, *, client: str, now: datetime) -> None:
    for method, path in service.endpoints:
        rights.register_right(
            service=service_id(system, service), client=client, method=method, path=path, purpose=f"{service.vi} ({system.law})"[:250],
            actor=SYSTEM, now=now,
        )  # fmt: skip


def _is_usable(service: DeclaredService) -> bool:
    """Whether a service can be reached here: files need a folder that this installation opened to partners."""
    return service.kind != FILES or bool(conf.FOLDERS.split()) or bool(settings.MOTCUA_DEMO)


def _open_folder(known: Iterable[DeclaredSystem], *, now: datetime) -> None:
    """Where declared systems exchange files, among the folders that gateways may use."""
    if not any(service.kind == FILES and _is_usable(service) for system in known for service in system.services):
        return
    open_folder(str(allowed_roots()[0]), now=now)


def _adapter(system: DeclaredSystem, service: DeclaredService) -> dict[str, Any] | None:
    """The declared adapter, with the folders and the secret of this installation."""
    if service.adapter is None:
        return None
    declared: dict[str, Any] = dict(service.adapter["settings"])
    if service.kind == FILES:
        base = allowed_roots()[0] / service.path
        declared |= {name: str(base / declared[name]) for name in ("work", "incoming_folder") if name in declared}
        declared["outgoing"] = declared["outgoing"] | {"folder": str(base / declared["outgoing"]["folder"])}
    secret = conf.SYSTEM_SECRETS.get(system.secret, "")
    held = dict.fromkeys(secrets.secret_places(service.kind, declared), secret)
    return {"kind": service.kind, "settings": secrets.put_back(service.kind, declared, held)}


def _credentials(system: DeclaredSystem, service: DeclaredService) -> dict[str, str]:
    """Headers that the gateway presents; none where the adapter carries the secret, or where there is nobody to present them to."""
    if service.kind == FILES or (service.adapter and secrets.secret_places(service.kind, service.adapter["settings"])):
        return {}
    secret = conf.SYSTEM_SECRETS.get(system.secret, "")
    return {"Authorization": f"Bearer {secret}"} if system.secret == _BEARER else {"X-Provider-Secret": secret}
