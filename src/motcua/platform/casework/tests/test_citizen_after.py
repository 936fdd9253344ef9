"""The pages of a dossier after it was submitted: clocks, opinions awaited, sheets, copies, rating, appeal; look-up by number."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.kernel.actors import SYSTEM
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import OpinionAsk, Outcome
from motcua.platform.messaging.testing import written


@pytest.fixture(autouse=True)
def the_clock(monkeypatch):
    at = {"now": t.NOW}
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: at["now"])
    return at


@pytest.fixture
def browser(town):
    return sign_in(Client(), town.citizen)


def text(answer):
    return answer.content.decode()


def received(town):
    ref = t.submit(town.citizen)
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    api.forward(code=ref.code, to_step="appraisal", note="", actor=town.reception, now=t.NOW)
    return ref.code


def resolved(town, decision=Outcome.GRANTED):
    code = received(town)
    api.propose_result(code=code, decision=decision, note="Đủ điều kiện", actor=town.appraiser, now=t.NOW)
    api.sign_result(code=code, decision=decision, note="Đúng quy định", actor=town.leader, now=t.NOW)
    return code


def test_the_page_says_who_holds_it_since_when_and_until_when(town, browser):
    page = text(browser.get(f"/ho-so/{received(town)}/"))
    assert "Đang ở" in page
    assert "Ngô Quyền" in page
    assert "từ 09:00 09/03/2026" in page
    assert "Hẹn trả kết quả" in page


def test_an_opinion_is_awaited_without_its_words_and_a_confidential_one_without_its_unit(town, browser):
    code = received(town)
    asks = [
        OpinionAsk(unit_code=t.OTHER_UNIT, question="Hỏi riêng về nhân thân", days=3),
        OpinionAsk(unit_code="11383", question="Hỏi kín", days=3, confidential=True),
    ]
    api.ask_opinions(code=code, asks=asks, actor=town.appraiser, now=t.NOW)
    page = text(browser.get(f"/ho-so/{code}/"))
    named = [o.unit_name for o in api.opinions_awaited(code=code, actor=town.citizen, now=t.NOW)]
    assert f"Đang xin ý kiến {named[0] or named[1]}" in page
    assert "Đang xin ý kiến một cơ quan phối hợp" in page
    assert "" in named
    assert "Hỏi riêng" not in page
    assert "Hỏi kín" not in page


def test_an_apology_is_shown_with_the_letter_and_why_the_date_moved(town, browser):
    code = received(town)
    api.extend_due(code=code, days=2, reason="Chờ xác minh nơi sinh", actor=town.appraiser, now=t.NOW + timedelta(hours=1))
    page = text(browser.get(f"/ho-so/{code}/"))
    assert "đã xin lỗi và hẹn lại" in page
    assert "Phiếu xin lỗi và hẹn lại ngày trả kết quả" in page
    assert "Vì sao ngày hẹn thay đổi" in page


def test_sheets_come_as_pdf_and_word_to_the_owner_alone(town, browser, real_papers):
    code = received(town)
    seq = api.sheets_made(code=code, actor=town.citizen)[0].seq
    assert b"".join(browser.get(f"/ho-so/{code}/phieu/{seq}/").streaming_content).startswith(b"%PDF")
    word = browser.get(f"/ho-so/{code}/phieu/{seq}/docx/")
    assert (word.getvalue() if word.streaming else word.content).startswith(b"PK")
    assert sign_in(Client(), town.other_citizen).get(f"/ho-so/{code}/phieu/{seq}/docx/").status_code == 404


def test_a_revoked_result_is_shown_and_cannot_be_had(town, browser):
    code = resolved(town)
    check = api.issued_of(code=code, actor=town.citizen)[0].code
    assert browser.get(f"/ho-so/{code}/da-cap/{check}/").status_code == 200
    api.revoke_result(code=code, reason="Sai ngày sinh", actor=town.leader, now=t.NOW)
    page = text(browser.get(f"/ho-so/{code}/"))
    assert "Đã thu hồi" in page
    assert "Sai ngày sinh" in page
    assert browser.get(f"/ho-so/{code}/da-cap/{check}/").status_code == 410
    assert sign_in(Client(), town.other_citizen).get(f"/ho-so/{code}/da-cap/{check}/").status_code == 404


def test_rating_by_the_page_is_once(town, browser):
    code = resolved(town)
    assert "Đánh giá sự phục vụ" in text(browser.get(f"/ho-so/{code}/"))
    for typed in ({}, {"muc": "9"}, {"muc": "²"}, {"muc": "abc"}):
        assert browser.post(f"/ho-so/{code}/danh-gia/", typed).status_code == 422
    assert browser.post(f"/ho-so/{code}/danh-gia/", {"muc": "4", "loi": "Tốt"}).url == f"/ho-so/{code}/"
    page = text(browser.get(f"/ho-so/{code}/"))
    assert "Bạn đã đánh giá 4 trên 5" in page
    assert f"/ho-so/{code}/danh-gia/" not in page


def test_an_appeal_by_the_page_needs_words_and_is_told(town, browser):
    code = resolved(town, Outcome.DENIED)
    assert f'href="/ho-so/{code}/khieu-nai/"' in text(browser.get(f"/ho-so/{code}/"))
    assert browser.post(f"/ho-so/{code}/khieu-nai/", {"noi-dung": " "}).status_code == 422
    sent = browser.post(f"/ho-so/{code}/khieu-nai/", {"noi-dung": "Tôi không đồng ý vì đủ giấy tờ"})
    assert sent.status_code == 302
    page = text(browser.get(f"/ho-so/{code}/"))
    assert "Người nộp khiếu nại quyết định" in page
    assert f'href="/ho-so/{code}/khieu-nai/"' not in page


def test_look_up_by_number_answers_alike_and_lists_without_names(town):
    party = api.dossier(code=t.submit(town.citizen).code, actor=SYSTEM).party
    api.index_phones()
    visitor = Client()
    known, unknown = (visitor.post("/tra-cuu/so/", {"so": number}) for number in (party.phone, "0999888777"))
    assert known.status_code == unknown.status_code == 302
    bare = [re.sub(r"[0-9a-f-]{36}|csrf\w+\" value=\"\w+|nonce=\"[^\"]+", "", text(visitor.get(at.url))) for at in (known, unknown)]
    assert bare[0] == bare[1]
    code = re.search(r"\d{6}", written(template="messaging.to_phone")[-1].body_vi).group()
    assert visitor.post(unknown.url, {"ma-mot-lan": code}).status_code == 404
    page = text(visitor.post(known.url, {"ma-mot-lan": code}))
    assert "Thủ tục đăng ký khai sinh" in page
    assert party.name not in page


def test_the_status_page_asks_the_database_little_however_long_the_history(town, browser, django_assert_max_num_queries):
    code = received(town)
    for n in range(3):
        api.request_supplement(code=code, items=("Ảnh",), reason="Ảnh chụp mờ", deadline_days=5, actor=town.appraiser, now=t.NOW)
        api.supply(code=code, papers=[t.paper(town.citizen)], note="", actor=town.citizen, now=t.NOW + timedelta(minutes=n))
    browser.get(f"/ho-so/{code}/")
    with django_assert_max_num_queries(25):
        browser.get(f"/ho-so/{code}/")


def test_the_form_of_a_new_dossier_is_not_sent_as_a_supplement(town, browser):
    draft_id = browser.post(f"/thu-tuc/{t.BIRTH}/nop/").url.split("/")[2]
    assert browser.get(f"/nop/{draft_id}/gui-bo-sung/").status_code == 404
