"""Pages of the desk: filters, saved views, bulk, side actions one per page, notes, opinions, register, leaders, exports."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import DossierStatus, OpinionAsk
from motcua.platform.casework.tests.test_lifecycle import received
from motcua.platform.casework.tests.test_notes import appraised

INBOX = "/lam-viec/ho-so/"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


@pytest.fixture
def desk(town):
    return sign_in(Client(), town.reception)


@pytest.fixture
def appraiser(town):
    return sign_in(Client(), town.appraiser)


def text(answer):
    return answer.content.decode()


def test_filters_narrow_the_list_and_can_be_taken_off(town, desk):
    new, old = t.submit(town.citizen).code, received(town, code=t.REPAIR).code
    page = text(desk.get(INBOX, {"muc": "tat-ca", "thu-tuc": t.REPAIR}))
    assert old in page
    assert new not in page
    assert "Tìm thấy 1 hồ sơ." in page
    assert "Bỏ lọc" in page
    assert "Không có hồ sơ nào đúng bộ lọc" in text(desk.get(INBOX, {"muc": "tat-ca", "nguon": "national"}))


def test_nonsense_in_the_address_is_left_out(town, desk):
    code = t.submit(town.citizen).code
    asked = {"muc": "khong", "trang-thai": "99", "nhan-tu": "hôm qua", "giao": "x", "xep": "?", "hinh-thuc": "9"}
    assert code in text(desk.get(INBOX, asked))
    assert desk.get(INBOX, {"sau": "%%"}).status_code in (400, 404, 422)


def test_a_list_is_saved_opens_by_itself_and_is_forgotten(town, desk):
    code = t.submit(town.citizen).code
    answer = desk.post(f"{INBOX}danh-sach/?muc=tat-ca&thu-tuc={t.BIRTH}", {"name": "Khai sinh", "default": "true"}, follow=True)
    assert "Khai sinh" in text(answer)
    opened = desk.get(INBOX, follow=True)
    assert opened.redirect_chain
    assert code in text(opened)
    view = api.saved_views(actor=town.reception)[0]
    desk.post(f"{INBOX}danh-sach/{view.view_id}/", {"act": "forget"})
    assert api.saved_views(actor=town.reception) == ()


def test_a_list_without_a_name_says_so(desk):
    answer = desk.post(f"{INBOX}danh-sach/?muc=tat-ca", {"name": " "})
    assert answer.status_code == 422
    assert "Đặt tên cho danh sách" in text(answer)


def test_bulk_assign_asks_first_and_is_done_once(town, appraiser):
    code = appraised(town).code
    asked = text(appraiser.post(f"{INBOX}tiep-nhan/", {"ho-so": [code], "act": "assign"}))
    key = re.search(r'name="key" value="([^"]+)"', asked).group(1)
    sent = {"ho-so": [code], "act": "assign", "key": key, "officer_id": str(town.appraiser.subject_id)}
    pages = [text(appraiser.post(f"{INBOX}tiep-nhan/", sent, follow=True)) for _ in range(2)]
    assert all("Đã phân công 1 hồ sơ" in page for page in pages)
    assert api.dossier(code=code, actor=town.leader).assigned_to == town.appraiser.subject_id


def test_bulk_without_a_reason_keeps_what_was_typed(town, appraiser):
    sent = {"ho-so": [appraised(town).code], "act": "extend_due", "key": "k", "days": "4", "reason": ""}
    answer = appraiser.post(f"{INBOX}tiep-nhan/", sent)
    assert answer.status_code == 422
    assert 'value="4"' in text(answer)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_leaves_as_a_file_and_that_is_recorded(town, desk, kind):
    from motcua.foundation.audit import api as audit

    code = t.submit(town.citizen).code
    answer = desk.get(f"{INBOX}tai-ve.{kind}?muc=tat-ca")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (code.encode() in content) if kind == "csv" else content.startswith(b"PK")
    assert [e.action for e in audit.entries(object_ref=f"list:{town.reception.ref}").entries] == ["casework.list_exported"]


SIDE = [
    ("assign", {"officer_id": "", "note": "nghỉ phép"}, "Đã phân công"),
    ("transfer", {"unit_code": t.OTHER_UNIT, "reason": "Sai thẩm quyền"}, "Đã chuyển hồ sơ sang đơn vị khác"),
    ("ask_opinions", {"unit-1": t.OTHER_UNIT, "question": "Có vướng quy hoạch không?", "days": "3"}, "Đã gửi xin ý kiến"),
    ("extend_due", {"days": "2", "reason": "Chờ xác minh"}, "Đã xin lỗi và hẹn lại"),
    ("pause", {"reason": "force_majeure", "note": "Bão số 3"}, "Đã tạm dừng thời hạn"),
    ("open_sub_dossier", {"procedure_code": t.GENERIC, "unit_code": t.UNIT}, "Đã mở hồ sơ thành phần"),
]


@pytest.mark.parametrize(("verb", "typed", "done"), SIDE)
def test_side_actions_one_per_page(town, appraiser, verb, typed, done):
    code = appraised(town).code
    where = f"{INBOX}{code}/viec/{verb}/"
    page = text(appraiser.get(where))
    key = re.search(r'name="key" value="([^"]+)"', page).group(1)
    answer = appraiser.post(where, {"key": key, **typed}, follow=True)
    assert done in text(answer) or (verb == "transfer" and answer.status_code == 404), text(answer)[:2000]


def test_a_mistake_on_a_side_page_keeps_what_was_typed(town, appraiser):
    answer = appraiser.post(f"{INBOX}{appraised(town).code}/viec/ask_opinions/", {"key": "k", "question": "Hỏi gì đó", "days": "3"})
    assert answer.status_code == 422
    assert "Hỏi gì đó" in text(answer)
    assert "Chọn ít nhất một đơn vị" in text(answer)


def test_what_cannot_be_done_says_why(town, appraiser):
    code = appraised(town).code
    assert "không làm được việc này" in text(appraiser.get(f"{INBOX}{code}/viec/revoke_result/"))
    assert appraiser.get(f"{INBOX}{code}/viec/khong-co/").status_code == 404


def test_rebase_shows_the_versions_before(town):
    code = appraised(town).code
    page = text(sign_in(Client(), town.leader).get(f"{INBOX}{code}/viec/rebase/"))
    assert "đã chạy theo phiên bản này" in page


def test_an_opinion_is_asked_seen_and_given(town, appraiser):
    code = appraised(town).code
    api.ask_opinions(code=code, asks=[OpinionAsk(t.OTHER_UNIT, "Có vướng không?", 3)], actor=town.appraiser, now=t.NOW)
    other = sign_in(Client(), town.stranger)
    assert code not in text(other.get(f"{INBOX}xin-y-kien/"))  # asked of the leader's desk, not of reception
    opinion = api.opinions(code=code, actor=town.appraiser, now=t.NOW)[0]
    assert "Có vướng không?" in text(appraiser.get(f"{INBOX}{code}/"))
    from motcua.foundation.identity.testing import make_officer
    from motcua.kernel.actors import Role

    leader = sign_in(Client(), make_officer(Role.LEADER, unit_code=t.OTHER_UNIT))
    assert code in text(leader.get(f"{INBOX}xin-y-kien/"))
    where = f"{INBOX}{code}/y-kien/{opinion.opinion_id}/"
    wrong = leader.post(where, {"act": "give", "stance": "", "text": "Đã xem"})
    assert (wrong.status_code, "Đã xem" in text(wrong)) == (422, True)
    done = leader.post(where, {"act": "give", "stance": "agree", "text": "Không vướng.", "key": "k"}, follow=True)
    assert "Đã gửi ý kiến" in text(done)
    assert "Không vướng." in text(appraiser.get(f"{INBOX}{code}/"))


def test_an_opinion_is_recalled(town, appraiser):
    code = appraised(town).code
    api.ask_opinions(code=code, asks=[OpinionAsk(t.OTHER_UNIT, "Có vướng không?", 3)], actor=town.appraiser, now=t.NOW)
    opinion = api.opinions(code=code, actor=town.appraiser, now=t.NOW)[0]
    answer = appraiser.post(f"{INBOX}{code}/y-kien/{opinion.opinion_id}/", {"act": "recall", "reason": "Đã rõ"}, follow=True)
    assert "Đã thu hồi yêu cầu" in text(answer)


def test_notes_are_written_on_the_page_and_mentions_listed(town, desk, appraiser):
    code = received(town).code
    sent = {"note-text": "Xem giúp.", "note-mentions": [str(town.appraiser.subject_id), "x"], "key": "k"}
    assert "Xem giúp." in text(desk.post(f"{INBOX}{code}/ghi-chu/", sent, follow=True))
    assert "Xem giúp." in text(appraiser.get(f"{INBOX}nhac-den-toi/"))
    appraiser.get(f"{INBOX}{code}/")  # seen by opening the dossier
    assert api.unread_mentions(actor=town.appraiser) == 0
    assert "Ghi chú chưa có nội dung" in text(desk.post(f"{INBOX}{code}/ghi-chu/", {"note-text": " "}))


def test_leaders_watch_and_others_do_not(town, desk):
    from motcua.platform.casework.models import Dossier

    code = appraised(town).code
    Dossier.objects.filter(code=code).update(warned=100)
    page = text(sign_in(Client(), town.leader).get(f"{INBOX}canh-bao/"))
    Dossier.objects.filter(code=code).update(warned=0)
    assert code in page
    assert "Chưa giao ai" in page
    assert desk.get(f"{INBOX}canh-bao/").status_code == 403


def test_the_register_book_and_its_files(town, desk):
    code = received(town).code
    assert code in text(desk.get(f"{INBOX}so-theo-doi/"))
    assert code not in text(desk.get(f"{INBOX}so-theo-doi/", {"tu": "2025-01-01", "den": "2025-01-31"}))
    assert desk.get(f"{INBOX}so-theo-doi/so.pdf").content.startswith(b"%PDF")
    assert desk.get(f"{INBOX}so-theo-doi/so.xlsx").content.startswith(b"PK")
    assert desk.get(f"{INBOX}so-theo-doi/so.exe").status_code == 404


def test_control_slip_and_word_sheets(town, desk):
    code = received(town).code
    assert desk.get(f"{INBOX}{code}/tep/mau-06.pdf").content.startswith(b"%PDF")
    seq = min(api.sheets_of(code=code, actor=town.reception))
    assert desk.get(f"{INBOX}{code}/tep/bieu-mau/{seq}.docx").content.startswith(b"PK")


@pytest.mark.parametrize("where", ["", "?muc=tat-ca&thu-tuc=" + t.BIRTH])
def test_the_inbox_page_asks_at_most_25_questions(town, desk, where):
    for code in (t.BIRTH, t.REPAIR, t.GENERIC, t.BIRTH):
        t.submit(town.citizen, code=code)
    desk.get(INBOX + where)
    with CaptureQueriesContext(connection) as asked:
        desk.get(INBOX + where)
    assert len(asked) <= 26, "\n".join(q["sql"][:130] for q in asked)


def test_the_dossier_page_asks_at_most_26_questions(town, appraiser):
    code = appraised(town).code
    appraiser.get(f"{INBOX}{code}/")
    with CaptureQueriesContext(connection) as asked:
        appraiser.get(f"{INBOX}{code}/")
    assert len(asked) <= 26, "\n".join(q["sql"][:130] for q in asked)


def test_strangers_and_citizens_get_nowhere(town):
    code = appraised(town).code
    stranger, citizen = sign_in(Client(), town.stranger), sign_in(Client(), town.citizen)
    for where in (f"{code}/viec/assign/", f"{code}/sao-y/", f"{code}/tep/mau-06.pdf"):
        assert stranger.get(INBOX + where).status_code == 404
        assert citizen.get(INBOX + where).status_code == 403
    assert stranger.post(f"{INBOX}{code}/ghi-chu/", {"note-text": "x"}).status_code == 404
    assert api.dossier(code=code, actor=town.leader).status is DossierStatus.PROCESSING


def test_on_a_phone_the_actions_come_before_facts_declaration_and_history(town, appraiser):
    page = text(appraiser.get(f"/lam-viec/ho-so/{appraised(town).code}/"))
    places = [page.index(f'class="mc-dossier-{part}"') for part in ("head", "now", "papers", "body")]
    assert places == sorted(places)
    assert page.index('id="thao-tac"') < page.index("Thông tin hồ sơ") < page.index("Tờ khai (") < page.index("Lịch sử (")
    assert page.count("data-narrow") >= 5  # papers, sheets, clock, declaration, history: folded by the script on a narrow screen


def test_a_wait_that_is_over_is_not_shown_as_a_wait(town, desk):
    code = t.submit(town.citizen).code
    api.request_supplement(code=code, items=["Giấy"], reason="Ảnh mờ", deadline_days=5, actor=town.reception, now=t.NOW)
    assert "Đang chờ, đồng hồ tạm dừng" in text(desk.get(f"/lam-viec/ho-so/{code}/"))
    api.supply(code=code, papers=[t.paper(town.citizen)], actor=town.citizen, now=t.NOW)
    assert "Đang chờ, đồng hồ tạm dừng" not in text(desk.get(f"/lam-viec/ho-so/{code}/"))
