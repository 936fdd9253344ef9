"""The officer's pages: what is shown, what is refused, what survives a mistake."""

import re

import pytest
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import DossierStatus, Outcome
from motcua.platform.casework.tests.test_citizen_pages import text
from motcua.platform.casework.tests.test_lifecycle import at_signing, received


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


@pytest.fixture
def desk(town):
    return sign_in(Client(), town.reception)


def test_inbox_lists_what_waits_for_my_role(town, desk):
    ref = t.submit(town.citizen)
    page = desk.get("/lam-viec/ho-so/").content.decode()
    assert ref.code in page
    assert "Mới đăng ký" in page
    assert f'value="{ref.code}"' in page  # it can be selected


def test_inbox_finds_a_name_typed_without_accents(town, desk):
    ref = t.submit(town.citizen)
    assert ref.code in desk.get("/lam-viec/ho-so/?q=do thi thu").content.decode()
    assert ref.code not in desk.get("/lam-viec/ho-so/?q=tran van").content.decode()


def test_bulk_receive_names_what_it_could_not_do(town, desk):
    free, paid = t.submit(town.citizen), t.submit(town.citizen, code=t.REPAIR)
    page = desk.post("/lam-viec/ho-so/tiep-nhan/", {"ho-so": [free.code, paid.code], "act": "receive"}, follow=True).content.decode()
    assert "Đã tiếp nhận 1 hồ sơ" in page
    assert "chưa nộp phí" in page
    assert api.dossier(code=free.code, actor=town.reception).status is DossierStatus.RECEIVED


def test_desk_says_what_each_action_does_and_does_it_once(town, desk):
    ref = t.submit(town.citizen)
    page = desk.get(f"/lam-viec/ho-so/{ref.code}/").content.decode()
    assert "giấy tiếp nhận và hẹn trả kết quả (Mẫu 01)" in page
    key = re.search(r'name="key" value="([^"]+)"', page).group(1)
    for _ in range(2):  # a double click
        answer = desk.post(f"/lam-viec/ho-so/{ref.code}/receive/", {"key": key})
        assert answer.status_code == 302
    assert len(api.timeline(code=ref.code, actor=town.reception)) == 2


def test_a_mistake_keeps_what_was_typed(town, desk):
    ref = t.submit(town.citizen)
    typed = {"request_supplement-items": "Bản vẽ\nẢnh", "request_supplement-reason": "", "request_supplement-deadline_days": "90"}
    answer = desk.post(f"/lam-viec/ho-so/{ref.code}/request_supplement/", {"key": "k", **typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Bản vẽ\nẢnh" in page
    assert "Ghi rõ lý do" in page


def test_an_action_out_of_turn_is_refused_in_words(town, desk):
    ref = t.submit(town.citizen)
    answer = desk.post(f"/lam-viec/ho-so/{ref.code}/hand_back/", {"key": "k"})
    assert answer.status_code == 409
    assert "không thể trả kết quả" in answer.content.decode()


def test_receipt_is_a_pdf_and_opening_it_is_recorded(town, desk):
    from motcua.foundation.audit import api as audit

    ref = t.submit(town.citizen)
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    answer = desk.get(f"/lam-viec/ho-so/{ref.code}/tep/tiep-nhan.pdf")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    file_id = api.receipt_file(code=ref.code, actor=town.reception)
    assert [e.action for e in audit.entries(object_ref=f"files.file:{file_id}").entries] == ["casework.open_file"]


def test_another_unit_s_officer_sees_nothing(town):
    ref = t.submit(town.citizen)
    stranger = sign_in(Client(), town.stranger)
    assert stranger.get(f"/lam-viec/ho-so/{ref.code}/").status_code == 404
    assert ref.code not in stranger.get("/lam-viec/ho-so/?muc=tat-ca").content.decode()
    assert stranger.post(f"/lam-viec/ho-so/{ref.code}/receive/", {"key": "k"}).status_code == 404


def test_visitors_are_sent_to_sign_in_and_citizens_refused(town):
    ref = t.submit(town.citizen)
    assert Client().get("/lam-viec/ho-so/").status_code == 302
    assert sign_in(Client(), town.citizen).get(f"/lam-viec/ho-so/{ref.code}/").status_code == 403


def test_the_grounds_of_a_proposed_denial_stand_in_the_leaders_note(town):
    code = received(town).code
    api.forward(code=code, actor=town.reception, now=t.NOW)
    api.propose_result(code=code, decision=Outcome.DENIED, note="Cha mẹ chưa khớp dữ liệu", actor=town.appraiser, now=t.NOW)
    leader = sign_in(Client(), town.leader)
    note = re.compile(r'<textarea[^>]*name="sign_result-note"[^>]*>\s*([^<]*?)\s*</textarea>')
    assert note.findall(text(leader.get(f"/lam-viec/ho-so/{code}/"))) == ["Cha mẹ chưa khớp dữ liệu"]
    typed = {"key": "k", "sign_result-decision": "denied", "sign_result-note": ""}
    refused = leader.post(f"/lam-viec/ho-so/{code}/sign_result/", typed)
    assert (refused.status_code, note.findall(text(refused))) == (422, [""])  # who empties it finds it empty


def test_a_proposed_grant_puts_nothing_into_the_leaders_note(town):
    code = at_signing(town).code
    assert "Đủ điều kiện</textarea>" not in text(sign_in(Client(), town.leader).get(f"/lam-viec/ho-so/{code}/"))
