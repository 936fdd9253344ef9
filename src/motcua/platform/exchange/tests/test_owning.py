"""The unit that owns a service: its leader sees who uses it and decides what her rights allow; other units' things are not there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.gateway import protocol
from motcua.kernel.actors import SYSTEM, Role
from motcua.kernel.ids import uuid7
from motcua.kernel.policy import Forbidden
from motcua.platform.casework import testing as t
from motcua.platform.exchange import api
from motcua.platform.exchange.actions.configuring import build_config
from motcua.platform.exchange.contracts import SettingWrong
from motcua.platform.exchange.testing import FakeGateway, call_row
from motcua.platform.exchange.tests.test_register_pages import at, saved, undone

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
OWN, OTHER, CALLER = "VN-HP/GOV/H24.10/desk/files", "VN-HP/GOV/H24.20/desk/files", "VN-HP/GOV/H24.20/desk"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _things(module_town: t.Town, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeGateway(monkeypatch)
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)
    for code, unit in (("H24.10", t.UNIT), ("H24.20", t.OTHER_UNIT)):
        api.register_member(member_class="GOV", member_code=code, name_vi=f"Cơ quan {code}", unit_code=unit, **WHO)
        api.register_subsystem(member=f"VN-HP/GOV/{code}", code="desk", name_vi="Một cửa", **WHO)
        api.register_service(subsystem=f"VN-HP/GOV/{code}/desk", code="files", base_url="http://10.0.0.5/", name_vi=f"Hồ sơ {code}", **WHO)
    api.register_right(service=OWN, client=CALLER, purpose="Tra cứu hồ sơ", **WHO)


@pytest.fixture
def leader() -> Client:
    return sign_in(Client(), make_officer(Role.LEADER, unit_code=t.UNIT, code="lanhdao"))


def test_a_leader_sees_her_units_services_and_who_uses_them(leader: Client) -> None:
    call_row(now=NOW, service=OWN, client=CALLER)
    listed = leader.get(at("own")).content.decode()
    assert ("Hồ sơ H24.10" in listed, "Hồ sơ H24.20" in listed) == (True, False)
    page = leader.get(at("own_service", ma=OWN)).content.decode()
    assert all(word in page for word in ("Tra cứu hồ sơ", "GOV/H24.20/desk".removeprefix("GOV/"), "Ai đã gọi trong 30 ngày"))


def test_she_switches_it_and_takes_a_right_back_and_undoes_both(leader: Client) -> None:
    page = saved(leader, "own_switch", {"notice": "Bảo trì"}, ma=OWN)
    assert not api.service(id=OWN).enabled
    undone(leader, page)
    assert api.service(id=OWN).enabled
    number = str(api.rights(actor=SYSTEM, service=OWN)[0].id)
    page = saved(leader, "own_take_back", {"reason": "Không dùng nữa"}, ma=OWN, quyen=number)
    assert api.rights(actor=SYSTEM, service=OWN) == ()
    undone(leader, page)
    assert api.rights(actor=SYSTEM, service=OWN)[0].purpose == "Tra cứu hồ sơ"


def paced() -> tuple[float, int]:
    """What gateways let each caller do."""
    found = next(s for s in build_config(token="", now=NOW).services if s.id == OWN)
    bound = protocol.tighter(found.pace, found.own_pace)
    return (bound.per_second, bound.per_day) if bound else (0, 0)


def test_she_bounds_it_within_what_the_managers_allow_and_undoes_it(leader: Client) -> None:
    page = saved(leader, "own_pace", {"per_second": "2,5", "per_day": "40"}, ma=OWN)
    assert (paced(), "2,5 mỗi giây" in page) == ((2.5, 40), True)
    api.change_service(service=OWN, settings={"pace": {"per_second": 2, "per_day": 50}}, **WHO)
    assert paced() == (2, 40)  # the tighter of both, whoever set it
    api.change_service(service=OWN, settings={"pace": {"per_second": 5, "per_day": 50}}, **WHO)
    for given in ({"per_second": "6", "per_day": "0"}, {"per_second": "0", "per_day": "51"}, {"per_second": "-1", "per_day": "0"}):
        assert leader.post(at("own_pace", ma=OWN), given).status_code == 422
    undone(leader, saved(leader, "own_pace", {"per_second": "1", "per_day": "0"}, ma=OWN))
    assert paced() == (2.5, 40)
    saved(leader, "own_pace", {"per_second": "0", "per_day": "0"}, ma=OWN)
    assert (paced(), api.service(id=OWN).own_pace) == ((5, 50), None)


@pytest.mark.parametrize(("own", "most"), [
    ({"per_second": 6}, {"per_second": 5}), ({"per_day": 51}, {"per_day": 50}), ({"per_second": 5, "burst": 9}, {"per_second": 5, "burst": 8}),
])  # fmt: skip
def test_the_door_takes_no_looser_bound(own: dict[str, Any], most: dict[str, Any]) -> None:
    boss = make_officer(Role.LEADER, unit_code=t.UNIT, code="own.leader")
    api.change_service(service=OWN, settings={"pace": most}, **WHO)
    with pytest.raises(SettingWrong):
        api.change_service(service=OWN, settings={"own_pace": own}, actor=boss, now=NOW)
    with pytest.raises(Forbidden):
        api.change_service(service=OWN, settings={"pace": own}, actor=boss, now=NOW)
    with pytest.raises(Forbidden):
        api.change_service(service=OTHER, settings={"own_pace": own}, actor=boss, now=NOW)
    api.change_service(service=OWN, settings={"own_pace": most}, actor=boss, now=NOW)
    assert api.service(id=OWN).own_pace is not None


def test_programs_bound_their_own_service_and_a_version_brings_both_bounds_back(leader: Client) -> None:
    address = "/api/v1/exchange/services/GOV/H24.10/desk/files/own-pace"

    def put(body: dict[str, Any], where: str = address) -> int:
        told = leader.put(where, data=json.dumps(body), content_type="application/json", headers={"Idempotency-Key": str(uuid7())})
        return told.status_code

    api.change_service(service=OWN, settings={"pace": {"per_day": 50}}, **WHO)
    assert (put({"own_pace": {"per_day": 51}}), put({"own_pace": {"per_day": 20}})) == (422, 204)
    assert put({"own_pace": {"per_day": 20}}, address.replace("H24.10", "H24.20")) == 403
    number = api.versions(actor=SYSTEM)[0].number
    assert put({"own_pace": None}) == 204
    api.restore_version(number=number, reason="Nhầm", **WHO)
    assert paced() == (0, 20)
    assert (api.service(id=OWN).pace or {})["per_day"] == 50


@pytest.mark.parametrize("name", ["own_service", "own_switch", "own_take_back", "own_pace"])
def test_another_units_service_is_not_there(leader: Client, name: str) -> None:
    assert leader.get(at(name, ma=OTHER)).status_code == 404
    assert leader.post(at(name, ma=OTHER), {"notice": "x", "reason": "x"}).status_code == 404
    assert api.service(id=OTHER).enabled


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.OPERATOR, Role.ADMIN])
def test_the_pages_are_for_leaders(role: Role) -> None:
    someone = sign_in(Client(), make_officer(role, code="ai-do", unit_code=t.UNIT))
    assert someone.get(reverse("exchange_own")).status_code == 403
