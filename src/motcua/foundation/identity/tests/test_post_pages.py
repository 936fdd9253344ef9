"""The administrator's pages of posts over time and of mergers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from motcua.foundation.identity import api
from motcua.foundation.identity.testing import UNIT, make_officer, make_unit, sign_in
from motcua.foundation.units import testing as units_testing
from motcua.kernel.actors import Actor, Role
from motcua.kit import clock

pytestmark = pytest.mark.django_db
OTHER, STAFF, UNITS, MERGERS = "11359", "/quan-tri/can-bo/", "/quan-tri/chuc-vu/", "/quan-tri/sap-nhap/"


@pytest.fixture(autouse=True)
def _unit() -> None:
    make_unit(OTHER)


@pytest.fixture
def officer() -> Actor:
    return make_officer(Role.APPRAISER, code="an")


def admin(code: str = "boss") -> Client:
    return sign_in(Client(), make_officer(Role.ADMIN, code=code))


def day(name: str, ahead: int = 0) -> dict[str, str]:
    on = clock.today() + timedelta(days=ahead)
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def appointing(**change: str) -> dict[str, str]:
    facts = {"viec": "bo_nhiem", "don_vi": OTHER, "vai_tro": "leader", "chuc_danh": "Phó Chủ tịch", "cach": "joint", "so": "15/QĐ-UBND", "khoa": "k"}
    return {**facts, **day("tu", 2), **day("ngay"), **change}


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))


def test_an_appointment_is_seen_before_it_is_written_once(officer: Actor) -> None:
    client, url = admin(), f"{STAFF}an/chuc-vu/"
    assert "Cách giữ chức vụ" in client.get(url).content.decode()
    page = client.post(url, appointing()).content.decode()
    assert "Phó Chủ tịch · lãnh đạo ký duyệt" in page
    assert len(api.appointments(officer_id=officer.subject_id)) == 1  # type: ignore[arg-type]
    for _ in range(2):
        assert client.post(url, {**hidden(page), "buoc": "ghi"}).status_code == 302
    made = api.appointments(officer_id=officer.subject_id)  # type: ignore[arg-type]
    assert sorted(a.state(clock.now()).value for a in made) == ["held", "planned"]
    shown = client.get(f"{STAFF}an/").content.decode()
    assert "Kiêm nhiệm" in shown
    assert "15/QĐ-UBND" in shown


def test_a_post_is_cancelled_before_its_day_and_another_ended(officer: Actor) -> None:
    client, url = admin(), f"{STAFF}an/chuc-vu/"
    client.post(url, appointing(buoc="ghi"))
    planned, held = sorted(api.appointments(officer_id=officer.subject_id), key=lambda a: a.valid_from, reverse=True)  # type: ignore[arg-type]
    paper = {"so": "16/QĐ-UBND", **day("ngay"), "buoc": "ghi"}
    assert client.post(url, {"viec": "huy", "chuc_vu": str(planned.position_id), **paper}).status_code == 302
    assert client.post(url, {"viec": "thoi", "chuc_vu": str(held.position_id), **paper, **day("tu"), "khoa": "e"}).status_code == 302
    assert {a.state(clock.now()).value for a in api.appointments(officer_id=officer.subject_id)} == {"cancelled", "ended"}  # type: ignore[arg-type]


@pytest.mark.parametrize(("change", "said"), [
    ({"cach": ""}, "Chọn cách giữ"), ({"cach": "regular"}, "chức vụ chính"), ({"so": ""}, "Nhập số"), ({"don_vi": "99999"}, "99999"),
    ({"tu-month": "13"}, "ngày, tháng, năm"), ({"cach": "seconded"}, "biệt phái cần ngày"), ({"viec": "thoi", "chuc_vu": "0"}, "Chọn chức vụ"),
], ids=["manner", "two mains", "number", "unit", "day", "secondment", "post"])  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(officer: Actor, change: dict[str, str], said: str) -> None:
    answer = admin().post(f"{STAFF}an/chuc-vu/", appointing(**change))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_another_officers_post_is_not_ended_from_this_ones_page(officer: Actor) -> None:
    other = make_officer(Role.LEADER, code="chief").own_positions[0].position_id
    facts = {"viec": "thoi", "chuc_vu": str(other), "so": "1", **day("tu"), **day("ngay"), "buoc": "ghi"}
    assert admin().post(f"{STAFF}an/chuc-vu/", facts).status_code == 422
    assert api.appointment(position_id=other).valid_to is None


def test_a_units_posts_by_day_state_name_and_as_a_file(officer: Actor) -> None:
    client = admin()
    client.post(f"{STAFF}an/chuc-vu/", appointing(buoc="ghi"))
    assert "Nhập mã đơn vị" in client.get(UNITS).content.decode()
    page = client.get(UNITS, {"don_vi": OTHER, "tim": "can bo"}).content.decode()
    assert "<rect" in page
    assert "Phó Chủ tịch" in page
    assert "Phó Chủ tịch" not in client.get(UNITS, {"don_vi": OTHER, **day("ngay")}).content.decode()
    assert "Phó Chủ tịch" in client.get(UNITS, {"don_vi": OTHER, **day("ngay", 2)}).content.decode()
    assert "Phó Chủ tịch" not in client.get(UNITS, {"don_vi": OTHER, "trang_thai": "held"}).content.decode()
    assert "Phó Chủ tịch" not in client.get(UNITS, {"don_vi": OTHER, "tim": "càn"}).content.decode()
    told = client.get(UNITS, {"don_vi": OTHER, "tep": "csv"}).content.decode()
    assert told.startswith("\ufeff")
    assert "15/QĐ-UBND" in told


def test_texts_of_the_file_never_become_formulas(officer: Actor) -> None:
    client = admin()
    client.post(f"{STAFF}an/chuc-vu/", appointing(buoc="ghi", chuc_danh="=1+1"))
    assert ",'=1+1," in client.get(UNITS, {"don_vi": OTHER, "tep": "csv"}).content.decode()


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


def test_nobody_else_reads_or_writes_here(officer: Actor) -> None:
    client = sign_in(Client(), make_officer(Role.LEADER, code="lead"))
    for url in (UNITS, MERGERS, f"{MERGERS}de-nghi/", f"{STAFF}an/chuc-vu/"):
        assert client.get(url).status_code == 403
