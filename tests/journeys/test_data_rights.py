"""Corrections, withdrawals and restrictions asked by a person: what she, the officer of the request and the unit that answers see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from motcua.foundation.consent import api as consent
from motcua.foundation.consent.testing import restrict_processing
from motcua.foundation.identity.testing import make_citizen
from motcua.kernel.actors import Actor
from motcua.platform.casework import api as casework
from motcua.platform.casework import testing as t
from motcua.services.privacy import api
from tests.journeys.browser import lead_on
from tests.journeys.standing import judge, standing

DESK = "/lam-viec/du-lieu-ca-nhan/"
TASKS = f"{DESK}can-sua/"
CORRECT, WITHDRAW = "9.910103", "9.910107"
pytestmark = pytest.mark.django_db


@dataclass
class Place:
    """A person with requests, the officer who works on them, a unit that holds a fact, and a person who restricts."""

    town: t.Town
    resting: Actor
    naming: str
    asked: str
    withdrawn: str
    restricted: str

    @property
    def people(self) -> tuple[Actor, ...]:
        return (self.town.citizen, self.resting, self.town.appraiser, self.town.stranger)


def request_of(town: t.Town, person: Actor, code: str, key: str) -> str:
    ref = t.submit(person, code=code, key=key)
    casework.receive(code=ref.code, actor=town.reception, now=t.NOW)
    casework.forward(code=ref.code, actor=town.appraiser, now=t.NOW)
    return ref.code


def build() -> Place:
    town = t.make_town()
    consent.load_reference(now=t.NOW)
    with t.quick_papers():
        naming, asked, withdrawn = (
            request_of(town, town.citizen, code, key) for code, key in ((CORRECT, "a"), (CORRECT, "b"), (WITHDRAW, "c"))
        )
        (text,) = [p.text for p in consent.purposes(on=t.NOW.date()) if p.code == "reminders"]
        consent.give(
            subject_id=town.citizen.subject_id, purpose="reminders", version=text.version, language="vi", way=consent.Way.WEB,
            actor=town.citizen, now=t.NOW,
        )  # fmt: skip
        told = {"code": asked, "actor": town.appraiser, "now": t.NOW}
        api.name_item(ref="identity|phone", wanted="0912345678", ground="Hợp đồng thuê bao", **told)
        what = "Tên mẹ trong giấy khai sinh số 15/2019"
        run = api.name_item(ref=f"unit|{t.OTHER_UNIT}", what=what, wanted="Nguyễn Thị Lụa", ground="Sổ hộ khẩu", **told)
        api.carry_out(digest=run.digest, **told)
        resting = make_citizen(5, now=t.NOW)
        restricted = t.submit(resting, key="d").code
        restrict_processing(resting.subject_id, now=t.NOW)
    return Place(town, resting, naming, asked, withdrawn, restricted)


@pytest.fixture(scope="module")
def site(browser, django_db_setup, django_db_blocker, tmp_path_factory):
    at = t.NOW + timedelta(hours=1)
    with standing(browser, django_db_blocker, tmp_path_factory.mktemp("rights"), now=at, build=build) as stands:
        yield stands


def test_a_correction_is_named_fact_by_fact(site):
    window, place = site
    page = window.look(place.town.appraiser, f"/lam-viec/ho-so/{place.naming}/", "rights-correct-begin")
    lead_on(page.get_by_role("link", name="Thêm dữ liệu cần sửa"))
    judge(page, "rights-correct-add")
    page.select_option("#id_ref", value="identity|phone")
    page.fill("#id_wanted", "0912 345")
    lead_on(page.get_by_role("button", name="Ghi vào bản chạy thử"))
    judge(page, "rights-correct-wrong", expected="422")
    assert page.input_value("#id_wanted") == "0912 345"
    page.fill("#id_wanted", "0912 345 678")
    lead_on(page.get_by_role("button", name="Ghi vào bản chạy thử"))
    judge(page, "rights-correct-named", expected="422")
    assert "Đề nghị: 0912 345 678" in page.inner_text("main")


def test_what_was_carried_out_and_what_a_unit_still_answers(site):
    window, place = site
    page = window.look(place.town.appraiser, f"/lam-viec/ho-so/{place.asked}/", "rights-correct-waiting")
    assert "Đang chờ đơn vị giữ dữ liệu trả lời" in page.inner_text("main")
    window.look(place.town.citizen, f"/ho-so/{place.asked}/", "rights-correct-owner")


def test_a_unit_answers_what_it_was_asked(site):
    window, place = site
    page = window.look(place.town.stranger, TASKS, "rights-tasks")
    page.get_by_label("Kết quả").select_option("yes")
    lead_on(page.get_by_role("button", name="Ghi kết quả"))
    judge(page, "rights-tasks-wrong", expected="422")
    window.look(place.town.appraiser, TASKS, "rights-tasks-none")
    window.look(place.town.appraiser, DESK, "rights-desk")


def test_a_consent_is_withdrawn_in_a_request(site):
    window, place = site
    page = window.look(place.town.appraiser, f"/lam-viec/ho-so/{place.withdrawn}/", "rights-withdraw")
    lead_on(page.get_by_role("link", name="Thêm sự đồng ý cần rút"))
    judge(page, "rights-withdraw-add")
    page.get_by_label("Nhắc việc").check()
    lead_on(page.get_by_role("button", name="Ghi vào bản chạy thử"))
    assert "Nhắc việc" in page.inner_text("main")


def test_a_restriction_is_said_to_her_and_to_officers(site):
    window, place = site
    page = window.look(place.town.appraiser, f"/lam-viec/ho-so/{place.restricted}/", "rights-restricted-desk")
    assert "đang hạn chế xử lý dữ liệu" in page.inner_text("main")
    window.look(place.resting, "/quyen-du-lieu/", "rights-restricted-mine")
    window.look(place.town.citizen, "/quyen-du-lieu/", "rights-mine")


def test_in_english(site):
    window, place = site
    with window.in_english(place.town.appraiser), window.in_english(place.resting):
        window.look(place.town.appraiser, f"/lam-viec/ho-so/{place.asked}/", "rights-correct-waiting-en")
        window.look(place.resting, "/quyen-du-lieu/", "rights-restricted-mine-en")
