"""The form of changes of posts, and a unit's posts over time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from motcua.foundation.identity import api
from motcua.foundation.identity.testing import make_officer, make_unit, sign_in
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local_date
from motcua.kernel.periods import midnight
from motcua.kit import clock

pytestmark = pytest.mark.django_db
OTHER, STAFF, UNITS = "11359", "/quan-tri/can-bo/", "/quan-tri/chuc-vu/"


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


def test_nobody_else_reads_or_writes_here(officer: Actor) -> None:
    client = sign_in(Client(), make_officer(Role.LEADER, code="lead"))
    assert client.get(f"{STAFF}an/chuc-vu/").status_code == 403


def post_of(code: str) -> api.Appointment:
    found = api.appointments(officer_id=api.officer_by_code(code=code, now=clock.now()).uuid)
    return next(a for a in found if a.state(clock.now()) in (api.PostState.HELD, api.PostState.PLANNED))


def changing(verb: str, post: api.Appointment, **change: str) -> dict[str, str]:
    begins = local_date(post.valid_from)
    facts = {"viec": verb, "chuc_vu": str(post.position_id), "chuc_danh": post.title, "so": "16/QĐ-UBND", "ly_do": "Ghi nhầm", "khoa": "c"}
    return {**facts, "tu-day": str(begins.day), "tu-month": str(begins.month), "tu-year": str(begins.year), **day("ngay"), **change}


@pytest.mark.parametrize("ahead", [0, 3], ids=["today", "later"])
def test_an_officer_moves_in_one_step_without_a_gap(officer: Actor, ahead: int) -> None:
    client, url, post = admin(), f"{STAFF}an/chuc-vu/", post_of("an")
    shown = client.get(url, {"viec": "chuyen", "chuc_vu": post.position_id}).content.decode()
    assert 'value="appraiser" selected' in shown
    facts = changing("chuyen", post, don_vi=OTHER, vai_tro="leader", cach="regular", chuc_danh="Phó Chủ tịch") | day("tu", ahead)
    page = client.post(url, facts).content.decode()
    assert "bắt đầu cùng lúc, theo văn bản 16/QĐ-UBND" in page
    assert "Phó Chủ tịch · lãnh đạo ký duyệt" in page
    assert len(api.appointments(officer_id=officer.subject_id)) == 1  # type: ignore[arg-type]
    for _ in range(2):
        assert client.post(url, {**hidden(page), "buoc": "ghi"}).status_code == 302
    new, old = sorted(api.appointments(officer_id=officer.subject_id), key=lambda a: a.valid_from, reverse=True)  # type: ignore[arg-type]
    assert (old.valid_to, new.unit_code, new.main_id) == (new.valid_from, OTHER, None)
    assert old.release_basis == new.basis


def test_what_was_recorded_wrongly_is_put_right_with_a_reason(officer: Actor) -> None:
    client, url = admin(), f"{STAFF}an/chuc-vu/"
    client.post(url, appointing(buoc="ghi"))
    post = next(a for a in api.appointments(officer_id=officer.subject_id) if a.unit_code == OTHER)  # type: ignore[arg-type]
    shown = client.get(url, {"viec": "sua", "chuc_vu": post.position_id}).content.decode()
    assert 'value="Phó Chủ tịch"' in shown
    assert "15/QĐ-UBND" in shown
    facts = changing("sua", post, so="15/QĐ-UBND", chuc_danh="Chủ tịch") | day("tu", 5) | day("den", 9)
    page = client.post(url, facts).content.decode()
    assert "Đang ghi" in page
    assert "Chủ tịch" in page
    assert client.post(url, {**hidden(page), "buoc": "ghi"}).status_code == 302
    right = api.appointment(position_id=post.position_id)
    assert (right.title, right.valid_from) == ("Chủ tịch", midnight(clock.today() + timedelta(days=5)))
    assert right.valid_to == midnight(clock.today() + timedelta(days=10))
    told = recorded("identity.post.corrected.v1")[-1].payload
    assert (told["reason"], told["title_before"], told["valid_to_before"]) == ("Ghi nhầm", "Phó Chủ tịch", None)
    again = changing("sua", right, so="15/QĐ-UBND", **{"den-day": "", "den-month": "", "den-year": ""}, buoc="ghi")
    assert client.post(url, again).status_code == 302
    assert api.appointment(position_id=post.position_id).valid_to is None


@pytest.mark.parametrize(("change", "said"), [
    ({"ly_do": ""}, "Nhập lý do sửa"), ({"so": "", "ngay-day": "", "ngay-month": "", "ngay-year": ""}, "Chưa có gì khác"),
    ({"so": ""}, "Nhập số"), ({"chuc_danh": "x" * 121}, "120 ký tự"), ({"so": "x" * 81}, "80 ký tự"), ({"chuc_vu": "0"}, "Tiếp tục"),
    ({"den-day": "1", "den-month": "1", "den-year": "2020"}, "ngày thôi giữ phải nằm sau"),
], ids=["reason", "nothing", "number", "title", "long number", "post", "past"])  # fmt: skip
def test_a_correction_that_cannot_be_right_is_refused(officer: Actor, change: dict[str, str], said: str) -> None:
    answer = admin().post(f"{STAFF}an/chuc-vu/", {**changing("sua", post_of("an")), **change})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_exact_instant_is_not_rounded_by_the_form(officer: Actor) -> None:
    ends = clock.now() + timedelta(days=2, minutes=7)
    post = post_of("an")
    api.correct_post(position_id=post.position_id, reason="x", valid_to=ends, actor=api.system_actor(), now=clock.now())
    facts = changing("sua", post, chuc_danh="Chuyên viên", buoc="ghi") | day("den", (local_date(ends) - clock.today()).days)
    assert admin().post(f"{STAFF}an/chuc-vu/", facts).status_code == 302
    right = api.appointment(position_id=post.position_id)
    assert (right.title, right.valid_to, right.valid_from) == ("Chuyên viên", ends, post.valid_from)
