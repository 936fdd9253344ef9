"""The citizen's way in a real browser: every screen on a phone and at a desk, in Vietnamese and English, with and without script."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from tests.journeys.browser import barriers, carry_session, clipped_marks, lead_on, small_targets, take, too_wide, window

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def the_clock(monkeypatch):
    at = {"now": t.NOW}
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: at["now"])
    return at


@pytest.fixture
def town(the_clock):
    with t.quick_papers():
        yield t.make_town()


def judge(page, name=""):
    """Nothing keeps a person out, nothing sticks out, nothing was blocked; a picture when named."""
    if name:
        take(page, f"citizen-{name}")
    assert barriers(page) == []
    assert too_wide(page) == []
    assert small_targets(page) == []
    assert clipped_marks(page) == []
    assert [said for said in page.complaints if "422" not in said] == []


@pytest.fixture
def page(browser, live_server, client, town):
    with window(browser) as opened:
        carry_session(opened.context, sign_in(client, town.citizen), live_server.url)
        opened.home = live_server.url
        yield opened


def paper(page, field, name="giấy chứng sinh.pdf"):
    page.set_input_files(f"#id_{field}", {"name": name, "mimeType": "application/pdf", "buffer": t.PDF_BYTES})


def go_on(page):
    lead_on(page.locator("form .mc-row").get_by_role("button").first)


def parent(page, who, name, number, born):
    page.fill(f"#id_{who}_name", name)
    page.fill(f"#id_{who}_number", number)
    for part, value in zip(("", "-month", "-year"), born, strict=True):
        page.fill(f"#id_{who}_born{part}", value)
    page.fill(f"#id_{who}_ethnicity", "Kinh")
    page.select_option(f"#id_{who}_address-unit", "11329")
    page.fill(f"#id_{who}_address-line", "Số 5 Lạch Tray")


def declare_birth(page):
    """From the search to the check page, as a mother does it."""
    page.goto(f"{page.home}/thu-tuc/")
    judge(page, "catalogue")
    page.fill("#search", "khai sinh")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=khai**")
    judge(page, "catalogue-found")
    lead_on(page.get_by_role("link", name="Thủ tục đăng ký khai sinh", exact=True).first)
    judge(page, "service")
    lead_on(page.get_by_role("link", name="Nộp trực tuyến"))
    judge(page, "start")
    lead_on(page.get_by_role("button", name="Bắt đầu"))
    go_on(page)
    assert page.evaluate("document.activeElement.className") == "mc-error-summary"
    judge(page, "question-errors")
    page.check("input[name=relation][value=mother]")
    page.check("input[name=parents][value=both]")
    go_on(page)
    judge(page, "question-prefilled")
    page.fill("#id_applicant_name", "Đỗ Thị Hải Yến")
    page.select_option("#id_applicant_address-unit", "11329")
    page.fill("#id_applicant_address-line", "Số 5 Lạch Tray")
    page.fill("#id_phone", "0100 900 012")
    go_on(page)
    declare_child(page)
    parent(page, "mother", "Đỗ Thị Hải Yến", "031191950001", ("12", "4", "1991"))
    judge(page, "question-mother")
    go_on(page)
    parent(page, "father", "Vũ Văn Bách", "031090950002", ("2", "3", "1990"))
    go_on(page)
    paper(page, "paper_birth")
    judge(page, "question-files")
    go_on(page)
    page.select_option("#id_receiving_unit", "11329")
    go_on(page)


def declare_child(page):
    page.fill("#id_child_name", "Vũ Đỗ Khánh An")
    for part, value in (("", "31"), ("-month", "2"), ("-year", "2026")):
        page.fill(f"#id_child_born{part}", value)
    page.check("input[name=child_sex][value=female]")
    go_on(page)
    judge(page, "question-wrong-date")
    assert page.input_value("#id_child_born") == "31"
    page.fill("#id_child_born", "1")
    go_on(page)
    page.fill("#id_birth_place", "Bệnh viện Phụ sản Hải Phòng")
    page.fill("#id_child_ethnicity", "Kinh")
    page.fill("#id_child_hometown", "Phường Ngô Quyền, thành phố Hải Phòng")
    go_on(page)


def test_a_birth_is_declared_from_search_to_code(page, town):
    declare_birth(page)
    judge(page, "check")
    lead_on(page.get_by_role("button", name="Nộp hồ sơ"))
    judge(page, "check-errors")
    page.check("#id_cam_doan")
    page.get_by_role("button", name="Nộp hồ sơ").dblclick()
    page.wait_for_url("**/da-nop/")
    judge(page, "submitted")
    lead_on(page.get_by_role("link", name="Theo dõi hồ sơ"))
    judge(page, "status-new")
    assert len(api.my_dossiers(actor=town.citizen, now=t.NOW).rows) == 1


def test_papers_are_supplied_and_the_result_collected(page, town, the_clock):
    ref = t.submit(town.citizen)
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    items = ("Giấy chứng sinh bản rõ, đủ bốn góc", "Văn bản ủy quyền có chứng thực của Ủy ban nhân dân xã, phường nơi người ủy quyền cư trú")
    reason = "Ảnh chụp bị mờ, không đọc được số và ngày cấp."
    api.request_supplement(code=ref.code, items=items, reason=reason, deadline_days=5, actor=town.reception, now=t.NOW)
    the_clock["now"] = t.NOW + timedelta(days=1)
    page.goto(f"{page.home}/ho-so/{ref.code}/")
    judge(page, "status-supplement")
    lead_on(page.get_by_role("link", name="Bổ sung giấy tờ"))
    judge(page, "supplement")
    lead_on(page.get_by_role("button", name="Tải giấy tờ lên"))
    for field in ("paper_1", "paper_2"):
        paper(page, field, f"{field}.pdf")
    judge(page, "supplement-upload")
    go_on(page)
    judge(page, "supplement-check")
    lead_on(page.get_by_role("button", name="Gửi giấy tờ"))
    judge(page, "status-supplemented")
    api.propose_result(code=ref.code, decision="granted", note="Đủ điều kiện", actor=town.appraiser, now=the_clock["now"])
    api.sign_result(code=ref.code, decision="granted", actor=town.leader, now=the_clock["now"])
    page.goto(f"{page.home}/ho-so/{ref.code}/")
    judge(page, "status-resolved")


def test_lists_fees_and_the_look_up(page, town):
    repair = t.submit(town.citizen, code=t.REPAIR)
    page.goto(f"{page.home}/thu-tuc/{t.BIRTH}/nop/")
    lead_on(page.get_by_role("button", name="Bắt đầu"))
    for name, path in {"mine": "/ho-so/", "status-fee": f"/ho-so/{repair.code}/", "submitted-fee": f"/ho-so/{repair.code}/da-nop/"}.items():
        page.goto(page.home + path)
        judge(page, name)
    page.goto(f"{page.home}/ho-so/{repair.code}/rut/")
    judge(page, "withdraw")
    secret = api.dossier(code=repair.code, actor=town.citizen).tracking_code
    page.goto(f"{page.home}/tra-cuu/?ma={repair.code}")
    judge(page, "track")
    page.fill("#id_bi-mat", secret)
    go_on(page)
    judge(page, "tracked")
    page.goto(f"{page.home}/")
    judge(page, "home")


def test_a_generic_form_and_a_long_name(page):
    page.goto(f"{page.home}/thu-tuc/{t.REPAIR}/")
    judge(page, "service-long")
    page.goto(f"{page.home}/thu-tuc/{t.GENERIC}/nop/")
    judge(page, "start-generic")
    lead_on(page.get_by_role("button", name="Bắt đầu"))
    judge(page, "question-generic")


def test_pages_in_english_without_script(browser, live_server, client, town):
    with window(browser, script=False, language="en") as page:
        carry_session(page.context, sign_in(client, town.citizen), live_server.url)
        page.goto(f"{live_server.url}/thu-tuc/{t.BIRTH}/")
        take(page, "citizen-service-en")
        lead_on(page.get_by_role("link", name="Submit online"))
        lead_on(page.get_by_role("button", name="Start"))
        lead_on(page.get_by_role("button", name="Continue").last)
        assert page.get_by_role("link", name="Answer the question “Who are you to the child?”").is_visible()
        take(page, "citizen-question-en")
