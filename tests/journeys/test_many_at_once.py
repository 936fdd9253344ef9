"""Thirty dossiers at once: taken in together, sent on together but for one that waits for its citizen, each with its own result."""

from __future__ import annotations

import re

import pytest

from tests.journeys.facts import all_in_order, facts_of
from tests.journeys.people import wait_for

pytestmark = pytest.mark.timeout(400)  # the first journey also waits for the installation
EXTRACT, HOW_MANY = "2.000635", 30
FILED_AT, RECEIVED_AT, CHECKED_AT = (f"2026-12-{at}:00+07:00" for at in ("10T08:00", "10T08:30", "10T14:00"))
_FILED = """
from uuid import uuid4
from motcua.platform.casework.actions import forms
from motcua.platform.eforms import api as eforms
from motcua.foundation.identity.testing import make_citizen
who = make_citizen(77, now=clock.now())
typed = {
    "nguoi-nop": {
        "applicant_name": "Đỗ Thị Thử", "applicant_number": identity.person(person_id=who.subject_id).personal_number,
        "applicant_address-unit": "11329", "applicant_address-line": "Số 1 phố Mẫu", "applicant_phone": "0100900077",
    },
    "noi-dung": {"request": "Xin một bản sao."},
}
answer = []
for n in range(count):
    draft = forms.start(procedure=casework.procedure(code=procedure), unit_code="11329", actor=who, now=clock.now())
    for page in eforms.definition_of(draft=draft).pages:
        eforms.save_page(draft_id=draft.uuid, page=page.key, data=typed.get(page.key, {}), actor=who, now=clock.now())
    made = casework.submit(draft_id=draft.uuid, procedure_code=procedure, unit_code="11329", idempotency_key=str(uuid4()), actor=who, now=clock.now())
    answer.append(made.code)
"""


def chosen(who, address, act):
    """The whole list ticked by its one box, and the act pressed."""
    who.open(address)
    who.hand.tick(who.page.locator("[data-check-all]"))
    who.sees(f"Đã chọn: {HOW_MANY}")
    who.press(act)


def finished(who):
    """The page of the run renews itself until everything is done; its rows by code."""
    wait_for(lambda: f"Đã xử lý {HOW_MANY} trên {HOW_MANY} hồ sơ" in who.words, what="the run is at its end")
    who.page.wait_for_load_state()
    rows = [row.inner_text() for row in who.page.get_by_role("table").get_by_role("row").all()]
    return {found[0]: row for row in rows if (found := re.search(r"H24[.\d]+-\d+-\d+", row))}


def test_thirty_dossiers_are_taken_in_and_sent_on(people, inside):
    inside.clock(FILED_AT)
    codes = inside.ask(_FILED, procedure=EXTRACT, count=HOW_MANY)
    desk, appraiser = (people.officer(who, journey="many") for who in ("tiepnhan", "thamdinh"))
    only = f"?muc=tat-ca&thu-tuc={EXTRACT}&nhan-tu=2026-12-10&nhan-den=2026-12-10"
    inside.clock(RECEIVED_AT)
    chosen(desk, f"/lam-viec/ho-so/?muc=tat-ca&thu-tuc={EXTRACT}&trang-thai=1", "Tiếp nhận")
    assert set(finished(desk)) == set(codes)
    desk.sees(f"Đã tiếp nhận {HOW_MANY} hồ sơ")
    assert {facts_of(inside, code)["status"] for code in codes} == {2}

    late = codes[7]
    inside.ask(
        "casework.request_supplement(code=code, items=('Số đăng ký khai sinh',), reason='Thiếu số.', deadline_days=5,"
        " actor=identity.officer_actor(code='thamdinh', now=clock.now()), now=clock.now())", code=late,
    )  # fmt: skip
    inside.clock(CHECKED_AT)
    chosen(appraiser, f"/lam-viec/ho-so/{only}", "Chuyển bước tiếp")
    appraiser.stands("hoi")
    appraiser.sees(f"Chuyển bước tiếp theo cho {HOW_MANY} hồ sơ")
    appraiser.answer({"Ghi chú": "Khớp sổ hộ tịch."})
    appraiser.press("Chuyển bước")
    rows = finished(appraiser)
    appraiser.stands("xong")
    appraiser.sees(f"Đã chuyển bước {HOW_MANY - 1} hồ sơ", "1 hồ sơ chưa làm được")
    assert "chưa làm được" in rows[late]
    assert all("đã làm" in row for code, row in rows.items() if code != late)
    assert {code for code in codes if facts_of(inside, code)["step"] == "entry"} == set(codes) - {late}
    assert facts_of(inside, late)["status"] == 5
    all_in_order(inside, codes[0])
