"""Who is suspended neither calls nor is called, in every dialect, as soon as the configuration says so; the refusal is logged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from motcua.gateway import protocol as gw

from .conftest import CLIENT, SERVICE, Rig, config
from .wire import send

R1 = f"/r1/{SERVICE}"
PROVIDER = f"/r1/{SERVICE.provider}"
WHO = ("X-Road-Client", str(CLIENT))


@pytest.fixture
def gateway(shared_rig: Rig, provider: str) -> Iterator[Rig]:
    yield shared_rig
    if shared_rig.config != config(provider):
        shared_rig.configure(members=config(provider).members, error_style=gw.ErrorStyle.PASCAL)


def suspended(members: tuple[gw.Member, ...], of: gw.ClientId, *, whole: bool) -> tuple[gw.Member, ...]:
    """The members with one system, or with its member as a whole, suspended."""
    found = []
    for member in members:
        if member.member_code != of.member_code:
            found.append(member)
            continue
        systems = tuple(replace(s, suspended=not whole and s.code == of.subsystem_code) for s in member.subsystems)
        found.append(replace(member, suspended=whole, subsystems=systems))
    return tuple(found)


def ask(rig: Rig, target: str) -> tuple[int, str, str]:
    """Status, fault code and the message told with it."""
    status, headers, body = send(rig.url, "GET", target, [WHO, ("X-Road-Id", "suspended-1")])
    fault = {name.lower(): value for name, value in headers}.get("x-road-error", "")
    return status, fault, json.loads(body).get("message", "")


@pytest.mark.parametrize("whole", [False, True])
def test_a_suspended_caller_is_refused_and_calls_again_afterwards(gateway: Rig, provider: str, whole: bool) -> None:
    gateway.configure(members=suspended(config(provider).members, CLIENT, whole=whole))
    for target in (f"{R1}/x", f"{PROVIDER}/listMethods", f"{R1}x/x"):
        status, fault, told = ask(gateway, target)
        assert (status, fault) == (500, "Server.ClientProxy.AccessDenied")
        assert "suspended" in told
        assert str(CLIENT) in told
    gateway.configure(members=config(provider).members)
    assert ask(gateway, f"{R1}/x")[0] == 200


@pytest.mark.parametrize(("whole", "style", "code"), [
    (False, gw.ErrorStyle.PASCAL, "Server.ServerProxy.ServiceDisabled"), (True, gw.ErrorStyle.SNAKE, "server.serverproxy.service_disabled"),
])  # fmt: skip
def test_a_suspended_provider_is_not_called(gateway: Rig, provider: str, whole: bool, style: gw.ErrorStyle, code: str) -> None:
    gateway.configure(members=suspended(config(provider).members, SERVICE.provider, whole=whole), error_style=style)
    for target in (f"{R1}/x", f"{PROVIDER}/allowedMethods"):
        status, fault, told = ask(gateway, target)
        assert (status, fault) == (500, code)
        assert "suspended" in told
        assert str(SERVICE.provider) in told


def test_others_are_not_hit_and_the_refusal_is_in_the_log(gateway: Rig, provider: str) -> None:
    before = len(gateway.records())
    gateway.configure(members=suspended(config(provider).members, gw.ClientId("VN-HP", "GOV", "H24", "other"), whole=False))
    assert ask(gateway, f"{R1}/x")[0] == 200
    gateway.configure(members=suspended(config(provider).members, CLIENT, whole=False))
    ask(gateway, f"{R1}/x")
    assert [record.fault for record in gateway.records()[before:]] == [None, "Server.ClientProxy.AccessDenied"]
