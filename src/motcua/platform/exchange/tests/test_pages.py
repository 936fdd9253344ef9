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


@pytest.mark.parametrize("query", ["?before=x", "?before=99999999999999999999", "?outcome=nope&issue=%27", "?service=%00a"])
def test_odd_addresses_do_no_harm(officer_client, query: str) -> None:
    assert officer_client(Role.OPERATOR).get(reverse("exchange_log") + query).status_code == 200
