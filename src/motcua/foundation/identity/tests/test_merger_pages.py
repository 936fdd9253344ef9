"""The administrator's pages of mergers."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from motcua.foundation.identity import api
from motcua.foundation.identity.testing import UNIT, make_officer, sign_in
from motcua.foundation.units import testing as units_testing
from motcua.kernel.actors import Actor, Role
from motcua.kit import clock

pytestmark = pytest.mark.django_db
MERGERS = "/quan-tri/sap-nhap/"


@pytest.fixture
def officer() -> Actor:
    return make_officer(Role.APPRAISER, code="an")


def admin(code: str = "boss") -> Client:
    return sign_in(Client(), make_officer(Role.ADMIN, code=code))


def day(name: str) -> dict[str, str]:
    on = clock.today()
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))


def test_a_merger_is_counted_proposed_and_confirmed_by_another(officer: Actor) -> None:
    units_testing.make_unit(code="11602", name="Mới", valid_from=clock.today())
    first, second = admin(), admin("other")
    assert "Chưa có đợt sáp nhập nào" in first.get(MERGERS).content.decode()
    facts = {"cu": UNIT, "moi": "11602", "so": "9/NQ-HĐND", "khoa": "k", **day("ngay")}
    assert "Nhập mã đơn vị mới" in first.post(f"{MERGERS}de-nghi/", {**facts, "moi": ""}).content.decode()
    page = first.post(f"{MERGERS}de-nghi/", facts).content.decode()
    assert "Chưa ghi gì" in page
    url = first.post(f"{MERGERS}de-nghi/", {**hidden(page), "buoc": "ghi"}).url
    assert "một quản trị viên khác phải xác nhận" in first.get(url).content.decode()
    assert first.post(url + "xac-nhan/").status_code == 403
    second.post(url + "xac-nhan/")
    assert api.run_mergers(now=clock.now()) == 1
    done = second.get(url).content.decode()
    assert "Đã chuyển xong" in done
    assert "1/1" in done


def test_a_merger_is_given_up(officer: Actor) -> None:
    units_testing.make_unit(code="11602", name="Mới", valid_from=clock.today())
    client = admin()
    facts = {"cu": UNIT, "moi": "11602", "so": "9/NQ-HĐND", "khoa": "k", **day("ngay"), "buoc": "ghi"}
    url = client.post(f"{MERGERS}de-nghi/", facts).url
    client.post(url + "thoi/")
    assert "Thôi thực hiện" in client.get(MERGERS).content.decode()
    assert client.post(url + "chay-tiep/").status_code == 409


def test_leaders_neither_read_nor_write_here() -> None:
    client = sign_in(Client(), make_officer(Role.LEADER, code="lead"))
    for url in (MERGERS, f"{MERGERS}de-nghi/"):
        assert client.get(url).status_code == 403
