"""Declared systems: registered with their services and rights, and asked now and then whether they answer."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from motcua.gateway import protocol
from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import NamedError
from motcua.platform.exchange import conf
from motcua.platform.exchange.actions import registering, rights, versions
from motcua.platform.exchange.actions.calling import call
from motcua.platform.exchange.adapters import declarations, national
from motcua.platform.exchange.contracts import CITY_CODE, MEMBER_CLASS, ONE_STOP
from motcua.platform.exchange.contracts.systems import DeclaredService, DeclaredSystem, Probed

_CLIENT = str(protocol.ClientId(conf.INSTANCE, MEMBER_CLASS, CITY_CODE, ONE_STOP))
_BEARER = "platform"
_BAD = 400
# Systems of other agencies that call each other through the exchange: (client, provider, service).
_BETWEEN = (("QuanLyHoTich", "CSDL_DanCu", "numbers"),)


def load_systems(*, now: datetime) -> int:
    """Register every named system whose address is known (all of them in a demonstration); returns how many. Repeatable."""
    known = {one.code: one for one in declarations.systems() if is_wanted(one)}
    with versions.as_one(name="declared systems", actor=SYSTEM, now=now, why="declared systems"):
        for system in known.values():
            _register(system, now=now)
        for client, provider, service in _BETWEEN:
            if client in known and provider in known:
                declared = next(s for s in known[provider].services if s.code == service)
                _grant(known[provider], declared, client=subsystem_id(known[client]), now=now)
    return len(known)


def probe_systems(*, now: datetime) -> Probed:
    """Ask every registered system one harmless question through the gateway; the answers are in its log like any other call."""
    answered, silent = [], []
    for system in declarations.systems():
        asked = next((s for s in system.services if s.probe is not None), None)
        if asked is None or not is_wanted(system):
            continue
        try:
            service, path = service_id(system, asked), asked.probe or ""
            reply = call(service=service, path=path, purpose="Kiểm tra kết nối", ground=system.law, actor=SYSTEM, now=now)
        except NamedError as error:
            silent.append((system.code, error.sentence("vi")))
        else:
            if reply.status < _BAD:
                answered.append(system.code)
            else:
                silent.append((system.code, str(reply.status)))
    return Probed(tuple(answered), tuple(silent))


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
    for service in system.services:
        registering.register_service(
            subsystem=provider, code=service.code, base_url=f"{address(system)}{service.path}", name_vi=service.vi, name_en=service.en,
            timeout_s=conf.CALL_SECONDS, endpoints=[{"method": m, "path": p} for m, p in service.endpoints],
            provider_headers=_credentials(system), actor=SYSTEM, now=now,
        )  # fmt: skip
        _grant(system, service, client=_CLIENT, now=now)


def _grant(system: DeclaredSystem, service: DeclaredService, *, client: str, now: datetime) -> None:
    for method, path in service.endpoints:
        rights.register_right(
            service=service_id(system, service), client=client, method=method, path=path, purpose=f"{service.vi} ({system.law})"[:250],
            actor=SYSTEM, now=now,
        )  # fmt: skip


def _credentials(system: DeclaredSystem) -> dict[str, str]:
    secret = conf.SYSTEM_SECRETS.get(system.secret, "")
    return {"Authorization": f"Bearer {secret}"} if system.secret == _BEARER else {"X-Provider-Secret": secret}
