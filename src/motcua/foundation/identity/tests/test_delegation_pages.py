"""The pages of delegations and of officers, without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation.identity import api
from motcua.foundation.identity.testing import UNIT, make_officer, sign_in
from motcua.kernel.actors import Actor, Role
from motcua.kit import clock

pytestmark = pytest.mark.django_db
MINE, GIVE, STAFF = "/lam-viec/uy-quyen/", "/lam-viec/uy-quyen/giao/", "/quan-tri/can-bo/"


@pytest.fixture
def chief() -> Actor:
    return make_officer(Role.LEADER, code="chief")


@pytest.fixture
def deputy() -> Actor:
    return make_officer(Role.APPRAISER, code="deputy")


def form(chief: Actor, **change: str) -> dict[str, str]:
    today = clock.today()
    facts = {
        "chuc_vu": str(chief.positions[0].position_id), "nguoi_nhan": "deputy", "hinh_thuc": "signs_for", "duoc_ky": "true", "so": "12/QĐ-UBND",
        "tu-day": str(today.day), "tu-month": str(today.month), "tu-year": str(today.year),
        "ngay-day": str(today.day), "ngay-month": str(today.month), "ngay-year": str(today.year),
    }  # fmt: skip
    return facts | change


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def test_giving_says_first_what_will_happen_and_a_second_press_gives_nothing(chief: Actor, deputy: Actor) -> None:
    client = sign_in(Client(), chief)
    assert "Người nhận" in client.get(GIVE).content.decode()
    page = client.post(GIVE, form(chief)).content.decode()
    assert "Chữ ký ghi “KT.”" in page
    assert not api.delegations_of(officer_id=chief.subject_id, now=clock.now())
    answers = [client.post(GIVE, {**hidden(page), "buoc": "giao"}) for _ in range(2)]
    assert {a.status_code for a in answers} == {302}
    assert len(api.delegations_of(officer_id=chief.subject_id, now=clock.now())) == 1
    assert "Đang có hiệu lực" in client.get(answers[0].url).content.decode()
    assert api.officer_actor(code="deputy", now=clock.now()).has(role=Role.LEADER)


@pytest.mark.parametrize(("language", "said"), [("vi", "không phải loại được nhận"), ("en", "is not of an accepted type")])
def test_a_scan_that_is_refused_leaves_no_other_in_its_place(chief: Actor, deputy: Actor, language: str, said: str, settings: Any) -> None:
    client, scan = sign_in(Client(), chief), SimpleUploadedFile("quyet-dinh.pdf", b"no document", content_type="application/pdf")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.post(GIVE, {**form(chief, tep="khong-phai-ma"), "van_ban": scan})
    assert (answer.status_code, set(answer.context["errors"])) == (422, {"van_ban"})
    assert said in answer.content.decode()
    assert "tep" not in hidden(answer.content.decode())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"so": ""}, "số, ký hiệu văn bản"),
        ({"nguoi_nhan": "nobody"}, "Chọn người nhận"),
        ({"tu-day": "31", "tu-month": "2"}, "ngày, tháng, năm"),
        ({"hinh_thuc": "authorised"}, "cần ngày kết thúc"),
        ({"hinh_thuc": "substitute", "den-day": "1", "den-month": "1", "den-year": "2099"}, "không ký thay"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(chief: Actor, deputy: Actor, change: dict[str, str], said: str) -> None:
    answer = sign_in(Client(), chief).post(GIVE, form(chief, thu_tuc="1.001193", **change))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert 'value="1.001193"' in page


def test_the_receiver_sees_it_and_gives_it_back_and_strangers_do_not(chief: Actor, deputy: Actor) -> None:
    client = sign_in(Client(), chief)
    url = client.post(GIVE, {**form(chief), "buoc": "giao", "khoa": "k"}).url
    receiver, stranger = sign_in(Client(), deputy), sign_in(Client(), make_officer(Role.RECEPTION, code="desk"))
    assert "12/QĐ-UBND" in receiver.get(MINE).content.decode()
    assert stranger.get(url).status_code == 404
    assert stranger.post(url + "thu-hoi/", {"ly_do": "x"}).status_code == 404
    receiver.post(url + "thu-hoi/", {"ly_do": "Xin trả lại"})
    assert "Người nhận trả lại" in client.get(url).content.decode()
    assert url not in client.get(MINE).content.decode()
    assert url in client.get(MINE + "?da_het=1").content.decode()


def test_the_scan_is_kept_through_a_mistake_and_opened_by_the_parties_only(chief: Actor, deputy: Actor) -> None:
    from motcua.foundation.files.testing import PDF_BYTES

    client = sign_in(Client(), chief)
    scan = SimpleUploadedFile("qd.pdf", PDF_BYTES, content_type="application/pdf")
    kept = hidden(client.post(GIVE, {**form(chief, so=""), "van_ban": scan}).content.decode())["tep"]
    url = client.post(GIVE, {**form(chief), "tep": kept, "buoc": "giao", "khoa": "k"}).url
    assert client.get(url + "van-ban/")["Content-Type"] == "application/pdf"
    assert sign_in(Client(), make_officer(Role.RECEPTION, code="desk")).get(url + "van-ban/").status_code == 404


def test_administrators_find_an_officer_and_help_him(chief: Actor) -> None:
    client = sign_in(Client(), make_officer(Role.ADMIN, code="admin"))
    assert "chief" in client.get(STAFF, {"tim": "chi"}).content.decode()
    assert "deputy" not in client.get(STAFF, {"don_vi": UNIT}).content.decode()
    one = f"{STAFF}chief/"
    assert "chuc-vu/" in client.get(one).content.decode()


def test_a_new_officer_gets_a_password_that_is_shown_once() -> None:
    client = sign_in(Client(), make_officer(Role.ADMIN, code="admin"))
    facts = {"ma": "an.tran", "ho_ten": "Trần Thị An", "don_vi": UNIT, "vai_tro": "reception"}
    assert client.post(STAFF + "them/", {**facts, "ho_ten": ""}).status_code == 422
    page = client.post(STAFF + "them/", facts).content.decode()
    password = re.search(r"<code>([^<]+)</code>", page)[1]  # type: ignore[index]
    assert Client().login(username="an.tran", password=password)
    assert client.post(STAFF + "them/", facts).status_code == 422


@pytest.mark.parametrize("path", [STAFF, STAFF + "them/", STAFF + "chief/"])
def test_others_stay_out(path: str, chief: Actor) -> None:
    assert sign_in(Client(), chief).get(path).status_code == 403
    assert Client().get(path).status_code == 302


def test_a_room_that_knows_procedures_says_which_do_not_exist(chief: Actor, deputy: Actor) -> None:
    class Catalogue:
        key = "test"

        def fields(self, **_: Any) -> list[api.Choice]:
            return [api.Choice("HT", "Hộ tịch", "Civil status")]

        def verbs(self) -> list[api.Choice]:
            return [api.Choice("forward", "chuyển bước", "forward")]

        def procedures(self, *, codes: Any, now: Any) -> list[api.Choice]:
            return [api.Choice(c, c, c) for c in codes if c == "1.001193"]

    api.scope_sources.add(Catalogue())
    try:
        page = sign_in(Client(), chief).post(GIVE, form(chief, thu_tuc="1.001193, 9.9")).content.decode()
        assert "Không có thủ tục 9.9." in page
        assert "HT (Hộ tịch)" in page
    finally:
        del api.scope_sources._things["test"]


def test_the_pages_speak_english_too(chief: Actor, settings: Any) -> None:
    client = sign_in(Client(), chief)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(GIVE).content.decode()
    assert "Receiver" in page
    assert "Người nhận" not in page
