"""Who looked at my data, my consents, the overview of readings: seen on a phone and at a desk, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from motcua.foundation.consent import api as consent
from motcua.foundation.consent import testing
from motcua.foundation.identity.testing import make_citizen, make_officer
from motcua.foundation.registers.testing import load_registers
from motcua.foundation.units.testing import load_units
from motcua.kernel.actors import SYSTEM, Actor, Role
from tests.journeys.browser import lead_on
from tests.journeys.standing import judge, standing

NOW = testing.NOW
LAW = "NĐ 118/2025/NĐ-CP; Luật 91/2025/QH15 Điều 19"
pytestmark = pytest.mark.django_db


@dataclass
class Place:
    """A person who was read about, one who was not, and who oversees."""

    citizen: Actor
    newcomer: Actor
    admin: Actor

    @property
    def people(self) -> tuple[Actor, ...]:
        return (self.citizen, self.newcomer, self.admin)


def build() -> Place:
    load_registers()
    load_units()
    testing.load_purposes()
    place = Place(make_citizen(1), make_citizen(2), make_officer(Role.ADMIN))
    me, officer, dossier = place.citizen.subject_id, make_officer(Role.APPRAISER), "H24.61.23-261120-0001"
    note = {"subject_id": me, "ground": LAW, "now": NOW}
    facts = ("identity", "contact", "answers", "papers")
    consent.note_access(**note, reader=officer, purpose="casework", dossier=dossier, fields=facts, source="casework.dossier")
    consent.note_access(**note, reader=officer, purpose="casework", dossier=dossier, fields=("papers",), source="casework.file")
    asked = make_officer(Role.LEADER, unit_code="11359")
    consent.note_access(**note, reader=asked, purpose="opinion", dossier=dossier, fields=facts, source="casework.opinion")
    own = {"fields": ("full_name", "born_on"), "source": "exchange.call:population/persons"}
    consent.note_access(**note, reader=place.citizen, purpose="self-service", **own)
    portal = {"agency": "Cổng Dịch vụ công quốc gia", "dossier": dossier, "fields": ("identity",), "source": "national.sync"}
    consent.note_access(**note, reader=SYSTEM, purpose="national-sync", **portal)
    consent.note_access(subject_id=None, reader=officer, purpose="lookup", ground=LAW, people=64, source="casework.search", now=NOW)
    for n in range(6):
        late = {"dossier": f"H24.61.23-261119-{n:04d}", "now": NOW - timedelta(hours=9)}
        consent.note_access(subject_id=make_citizen(20 + n).subject_id, reader=officer, purpose="casework", ground=LAW, **late)
    return place


@pytest.fixture(scope="module")
def site(browser, django_db_setup, django_db_blocker, tmp_path_factory):
    with standing(browser, django_db_blocker, tmp_path_factory.mktemp("consent"), now=NOW, build=build) as stands:
        yield stands


def test_who_looked_at_my_data(site):
    window, place = site
    page = window.look(place.citizen, "/tai-khoan/ai-da-xem/", "consent-readings")
    assert "Cho ý kiến về hồ sơ của bạn" in page.inner_text("main")
    lead_on(page.get_by_role("link", name="Xem, báo sai").first)
    judge(page, "consent-reading")
    window.look(place.newcomer, "/tai-khoan/ai-da-xem/", "consent-readings-none")
    window.look(place.citizen, "/tai-khoan/ai-da-xem/?ho_so=khong-co", "consent-readings-no-match")


def test_consent_is_given_with_a_tick_and_withdrawn_with_one_press(site):
    window, place = site
    page = window.look(place.citizen, "/tai-khoan/dong-y/", "consent-mine")
    section = page.locator("section", has_text="Nhắc việc và gợi ý dịch vụ")
    lead_on(section.get_by_role("button", name="Đồng ý"))
    judge(page, "consent-mine-error", expected="422")
    page.check("#dong-y-reminders")
    lead_on(section.get_by_role("button", name="Đồng ý"))
    judge(page, "consent-mine-given", expected="422")
    lead_on(page.get_by_role("link", name="Bản 1").first)
    judge(page, "consent-text", expected="422")
    page.go_back()
    lead_on(page.get_by_role("button", name="Rút đồng ý"))
    assert "đã rút" in page.inner_text("main")


def test_the_overview_leads_to_the_readings(site):
    window, place = site
    page = window.look(place.admin, "/quan-tri/du-lieu-ca-nhan/", "consent-oversight")
    assert "Xem vào ban đêm" in page.inner_text("main")
    lead_on(page.get_by_role("link", name="Xem các lượt").first)
    judge(page, "consent-oversight-list")


def test_in_english(site):
    window, place = site
    with window.in_english(place.citizen):
        window.look(place.citizen, "/tai-khoan/ai-da-xem/", "consent-readings-en")
        window.look(place.citizen, "/tai-khoan/dong-y/", "consent-mine-en")
