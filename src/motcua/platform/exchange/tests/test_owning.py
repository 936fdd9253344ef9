"""The unit that owns a service: its leader sees who uses it and decides what her rights allow; other units' things are not there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.casework import testing as t
from motcua.platform.exchange import api
from motcua.platform.exchange.testing import FakeGateway, call_row
from motcua.platform.exchange.tests.test_register_pages import at, saved, undone

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
OWN, OTHER, CALLER = "VN-HP/GOV/H24.10/desk/files", "VN-HP/GOV/H24.20/desk/files", "VN-HP/GOV/H24.20/desk"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _things(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeGateway(monkeypatch)
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)
    t.make_town()
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


@pytest.mark.parametrize("name", ["own_service", "own_switch", "own_take_back"])
def test_another_units_service_is_not_there(leader: Client, name: str) -> None:
    assert leader.get(at(name, ma=OTHER)).status_code == 404
    assert leader.post(at(name, ma=OTHER), {"notice": "x", "reason": "x"}).status_code == 404
    assert api.service(id=OTHER).enabled


@pytest.mark.parametrize("role", [Role.APPRAISER, Role.OPERATOR, Role.ADMIN])
def test_the_pages_are_for_leaders(role: Role) -> None:
    someone = sign_in(Client(), make_officer(role, code="ai-do", unit_code=t.UNIT))
    assert someone.get(reverse("exchange_own")).status_code == 403
