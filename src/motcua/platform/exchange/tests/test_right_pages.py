"""Rights given by hand: with their terms, refused beside the field, changed, taken back with a reason, undone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.kernel.actors import SYSTEM, Role
from motcua.platform.exchange import api
from motcua.platform.exchange.testing import FakeGateway
from motcua.platform.exchange.tests.test_register_pages import at, saved, undone

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
CLIENT, CALLER, SERVICE = "VN-HP/GOV/H24.10/desk", "VN-HP/GOV/H24.20/land", "VN-HP/GOV/H24.10/desk/files"
TERMS = {
    "purpose": "Thẩm định, Điều 5 NĐ 278/2025", "fields": ["so"], "per_second": "0,5", "per_day": "10",
    "from-day": "", "from-month": "", "from-year": "", "until-day": "1", "until-month": "1", "until-year": "2027",
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _things(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeGateway(monkeypatch)
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)
    for code, system in (("H24.10", "desk"), ("H24.20", "land")):
        api.register_member(member_class="GOV", member_code=code, name_vi=f"Cơ quan {code}", **WHO)
        api.register_subsystem(member=f"VN-HP/GOV/{code}", code=system, name_vi=system, **WHO)
    api.register_service(subsystem=CLIENT, code="files", base_url="http://10.0.0.5/", name_vi="Hồ sơ", **WHO)
    settings = {"fields": [{"path": "so", "vi": "Số", "en": "Number", "personal": False}, {"path": "ten", "vi": "Tên", "en": "Name", "personal": True}]}
    api.change_service(service=SERVICE, settings=settings, **WHO)
    api.set_group(name="phuong-xa", name_vi="Phường, xã", clients=[CALLER], **WHO)


@pytest.fixture
def admin() -> Client:
    return sign_in(Client(), make_officer(Role.ADMIN, code="quantri"))


def held() -> list[tuple[Any, ...]]:
    return [(r.subject, r.method, r.path, r.purpose, r.fields, r.valid_until, r.pace) for r in api.rights(actor=SYSTEM, service=SERVICE)]


@pytest.mark.parametrize("subject", [CALLER, "group:phuong-xa"])
def test_given_changed_taken_back_and_undone(admin: Client, subject: str) -> None:
    assert "Cách thường dùng là yêu cầu chia sẻ" in admin.get(at("right_give", ma=SERVICE)).content.decode()
    saved(admin, "right_give", {**TERMS, "subject": subject, "endpoints": "GET /ho-so/*\nGET /tim"}, ma=SERVICE)
    given = held()
    assert [one[:5] for one in given] == [(subject, "GET", path, TERMS["purpose"], ("so",)) for path in ("/ho-so/*", "/tim")]
    assert given[0][5:] == (datetime(2026, 12, 31, 17, tzinfo=UTC), {"per_second": 0.5, "burst": 0, "per_day": 10})
    number = str(api.rights(actor=SYSTEM, service=SERVICE)[0].id)
    page = saved(admin, "right_give", {**TERMS, "purpose": "Việc khác", "per_day": "20"}, ma=SERVICE, quyen=number)
    assert (held()[0][3], held()[0][6]["per_day"]) == ("Việc khác", 20)
    undone(admin, page)
    assert held() == given
    page = saved(admin, "right_take_back", {"reason": "Hết việc"}, ma=SERVICE, quyen=number)
    assert held() == given[1:]
    assert "Hết việc" in page
    undone(admin, page)
    assert sorted(held()) == sorted(given)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"subject": ""}, "Chọn một mục"), ({"subject": CLIENT}, "Chọn một mục"), ({"purpose": ""}, "Nhập mục này"), ({"endpoints": "ho-so"}, "Dòng “ho-so”"),
        ({"per_day": "-1"}, "Nhập số nguyên"), ({"until-year": "khi nào"}, "ngày, tháng, năm"), ({"from-day": "2", "from-month": "1", "from-year": "2027"}, "phải sau"),
        ({"fields": ["mat-khau"]}, "Chọn trong danh sách"),
    ],
)  # fmt: skip
def test_a_refusal_keeps_what_was_typed(admin: Client, wrong: dict[str, Any], says: str) -> None:
    answer = admin.post(at("right_give", ma=SERVICE), {**TERMS, "subject": CALLER, "endpoints": "", **wrong})
    page = answer.content.decode()
    assert (answer.status_code, says in page, "2027" in page) == (422, True, "until-year" not in wrong)
    assert held() == []


def test_the_same_right_twice_is_said(admin: Client) -> None:
    api.register_right(service=SERVICE, client=CALLER, purpose="Có rồi", **WHO)
    answer = admin.post(at("right_give", ma=SERVICE), {**TERMS, "subject": CALLER, "endpoints": ""})
    assert "đã có quyền ấy" in answer.content.decode()
    assert held()[0][3] == "Có rồi"


def test_no_reason_takes_nothing_back(admin: Client) -> None:
    api.register_right(service=SERVICE, client=CALLER, purpose="Có", **WHO)
    number = str(api.rights(actor=SYSTEM, service=SERVICE)[0].id)
    assert admin.post(at("right_take_back", ma=SERVICE, quyen=number), {"reason": " "}).status_code == 422
    assert admin.get(at("right_take_back", ma=SERVICE, quyen="999999")).status_code == 404
    assert len(held()) == 1


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.LEADER, Role.APPRAISER])
@pytest.mark.parametrize("name", ["right_give", "right_take_back"])
def test_only_administrators_give_by_hand(role: Role, name: str) -> None:
    someone = sign_in(Client(), make_officer(role, code="ai-do"))
    assert someone.post(reverse(f"exchange_{name}", query={"ma": SERVICE})).status_code == 403
