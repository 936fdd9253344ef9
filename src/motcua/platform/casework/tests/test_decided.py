"""What the owner reads after a decision against her or one taken back, and the complaint that she makes of it."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import Outcome
from motcua.platform.casework.tests.test_lifecycle import received


@pytest.fixture(autouse=True)
def the_clock(monkeypatch):
    at = {"now": t.NOW}
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: at["now"])
    return at


@pytest.fixture
def browser(town):
    return sign_in(Client(), town.citizen)


def page(browser, code):
    """The status page, and the box at its top."""
    found = browser.get(f"/ho-so/{code}/").content.decode()
    return found, found[found.index("mc-notice") : found.index("Hồ sơ đi tới đâu")]


def decided(town, decision, note="Giấy chứng sinh không hợp lệ"):
    code = received(town).code
    api.forward(code=code, actor=town.reception, now=t.NOW)
    api.propose_result(code=code, decision=decision, note="Đề xuất", actor=town.appraiser, now=t.NOW)
    api.sign_result(code=code, decision=decision, note=note, actor=town.leader, now=t.NOW)
    return code


def test_a_denial_says_why_by_what_law_and_until_when_to_appeal(town, browser):
    _, box = page(browser, decided(town, Outcome.DENIED))
    for said in ("Giấy chứng sinh không hợp lệ", "60/2014/QH13", "đã ký số lúc", "Tải thông báo về", "đến hết ngày 07/06/2026", "/khieu-nai/"):
        assert said in box
    assert box.index("Giấy chứng sinh không hợp lệ") < box.index("/khieu-nai/")


def test_a_refusal_leads_to_a_new_dossier_and_to_an_appeal(town, browser):
    code = t.submit(town.citizen).code
    api.refuse(code=code, reason="Không thuộc thẩm quyền", actor=town.reception, now=t.NOW)
    found, box = page(browser, code)
    for said in ("Hồ sơ không được tiếp nhận", "Không thuộc thẩm quyền", f"/nop/?tu={code}", "Khiếu nại quyết định"):
        assert said in box
    assert len(re.findall(rf'href="/ho-so/{code}/khieu-nai/"', found)) == 1


def test_the_last_day_comes_from_the_register_and_a_late_appeal_is_told_the_law(town, browser, the_clock):
    code = decided(town, Outcome.DENIED)
    the_clock["now"] = t.NOW + timedelta(days=90)
    assert "Gửi đến hết ngày 07/06/2026" in page(browser, code)[1]
    the_clock["now"] = t.NOW + timedelta(days=91)
    assert "Thời hiệu 90 ngày đã hết ngày 07/06/2026" in page(browser, code)[1]
    assert "Thời hiệu 90 ngày đã hết" in browser.get(f"/ho-so/{code}/khieu-nai/").content.decode()


def test_a_granted_result_keeps_the_appeal_small_but_dated(town, browser):
    found, box = page(browser, decided(town, Outcome.GRANTED))
    assert "Tải kết quả về" in box
    assert "khieu-nai" not in box
    assert "Gửi đến hết ngày 07/06/2026" in found


def test_a_revoked_result_says_why_and_what_happens_now(town, browser):
    code = decided(town, Outcome.GRANTED)
    api.revoke_result(code=code, reason="Cấp nhầm thẩm quyền", actor=town.leader, now=t.NOW + timedelta(hours=1))
    _, box = page(browser, code)
    for said in ("Kết quả đã bị thu hồi", "Cấp nhầm thẩm quyền", "không còn giá trị từ", "không phải nộp lại gì", "/thu-tuc/2.002409/"):
        assert said in box
    assert "Tải kết quả về" not in box


def test_a_correction_says_that_a_right_one_comes(town, browser):
    code = decided(town, Outcome.GRANTED)
    api.hand_back(code=code, actor=town.reception, now=t.NOW)
    api.correct(code=code, reason="Sai năm sinh", actor=town.leader, now=t.NOW + timedelta(hours=1))
    _, box = page(browser, code)
    assert "Kết quả đang được đính chính" in box
    assert "Sai năm sinh" in box
    assert "Khiếu nại" not in box


def test_the_complaint_reads_under_the_questions_of_its_own_form(town):
    code = decided(town, Outcome.DENIED)
    made = api.appeal(code=code, text="Giấy chứng sinh là thật", actor=town.citizen, now=t.NOW)
    said = {a.label_vi: a.value for a in api.dossier(code=made.code, actor=town.reception).answers}
    assert said["Vì sao bạn cho rằng quyết định hoặc hành vi là trái pháp luật?"] == "Giấy chứng sinh là thật"
    assert said["Mã hồ sơ liên quan"] == code
    assert "request" not in said


def test_a_complaint_of_before_has_words_for_its_answer(town):
    from motcua.platform.casework.models import Dossier

    made = api.appeal(code=decided(town, Outcome.DENIED), text="Giấy thật", actor=town.citizen, now=t.NOW)
    row = Dossier.objects.get(code=made.code)
    row.form_key, row.form_version, row.form_data = "", 0, {"answers": {"request": "Giấy thật"}, "sources": {}}
    row.save()
    (answer,) = api.dossier(code=made.code, actor=town.reception).answers
    assert (answer.label_vi, answer.label_en, answer.value) == ("Nội dung đề nghị giải quyết", "What you ask for", "Giấy thật")


def test_a_service_with_a_draft_offers_a_new_dossier_too(town, browser):
    before = browser.get(f"/thu-tuc/{t.BIRTH}/").content.decode()
    assert "Bắt đầu hồ sơ mới" not in before
    forms.start(procedure=api.procedure(code=t.BIRTH), unit_code="", actor=town.citizen, now=t.NOW)
    after = browser.get(f"/thu-tuc/{t.BIRTH}/").content.decode()
    assert after.index("Làm tiếp bản nháp") < after.index("Bắt đầu hồ sơ mới")
    assert browser.get(f"/thu-tuc/{t.BIRTH}/nop/").status_code == 200
