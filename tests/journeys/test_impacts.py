"""Impact assessments: the list, one dossier, its writing and a risk, seen on a phone and at a desk, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from motcua.foundation.consent import api as consent
from motcua.foundation.identity.testing import make_officer
from motcua.kernel.actors import Actor, Role
from motcua.platform.exchange import api as exchange
from motcua.platform.signon.testing import make_app
from motcua.services.privacy import api
from motcua.services.privacy.contracts import Way
from motcua.services.privacy.testing import NOW, Office, a_risk, assess, begin, make_office
from tests.journeys.browser import lead_on
from tests.journeys.standing import judge, standing

HOME = "/lam-viec/du-lieu-ca-nhan/"
LIST = f"{HOME}danh-gia-tac-dong/"
pytestmark = pytest.mark.django_db


@dataclass
class Place:
    """Who writes, who approves, who has seen nothing yet."""

    office: Office
    stranger: Actor
    waiting: str
    sent: str

    @property
    def people(self) -> tuple[Actor, ...]:
        return (self.office.leader, self.office.dpo, self.office.admin, self.stranger)


def build() -> Place:
    consent.load_reference(now=NOW)
    office = make_office()
    sent = assess(office, title="Thu phí, lệ phí và biên lai điện tử", key="sent")
    late = {"now": NOW + timedelta(hours=1)}
    api.propose_impact(code=sent, actor=office.leader, **late)
    api.approve_impact(code=sent, actor=office.dpo, **late)
    api.record_impact_sent(code=sent, sent_on=NOW.date(), number="30/UBND", way=Way.PORTAL, actor=office.dpo, **late)
    waiting = begin(office, activities=("identity", "sharing"), title="Định danh và chia sẻ dữ liệu giữa các cơ quan", key="waiting").code
    api.put_risk(code=waiting, risk=a_risk(what="Lộ số định danh khi tra cứu"), actor=office.leader, now=NOW)
    exchange.load_reference(now=NOW)
    make_app()
    return Place(office, make_officer(Role.APPRAISER, unit_code="11359"), waiting, sent)


@pytest.fixture(scope="module")
def site(browser, django_db_setup, django_db_blocker, tmp_path_factory):
    at = NOW + timedelta(hours=2)
    with standing(browser, django_db_blocker, tmp_path_factory.mktemp("impacts"), now=at, build=build) as stands:
        yield stands


def test_the_list_and_what_is_missing(site):
    window, place = site
    page = window.look(place.office.dpo, LIST, "impact-list")
    assert "Hoạt động chưa có hồ sơ" in page.inner_text("main")
    window.look(place.office.dpo, f"{LIST}?han=late&trang-thai=draft", "impact-list-narrowed")
    window.look(place.stranger, LIST, "impact-list-none")
    window.look(place.office.dpo, f"{LIST}lap/?hoat-dong=store", "impact-begin")


def test_a_dossier_is_written_and_a_risk_put_down(site):
    window, place = site
    page = window.look(place.office.leader, f"{LIST}{place.waiting}/", "impact-draft")
    assert "còn thiếu" in page.inner_text("main")
    window.look(place.office.leader, f"{LIST}{place.waiting}/rui-ro/1/", "impact-risk")
    page = window.look(place.office.leader, f"{LIST}{place.waiting}/viet/", "impact-write")
    page.fill("#id_abroad", "Không")
    lead_on(page.get_by_role("button", name="Lưu nội dung"))
    judge(page, "impact-written")


def test_the_data_protection_officer_records_the_answer(site):
    window, place = site
    page = window.look(place.office.dpo, f"{LIST}{place.sent}/", "impact-sent")
    page.get_by_text("Ghi trả lời của cơ quan chuyên trách").click()
    lead_on(page.get_by_role("button", name="Ghi trả lời"))
    judge(page, "impact-answer-error", expected="422")


def test_recipients_stand_in_the_register(site):
    window, place = site
    page = window.look(place.office.admin, f"{HOME}xu-ly/", "register-recipients")
    assert "Lịch họp thành phố" in page.inner_text("main")


def test_in_english(site):
    window, place = site
    with window.in_english(place.office.dpo):
        window.look(place.office.dpo, LIST, "impact-list-en")
        window.look(place.office.dpo, f"{LIST}{place.sent}/", "impact-sent-en")
