"""At the desk with personal data: consent is taken from whoever stands there; a unit's papers are kept and shown to another unit."""

from datetime import timedelta

import pytest
from django.test import Client

from motcua.foundation.consent.testing import load_purposes
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_citizen, make_officer, make_unit, sign_in
from motcua.foundation.registers.testing import load_registers
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.services.vault import api as vault
from motcua.services.vault.testing import picture
from tests.journeys.browser import carry_session, lead_on, window
from tests.journeys.standing import judge

pytestmark = pytest.mark.django_db(transaction=True)
UNIT, OTHER = "11329", "11308"


@pytest.fixture
def desk(browser, live_server):
    load_registers()
    load_purposes()
    officer = make_officer(Role.RECEPTION, unit_code=UNIT, now=clock.now() - timedelta(days=400))
    with window(browser) as page:
        carry_session(page.context, sign_in(Client(), officer), live_server.url)
        page.officer, page.base = officer, live_server.url
        yield page


def test_consent_is_read_out_printed_and_kept(desk):
    person = identity.person(person_id=make_citizen(3).subject_id)
    desk.goto(f"{desk.base}/lam-viec/dong-y/")
    judge(desk, "counter-consent-who")
    desk.fill("[name=so]", person.personal_number)
    lead_on(desk.locator("form:has([name=so]) button"))
    assert person.full_name in desk.inner_text("main")
    judge(desk, "counter-consent-list")
    desk.goto(f"{desk.base}/lam-viec/dong-y/reminders/")
    assert not desk.locator("[name=dong-y]").is_checked()
    judge(desk, "counter-consent-give")
    desk.goto(f"{desk.base}/lam-viec/dong-y/reminders/in/?tieng=vi")
    judge(desk, "counter-consent-paper")


def test_a_units_paper_is_seen_and_shared(desk):
    make_unit(OTHER)
    typed = vault.PaperTyped(fields={"name": "Quy chế phối hợp"})
    paper = vault.add_paper(
        kind="other", typed=typed, content=picture(1), name="a.png", actor=desk.officer, now=clock.now(), unit_code=UNIT
    )
    desk.goto(f"{desk.base}/lam-viec/kho-giay-to/")
    judge(desk, "unit-store-list")
    here = f"{desk.base}/lam-viec/kho-giay-to/{paper.uuid}/"
    for name, address in (("paper", here), ("edit", f"{here}sua/"), ("share", f"{here}chia-se/")):
        desk.goto(address)
        judge(desk, f"unit-store-{name}")
