"""The early end of calls by network: who is cut off is told first, only certificates speak afterwards, and the way back stays narrow."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.kernel.actors import SYSTEM, Role
from motcua.kernel.ids import uuid7
from motcua.kernel.policy import Forbidden
from motcua.platform.casework import testing as t
from motcua.platform.exchange import api
from motcua.platform.exchange.actions.configuring import build_config
from motcua.platform.exchange.contracts import Kind, NotUndone, PastAct, ReasonMissing
from motcua.platform.exchange.testing import FakeGateway, call_row
from motcua.platform.exchange.tests.test_control import pem
from motcua.platform.exchange.tests.test_register_pages import at, saved, undone

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
END = NOW + timedelta(days=14)
MEMBER, DESK, PLAIN, FILES = "VN-HP/GOV/H24.10", "VN-HP/GOV/H24.10/desk", "VN-HP/GOV/H24.10/plain", "VN-HP/GOV/H24.10/plain/files"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _things(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeGateway(monkeypatch)
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)
    t.make_town()
    api.register_member(member_class="GOV", member_code="H24.10", name_vi="Phường", unit_code=t.UNIT, **WHO)
    for code in ("desk", "plain"):
        api.register_subsystem(member=MEMBER, code=code, name_vi=f"Hệ thống {code}", networks=["10.31.4.0/24"], **WHO)
    api.register_service(subsystem=PLAIN, code="files", base_url="http://10.0.0.5/", name_vi="Hồ sơ đất", **WHO)


@pytest.fixture
def admin() -> Client:
    return sign_in(Client(), make_officer(Role.ADMIN, code="quantri"))


def until(now: datetime = NOW) -> datetime | None:
    """Until when the gateways take calls from the networks of the system with certificates."""
    found = next(s for m in build_config(token="", now=now).members for s in m.subsystems if s.code == "desk")
    return datetime.fromtimestamp(found.networks_until, tz=UTC) if found.networks_until else None


def newest() -> PastAct:
    return api.past(kind=Kind.CLIENT, id=DESK, **WHO)[0]


def test_the_end_comes_early_with_a_reason_and_is_taken_back() -> None:
    api.add_certificate(client=DESK, pem=pem(), **WHO)
    with pytest.raises(ReasonMissing):
        api.end_networks(client=DESK, reason=" ", **WHO)
    with pytest.raises(Forbidden):
        api.end_networks(client=DESK, reason="x", actor=make_officer(Role.OPERATOR, code="truc"), now=NOW)
    assert until() == END
    assert api.end_networks(client=DESK, reason="Đã đổi hết máy", **WHO)
    act = newest()
    assert (until(), act.action, act.ground, act.undo) == (None, "exchange.end_networks", "Đã đổi hết máy", True)
    assert not api.end_networks(client=DESK, reason="Lần nữa", **WHO)
    assert api.undo(entry=act.id, **WHO) == (Kind.CLIENT, DESK)
    assert until() == END
    assert not newest().undo, "taking back the taking back would cut machines off without asking"


def test_the_beginning_of_the_period_offers_no_way_back() -> None:
    api.add_certificate(client=DESK, pem=pem(), **WHO)
    assert [(act.action, act.undo) for act in api.past(kind=Kind.CLIENT, id=DESK, **WHO)][:2] == [
        ("exchange.add_certificate", False), ("exchange.end_networks", False),
    ]  # fmt: skip


def test_the_way_back_closes_with_the_end_that_there_was_and_with_a_certificate_that_is_revoked() -> None:
    held = api.add_certificate(client=DESK, pem=pem(), **WHO)
    api.end_networks(client=DESK, reason="Xong", **WHO)
    act = newest()
    assert not next(a for a in api.past(kind=Kind.CLIENT, id=DESK, actor=SYSTEM, now=END) if a.id == act.id).undo
    with pytest.raises(NotUndone):
        api.undo(entry=act.id, actor=SYSTEM, now=END)
    api.revoke_certificate(certificate_id=held, reason="Lộ khoá", **WHO)
    api.add_certificate(client=DESK, pem=pem(200), **WHO)
    with pytest.raises(NotUndone):
        api.undo(entry=act.id, **WHO)
    assert until() is None


def test_without_such_a_period_there_is_nothing_to_end(admin: Client) -> None:
    assert not api.end_networks(client=PLAIN, reason="Thử", **WHO)
    assert "Kết thúc gọi theo mạng" not in admin.get(at("client", ma=PLAIN)).content.decode()
    api.add_certificate(client=DESK, pem=pem(), **WHO)
    assert not api.end_networks(client=DESK, reason="Muộn", actor=SYSTEM, now=END)


def test_the_page_tells_who_is_cut_off_asks_why_and_offers_the_way_back(admin: Client) -> None:
    api.add_certificate(client=DESK, pem=pem(), **WHO)
    call_row(now=NOW - timedelta(hours=2), service=FILES, client=DESK)
    button = admin.get(at("client", ma=DESK)).content.decode()
    assert f"/he-thong/ket-thuc-mang/?ma={DESK}" in button
    asks = admin.get(at("client_networks_end", ma=DESK)).content.decode()
    assert all(said in asks for said in ("10.31.4.0/24", "one-stop.example.vn", "06/12/2026 10:00", "Hồ sơ đất: 1 lượt"))
    assert (admin.post(at("client_networks_end", ma=DESK), {"reason": ""}).status_code, until()) == (422, END)
    done = saved(admin, "client_networks_end", {"reason": "Đã đổi hết máy"}, ma=DESK)
    assert (until(), "chỉ ai giữ khoá của chúng mới gọi được" in done) == (None, True)
    undone(admin, done)
    assert until() == END
    english = admin.get(at("client_networks_end", ma=DESK), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Refused: machines without a certificate" in english


def test_of_the_platforms_own_system_the_page_warns(admin: Client) -> None:
    api.load_reference(now=NOW)
    api.add_certificate(client="VN-HP/GOV/H24/one-stop", pem=pem(), **WHO)
    page = admin.get(at("client_networks_end", ma="VN-HP/GOV/H24/one-stop")).content.decode()
    assert "Chính nền tảng này gọi" in page


def test_programs_end_it_too(admin: Client) -> None:
    api.add_certificate(client=DESK, pem=pem(), **WHO)

    def post(body: dict[str, Any]) -> Any:
        return admin.post(
            "/api/v1/exchange/clients/GOV/H24.10/desk/networks/end", data=json.dumps(body), content_type="application/json",
            headers={"Idempotency-Key": str(uuid7())},
        )  # fmt: skip

    assert (post({}).status_code, post({"reason": ""}).status_code, until()) == (422, 422, END)
    assert (post({"reason": "Xong"}).json(), until()) == ({"changed": True}, None)
    assert post({"reason": "Xong"}).json() == {"changed": False}
