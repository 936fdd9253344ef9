"""The off switch of members and systems: who is hit is told before, gateways are told at once, history and undo as everywhere."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from motcua.foundation.audit import api as audit
from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.gateway import protocol
from motcua.kernel.actors import SYSTEM, Role
from motcua.kernel.ids import uuid7
from motcua.kernel.policy import Forbidden
from motcua.platform.casework import testing as t
from motcua.platform.exchange import api
from motcua.platform.exchange.actions.configuring import build_config
from motcua.platform.exchange.contracts import Kind, NotUndone, ReasonMissing, ServiceUnknown
from motcua.platform.exchange.testing import FakeGateway
from motcua.platform.exchange.tests.test_register_pages import at, saved, undone

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
MEMBER, DESK, LAND = "VN-HP/GOV/H24.10", "VN-HP/GOV/H24.10/desk", "VN-HP/GOV/H24.10/land"
OTHER, SERVICE = "VN-HP/GOV/H24.20/desk", "VN-HP/GOV/H24.10/desk/files"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _things(module_town: t.Town, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two members; the first offers files to the other directly and to a group, and may call what the other has."""
    FakeGateway(monkeypatch)
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)
    for code, systems in (("H24.10", ("desk", "land")), ("H24.20", ("desk", "map"))):
        api.register_member(member_class="GOV", member_code=code, name_vi=f"Cơ quan {code}", **WHO)
        for system in systems:
            api.register_subsystem(member=f"VN-HP/GOV/{code}", code=system, name_vi=f"Hệ thống {system}", **WHO)
        api.register_service(subsystem=f"VN-HP/GOV/{code}/desk", code="files", base_url="http://10.0.0.5/", name_vi=f"Hồ sơ {code}", **WHO)
    api.set_group(name="all", name_vi="Tất cả", clients=[OTHER, "VN-HP/GOV/H24.20/map", LAND], **WHO)
    api.register_right(service=SERVICE, client=OTHER, purpose="Tra cứu", **WHO)
    api.register_right(service=SERVICE, client="group:all", purpose="Tra cứu", **WHO)
    api.register_right(service="VN-HP/GOV/H24.20/desk/files", client=DESK, purpose="Đối chiếu", **WHO)


@pytest.fixture
def admin() -> Client:
    return sign_in(Client(), make_officer(Role.ADMIN, code="quantri"))


def resting() -> set[str]:
    """Who gateways are told to refuse."""
    return {str(one) for one in build_config(token="", now=NOW).suspended()}


def test_gateways_are_told_in_the_version_that_it_makes() -> None:
    before = api.versions(actor=SYSTEM)[0].number
    assert api.suspend(id=DESK, reason="Lộ khoá", **WHO)
    assert resting() == {DESK}
    assert api.versions(actor=SYSTEM)[0].number == before + 1
    assert not api.suspend(id=DESK, reason="Lần nữa", **WHO)
    assert api.suspend(id=MEMBER, reason="Rà soát", **WHO)
    assert resting() == {MEMBER, DESK, LAND}
    assert api.resume(id=MEMBER, **WHO)
    assert resting() == {DESK}  # a system's own rest stays
    assert api.resume(id=DESK, **WHO)
    assert not api.resume(id=DESK, **WHO)
    assert resting() == set()
    written = protocol.load_config(api.write_gateway_config(now=NOW).read_bytes())
    assert written.suspended() == frozenset()


def test_who_is_hit_is_told_before() -> None:
    hit = api.affected(id=DESK, actor=SYSTEM)
    assert (hit.systems, hit.services, hit.rights_given, hit.rights_held, hit.own) == ((DESK,), (SERVICE,), 2, 1, False)
    assert hit.callers == (LAND, OTHER, "VN-HP/GOV/H24.20/map")
    whole = api.affected(id=MEMBER, actor=SYSTEM)
    assert (whole.systems, whole.callers, whole.rights_held) == ((DESK, LAND), (OTHER, "VN-HP/GOV/H24.20/map"), 2)
    api.set_service_enabled(service=SERVICE, enabled=False, notice="Nghỉ", **WHO)
    assert api.affected(id=DESK, actor=SYSTEM).rights_given == 0  # nobody loses what is off already


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.LEADER, Role.APPRAISER])
def test_only_administrators_switch(role: Role) -> None:
    someone = make_officer(role, unit_code=t.UNIT, code="ai-do")
    with pytest.raises(Forbidden):
        api.suspend(id=DESK, reason="x", actor=someone, now=NOW)
    with pytest.raises(Forbidden):
        api.resume(id=DESK, actor=someone, now=NOW)
    with pytest.raises(ReasonMissing):
        api.suspend(id=DESK, reason="  ", **WHO)
    for unknown in ("VN-HP/GOV/none", "VN-HP/GOV/H24.10/none", "x"):
        with pytest.raises(ServiceUnknown):
            api.suspend(id=unknown, reason="x", **WHO)
    assert resting() == set()


@pytest.mark.parametrize(("kind", "name"), [(Kind.MEMBER, MEMBER), (Kind.CLIENT, DESK)])
def test_the_history_tells_why_and_knows_the_way_back(kind: Kind, name: str) -> None:
    api.suspend(id=name, reason="Lộ khoá", **WHO)
    act = api.past(kind=kind, id=name, **WHO)[0]
    assert (act.action, act.ground, act.undo) == ("exchange.suspend", "Lộ khoá", True)
    assert api.undo(entry=act.id, **WHO) == (kind, name)
    assert resting() == set()
    api.undo(entry=api.past(kind=kind, id=name, **WHO)[0].id, **WHO)  # taking back the taking back
    assert name in resting()
    found = api.member(id=name, actor=SYSTEM) if kind is Kind.MEMBER else api.client(id=name, actor=SYSTEM)
    assert found.suspended_why == "Lộ khoá"
    with pytest.raises(NotUndone):
        api.undo(entry=act.id, **WHO)
    assert audit.words_of(action="exchange.suspend", language="en").startswith("Suspended")


def test_an_earlier_version_brings_no_suspended_system_back() -> None:
    number = api.versions(actor=SYSTEM)[0].number
    api.suspend(id=DESK, reason="Lộ khoá", **WHO)
    api.restore_version(number=number, reason="Nhầm", **WHO)
    assert resting() == {DESK}


@pytest.mark.parametrize(("page", "name"), [("member", MEMBER), ("client", DESK)])
def test_the_page_tells_who_is_hit_asks_why_and_offers_the_way_back(admin: Client, page: str, name: str) -> None:
    asks = admin.get(at(f"{page}_suspend", ma=name)).content.decode()
    assert all(said in asks for said in ("Hồ sơ H24.10", "2 quyền của", "Cơ quan H24.20: Hệ thống map"))
    refused = admin.post(at(f"{page}_suspend", ma=name), {"reason": ""})
    assert (refused.status_code, resting()) == (422, set())
    done = saved(admin, f"{page}_suspend", {"reason": "Lộ khoá"}, ma=name)
    assert ("Tạm ngừng tham gia từ" in done, "Lộ khoá" in done, "Cho tham gia lại" in done) == (True, True, True)
    assert "Đang tạm ngừng" in admin.get(at(f"{page}s")).content.decode()
    assert "Nơi cung cấp tạm ngừng" in admin.get(at("services")).content.decode()
    undone(admin, done)
    assert resting() == set()
    saved(admin, f"{page}_suspend", {"reason": "Lộ khoá"}, ma=name)
    assert "Đang tham gia" in saved(admin, f"{page}_suspend", {}, ma=name)
    assert resting() == set()


def test_the_platforms_own_system_is_warned_of(admin: Client) -> None:
    api.load_reference(now=NOW)
    assert api.affected(id="VN-HP/GOV/H24", actor=SYSTEM).own
    assert "biểu mẫu sẽ không lấy được" in admin.get(at("client_suspend", ma="VN-HP/GOV/H24/one-stop")).content.decode()


@pytest.mark.parametrize(("address", "name"), [("members/GOV/H24.10", MEMBER), ("clients/GOV/H24.10/desk", DESK)])
def test_programs_switch_too(admin: Client, address: str, name: str) -> None:
    def post(body: dict[str, Any]) -> Any:
        return admin.post(
            f"/api/v1/exchange/{address}/switch", data=json.dumps(body), content_type="application/json",
            headers={"Idempotency-Key": str(uuid7())},
        )  # fmt: skip

    told = admin.get(f"/api/v1/exchange/{address}/affected").json()
    assert (told["id"], told["services"], told["own"]) == (name, [SERVICE], False)
    assert post({"active": False}).status_code == 422
    assert post({"active": False, "reason": "Lộ khoá"}).json() == {"changed": True}
    assert name in resting()
    assert post({"active": True}).json() == {"changed": True}
    assert post({"active": True}).json() == {"changed": False}
