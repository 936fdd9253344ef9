"""The operator's pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from motcua.kernel.actors import Role
from motcua.platform.exchange import api
from motcua.platform.exchange.testing import FakeGateway, call_row

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    assert client.get(reverse("exchange_log")).status_code == 302


def test_a_desk_officer_may_not_look(officer_client) -> None:
    assert officer_client(Role.RECEPTION).get(reverse("exchange_log")).status_code == 403


def test_an_operator_sees_calls_services_and_rights(officer_client, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeGateway(monkeypatch)
    api.load_reference(now=NOW)
    call_row(now=NOW, issue="H24-1", outcome="failed", fault="Server.ServerProxy.NetworkError")
    page = officer_client(Role.OPERATOR).get(reverse("exchange_log")).content.decode()
    assert "Tra cứu thông tin công dân theo số định danh" in page
    assert "Server.ServerProxy.NetworkError" in page
    assert "22/11/2026 10:00:00" in page
    assert "không hỏi lại dữ liệu đã có" in page


def test_one_call_with_its_proof(officer_client) -> None:
    row = call_row(now=NOW, purpose="Cấp lại giấy tờ", seal_root="ab" * 32)
    page = officer_client(Role.OPERATOR).get(reverse("exchange_message", args=[row.request_id])).content.decode()
    assert "Cấp lại giấy tờ" in page
    assert "ab" * 32 in page


def test_a_gateway_that_is_away_is_said(officer_client, settings) -> None:
    settings.MOTCUA_GATEWAY_URL = "http://127.0.0.1:9"
    assert "Cổng liên thông không trả lời" in officer_client(Role.OPERATOR).get(reverse("exchange_log")).content.decode()


def _stamps(monkeypatch: pytest.MonkeyPatch, **told: object) -> None:
    FakeGateway(monkeypatch)
    stamps = {"configured": True, "unstamped_seals": 4, "unstamped_s": 3600.0, "last_stamp_ms": int(NOW.timestamp() * 1000), **told}
    health = {"ready": True, "log": True, "config_current": True, "time_stamps": stamps}
    monkeypatch.setattr("motcua.platform.exchange.adapters.gateway.health", lambda: health)


def test_seals_that_wait_too_long_for_a_time_stamp_are_told(officer_client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("motcua.kit.clock.now", lambda: NOW)
    monkeypatch.setattr("motcua.platform.exchange.conf.TIME_STAMPS_LATE", 30)
    _stamps(monkeypatch)
    operator = officer_client(Role.OPERATOR)
    first, evidence = (operator.get(reverse(f"exchange_{name}")).content.decode() for name in ("overview", "evidence"))
    assert "Dấu thời gian của nhật ký đã quá hạn chờ: 4 niêm phong chờ từ 22/11/2026 09:00; dấu gần nhất: 22/11/2026 10:00" in first
    assert "4 niêm phong chờ từ 22/11/2026 09:00; dấu gần nhất: 22/11/2026 10:00" in evidence
    monkeypatch.setattr("motcua.platform.exchange.conf.TIME_STAMPS_LATE", 61)
    assert "quá hạn chờ" not in operator.get(reverse("exchange_overview")).content.decode()


@pytest.mark.parametrize(
    ("told", "said"),
    [({"configured": False}, "Chưa đặt cơ quan cấp dấu"),
     ({"unstamped_seals": 0, "unstamped_s": 0.0, "last_stamp_ms": 0}, "không niêm phong nào chờ; dấu gần nhất: chưa có từ khi cổng khởi động")],
)  # fmt: skip
def test_the_page_of_evidence_tells_how_time_stamps_stand(officer_client, monkeypatch: pytest.MonkeyPatch, told: dict, said: str) -> None:
    _stamps(monkeypatch, **told)
    assert said in officer_client(Role.OPERATOR).get(reverse("exchange_evidence")).content.decode()


@pytest.mark.parametrize("query", ["?before=x", "?before=99999999999999999999", "?outcome=nope&issue=%27", "?service=%00a"])
def test_odd_addresses_do_no_harm(officer_client, query: str) -> None:
    assert officer_client(Role.OPERATOR).get(reverse("exchange_log") + query).status_code == 200
