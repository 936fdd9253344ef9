"""The page of declared systems: what is connected, what is assumed, what the gateway's check says and what to do about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.exchange import api, conf, tasks
from motcua.platform.exchange.adapters import declarations, gateway
from motcua.platform.exchange.contracts import GatewayUnreachable
from motcua.platform.exchange.testing import FakeGateway, call_row

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SOAP = next(s for s in declarations.systems() if s.adapter == "soap")
STEPS = [{"step": s, "done": s in {"dictionary", "quality"}, "evidence": "BC-12" if s == "quality" else ""} for s in ("dictionary", "quality", "registration", "sandbox", "acceptance")]  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _gateway(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeGateway(monkeypatch, answer=lambda **_: (200, {"steps": STEPS}))
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)
    monkeypatch.setattr(gateway, "adapters", list)


@pytest.fixture
def operator() -> Client:
    return sign_in(Client(), make_officer(Role.OPERATOR, code="truc"))


def told(operator: Client, name: str, **parameters: str) -> str:
    answer = operator.get(reverse(f"exchange_{name}", query=parameters))
    assert answer.status_code == 200
    return answer.content.decode()


def service(system: Any) -> str:
    return f"{api.INSTANCE}/{system.owner_class}/{system.owner_code}/{system.system}/{system.services[0].code}"


def test_every_declared_system_is_listed_with_its_mark(operator: Client) -> None:
    page, declared = told(operator, "systems"), declarations.systems()
    assert all(one.vi in page for one in declared)
    assert page.count(">Giả định<") == sum(one.assumed for one in declared)
    assert f"0 trên {len(declared)} hệ thống đang nối" in page


def test_found_by_words_and_by_how_it_is_connected(operator: Client, settings: Any) -> None:
    settings.MOTCUA_DEMO = True
    api.load_reference(now=NOW)
    api.load_systems(now=NOW)
    call_row(now=NOW, service=service(SOAP))
    page = told(operator, "systems", **{"trang-thai": "answered"})
    assert (SOAP.vi in page, page.count("?ma=")) == (True, 1)
    assert SOAP.vi in told(operator, "systems", tim=SOAP.code.lower())
    assert "Bỏ bớt chữ" in told(operator, "systems", tim="khong co he thong nay")


@pytest.mark.parametrize("code", [one.code for one in declarations.systems()])
def test_every_system_has_a_page(operator: Client, code: str) -> None:
    assert "Chưa nối. Khi có địa chỉ" in told(operator, "system", ma=code)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ([{"service": service(SOAP), "kind": "soap", "problems": []}], "Dùng được"),
        ([{"service": service(SOAP), "kind": "soap", "problems": [{"vi": "Không kết nối được tới x:1.", "en": "Nobody."}]}], "Không kết nối được tới x:1."),
        ([], "Cổng chưa nói gì về dịch vụ này"),
    ],
)
def test_what_the_check_said_stands_beside_the_service(
    operator: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, found: Any, says: str
) -> None:
    settings.MOTCUA_DEMO = True
    api.load_reference(now=NOW)
    api.load_systems(now=NOW)
    monkeypatch.setattr(gateway, "adapters", lambda: found)
    assert says not in told(operator, "system", ma=SOAP.code) or not found  # no page asks
    page = operator.post(reverse("exchange_system_check", query={"ma": SOAP.code}), follow=True).content.decode()
    assert ("Đã kiểm tra lại" in page, says in page, "Kiểm tra lúc 22/11/2026 10:00" in page) == (True, True, bool(found))


def test_while_the_gateway_is_away_the_last_answer_stays_with_its_time(
    operator: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.MOTCUA_DEMO = True
    api.load_reference(now=NOW)
    api.load_systems(now=NOW)
    monkeypatch.setattr(gateway, "adapters", lambda: [{"service": service(SOAP), "kind": "soap", "problems": []}])
    tasks.probe(now=NOW)  # the work that asks every five minutes

    def away() -> None:
        raise GatewayUnreachable

    monkeypatch.setattr(gateway, "adapters", away)
    tasks.probe(now=NOW + timedelta(minutes=5))
    page = operator.post(reverse("exchange_system_check", query={"ma": SOAP.code}), follow=True).content.decode()
    assert ("Cổng không trả lời" in page, "Kiểm tra lúc 22/11/2026 10:00" in page) == (True, True)
    monkeypatch.setattr(gateway, "adapters", list)
    api.check_adapters(actor=SYSTEM, now=NOW)
    assert api.adapter_checks(actor=SYSTEM) == {}  # it answers, and no longer knows the service


def test_who_may_not_look_may_not_ask(settings: Any) -> None:
    someone = sign_in(Client(), make_officer(Role.APPRAISER, code="ai-do"))
    assert someone.post(reverse("exchange_system_check")).status_code == 403


def test_the_steps_to_the_node_stand_where_the_platform_says(operator: Client, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    page = told(operator, "system", ma="NDOP")
    assert (page.count("Chưa biết"), "Ánh xạ từ điển dữ liệu" in page) == (5, True)
    settings.MOTCUA_DEMO = True
    api.load_reference(now=NOW)
    monkeypatch.setattr(conf, "NATIONAL_PLATFORM", "ndop")
    api.load_systems(now=NOW)
    page = told(operator, "system", ma="NDOP")
    assert (page.count("Chưa làm</"), "BC-12" in page) == (3, True)


def test_an_unknown_system_is_not_there(operator: Client) -> None:
    assert operator.get(reverse("exchange_system", query={"ma": "x"})).status_code == 404
