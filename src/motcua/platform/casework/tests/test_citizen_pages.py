"""The citizen's way: find, read, fill in, check, submit, follow, supply, collect. Without JavaScript, as a browser sends it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.kernel.actors import SYSTEM
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import DossierStatus, Outcome
from motcua.platform.casework.models import Dossier
from motcua.platform.eforms import api as eforms

PHONE = "0100900012"
ADDRESS = {"unit": "11329", "line": "Số 5 Lạch Tray"}


@pytest.fixture(autouse=True)
def the_clock(monkeypatch):
    at = {"now": t.NOW}
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: at["now"])
    return at


@pytest.fixture
def browser(town):
    return sign_in(Client(), town.citizen)


def pdf(name="giay.pdf"):
    return SimpleUploadedFile(name, t.PDF_BYTES)


def address(name, **change):
    return {f"{name}-{part}": value for part, value in (ADDRESS | change).items()}


def birth_pages():
    """Every page of the declaration of birth as the mother answers it."""
    applicant = {"applicant_name": "Đỗ Thị Thử", "applicant_number": "031191950001", "applicant_born": "12/4/1991", "phone": PHONE}
    mother = {"mother_name": "Đỗ Thị Thử", "mother_number": "031191950001", "mother_born": "12/4/1991"}
    father = {"father_name": "Vũ Văn Bách", "father_number": "031090950002", "father_born": "2/3/1990"}
    people = {"mother_ethnicity": "Kinh", "mother_nationality": "Việt Nam", "father_ethnicity": "Kinh", "father_nationality": "Việt Nam"}
    child = {"child_name": "Vũ Đỗ An", "child_born-day": "1", "child_born-month": "3", "child_born-year": "2026", "child_sex": "female"}
    origin = {"birth_place": "Bệnh viện Phụ sản", "child_ethnicity": "Kinh", "child_nationality": "Việt Nam", "child_hometown": "Hải Phòng"}
    return {
        "quan-he": {"relation": "mother", "parents": "both"},
        "nguoi-yeu-cau": applicant | address("applicant_address"),
        "tre": child,
        "noi-sinh": origin,
        "me": mother | {k: v for k, v in people.items() if k.startswith("mother")} | address("mother_address"),
        "cha": father | {k: v for k, v in people.items() if k.startswith("father")} | address("father_address"),
        "giay-to": {"paper_birth": pdf("giấy chứng sinh.pdf")},
        "noi-nhan": {"receiving_unit": "11329", "copies": "1"},
    }


def begin(browser, code=t.BIRTH, **data):
    """The draft that the start page opens."""
    resumed = browser.post(f"/thu-tuc/{code}/nop/", data)
    assert resumed.status_code == 302, resumed.content.decode()
    return resumed.url.split("/")[2]


def fill(browser, draft, pages):
    """Answer the pages in turn; the address after the last."""
    at = browser.get(f"/nop/{draft}/").url
    for key, answers in pages.items():
        assert at == f"/nop/{draft}/{key}/"
        sent = browser.post(at, answers)
        assert sent.status_code == 302, re.findall(r'mc-error".*?</p>', sent.content.decode(), re.DOTALL)
        at = sent.url
    return at


def submit_birth(browser):
    """A submitted birth registration, all by the pages; its code."""
    check = fill(browser, begin(browser), birth_pages())
    key = re.search(r'name="khoa" value="([^"]+)"', browser.get(check).content.decode()).group(1)
    done = browser.post(check, {"khoa": key, "cam_doan": "1"})
    assert done.status_code == 302, done.content.decode()
    return done.url.split("/")[2], check, key


def text(answer):
    return answer.content.decode()


def test_the_forms_carried_by_the_room_can_be_published_and_name_the_papers_of_their_procedure(town):
    for code, key in ((t.BIRTH, "khai-sinh"), (t.REPAIR, "sua-chua-nha"), ("2.000986", "khai-sinh-lien-thong")):
        procedure = api.procedure(code=code)
        form = eforms.form(key=eforms.publish_form(definition=forms.documents()[key], now=t.NOW).key)
        named = {f.requirement for page in form.pages for f in page.fields if f.requirement}
        assert procedure.definition.form_key == key
        assert named == {p.key for p in procedure.papers}


def test_catalogue_finds_without_accents_and_filters(town):
    page = text(Client().get("/thu-tuc/?q=khai sinh"))
    assert "Thủ tục đăng ký khai sinh" in page
    assert 'href="/thu-tuc/1.001193/"' in page
    assert "Không có thủ tục nào khớp" in text(Client().get("/thu-tuc/?q=xyzzy"))
    assert "1.013229" not in text(Client().get("/thu-tuc/?linh-vuc=Hộ tịch"))


@pytest.mark.parametrize(
    ("language", "words"), [("vi", ("Bao lâu", "1 ngày", "Giấy chứng sinh")), ("en", ("How long", "1 day", "Birth notification"))]
)
def test_the_service_page_answers_first_and_has_one_way_on(town, language, words):
    page = text(Client().get("/thu-tuc/1.001193/", headers={"accept-language": language}))
    assert all(word in page for word in words)
    assert page.count('href="/thu-tuc/1.001193/nop/"') == 1


def test_a_fee_that_is_a_sample_says_so(town):
    page = text(Client().get("/thu-tuc/1.013229/"))
    assert "75.000" in page
    assert "mức mẫu" in page


def test_an_unknown_procedure_is_a_named_404(town):
    answer = Client().get("/thu-tuc/9.999999/")
    assert answer.status_code == 404
    assert "Không có thủ tục mang mã 9.999999" in text(answer)


def test_starting_needs_a_sign_in_and_comes_back(town):
    assert Client().get("/thu-tuc/1.001193/nop/").url == "/dang-nhap/?next=%2Fthu-tuc%2F1.001193%2Fnop%2F"


def test_the_whole_way_from_form_to_dossier(town, browser):
    code, _, _ = submit_birth(browser)
    dossier = api.dossier(code=code, actor=town.reception)
    assert dossier.status is DossierStatus.SUBMITTED
    assert dossier.unit_code == "11329"
    assert [p.requirement for p in dossier.papers] == ["giay-chung-sinh"]
    page = text(browser.get(f"/ho-so/{code}/da-nop/"))
    assert code in page
    assert "Những gì chúng tôi đã nhận" in page


def test_the_check_page_shows_answers_sources_and_a_way_to_change_each(town, browser):
    check = fill(browser, begin(browser), birth_pages())
    page = text(browser.get(check))
    assert "Vũ Đỗ An" in page
    assert "01/03/2026" in page
    assert "Tài khoản định danh của bạn, 09:00 09/03/2026" in page
    assert "tre/?sua=1#id_child_name" in page
    assert "Phường Ngô Quyền" in page


def test_the_mother_is_filled_in_from_the_applicant(town, browser):
    draft = begin(browser)
    pages = birth_pages()
    fill(browser, draft, {key: pages[key] for key in ("quan-he", "nguoi-yeu-cau")})
    page = text(browser.get(f"/nop/{draft}/me/"))
    assert 'value="031191950001"' in page
    assert "bạn đã ghi ở trang “Người yêu cầu”" in page


def test_without_the_declaration_nothing_is_submitted_and_all_is_kept(town, browser):
    check = fill(browser, begin(browser), birth_pages())
    refused = browser.post(check, {"khoa": "k"})
    assert refused.status_code == 422
    assert "Đánh dấu vào ô cam đoan" in text(refused)
    assert not Dossier.objects.exists()


def test_what_is_missing_is_linked_to_its_page(town, browser):
    draft = begin(browser)
    refused = browser.post(f"/nop/{draft}/kiem-tra/", {"khoa": "k", "cam_doan": "1"})
    assert refused.status_code == 422
    assert f'href="/nop/{draft}/quan-he/?sua=1#id_relation"' in text(refused)


def test_a_double_click_and_a_second_tab_give_one_dossier(town, browser):
    code, check, key = submit_birth(browser)
    for again in (key, "another-tab"):
        assert browser.post(check, {"khoa": again, "cam_doan": "1"}).url == f"/ho-so/{code}/da-nop/"
    assert browser.get(check).url == f"/ho-so/{code}/"
    assert Dossier.objects.count() == 1


def test_a_generic_procedure_asks_where_and_lists_its_papers(town, browser):
    page = text(browser.get(f"/thu-tuc/{t.GENERIC}/nop/"))
    assert "Nộp tại đâu?" in page
    refused = browser.post(f"/thu-tuc/{t.GENERIC}/nop/", {"unit": "00000"})
    assert refused.status_code == 422
    draft = begin(browser, t.GENERIC, unit="11329")
    procedure = api.procedure(code=t.GENERIC)
    form = eforms.definition_of(draft=eforms.draft(draft_id=draft, actor=town.citizen))
    asked = {f.requirement for page in form.pages for f in page.fields if f.requirement}
    assert asked == {p.key for p in procedure.papers}


def test_my_dossiers_show_what_waits_for_me_and_drafts(town, browser):
    ref = t.submit(town.citizen, code=t.REPAIR)
    begin(browser)
    page = text(browser.get("/ho-so/"))
    assert "Nộp phí, lệ phí để hồ sơ được tiếp nhận" in page
    assert ref.code in page
    assert "Đã xong 0 trên" in page
    assert "Bạn chưa nộp hồ sơ nào" in text(sign_in(Client(), town.other_citizen).get("/ho-so/"))


def test_a_fee_leads_to_its_payment(town, browser):
    ref = t.submit(town.citizen, code=t.REPAIR)
    pay = f'href="/thanh-toan/{ref.payment_id}/"'
    assert pay in text(browser.get(f"/ho-so/{ref.code}/da-nop/"))
    assert pay in text(browser.get(f"/ho-so/{ref.code}/"))
    t.pay(ref)
    assert pay not in text(browser.get(f"/ho-so/{ref.code}/"))


def asked_for_papers(town, *items):
    ref = t.submit(town.citizen)
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    api.request_supplement(code=ref.code, items=items, reason="Ảnh chụp bị mờ", deadline_days=5, actor=town.reception, now=t.NOW)
    return ref.code


def test_supplying_papers_moves_the_due_date_and_says_why(town, browser, the_clock):
    code = asked_for_papers(town, "Giấy chứng sinh bản rõ", "Ảnh trẻ")
    before = api.dossier(code=code, actor=town.reception).due_at
    assert "Ảnh chụp bị mờ" in text(browser.get(f"/ho-so/{code}/"))
    assert "Ảnh trẻ" in text(browser.get(f"/ho-so/{code}/bo-sung/"))
    the_clock["now"] = t.NOW + timedelta(days=1)
    page = browser.get(browser.post(f"/ho-so/{code}/bo-sung/").url).url
    assert "Giấy chứng sinh bản rõ" in text(browser.get(page))
    refused = browser.post(page, {"paper_1": pdf(), "note": "Tôi gửi lại"})
    assert refused.status_code == 422
    assert "Tải lên ảnh trẻ." in text(refused)
    send = browser.post(page, {"paper_2": pdf("be.pdf"), "note": "Tôi gửi lại"}).url
    assert "be.pdf" in text(browser.get(send))
    assert browser.post(send).url == f"/ho-so/{code}/"
    assert browser.post(send).url == f"/ho-so/{code}/"
    after = api.dossier(code=code, actor=town.reception)
    assert after.status in (DossierStatus.RECEIVED, DossierStatus.PROCESSING)
    assert after.due_at > before
    assert {p.requirement for p in after.papers} == {"giay-chung-sinh", "bo-sung-1", "bo-sung-2"}
    assert "Hạn trả dời từ" in text(browser.get(f"/ho-so/{code}/"))


def test_a_supplement_after_the_deadline_is_told_and_loses_nothing(town, browser, the_clock):
    code = asked_for_papers(town, "Giấy chứng sinh bản rõ")
    page = browser.get(browser.post(f"/ho-so/{code}/bo-sung/").url).url
    send = browser.post(page, {"paper_1": pdf("ro.pdf"), "note": ""}).url
    the_clock["now"] = t.NOW + timedelta(days=20)
    late = browser.post(send)
    assert late.status_code == 409
    assert "ro.pdf" in text(browser.get(page))  # the draft is open again, with the file
    assert "nay đã qua" in text(browser.get(f"/ho-so/{code}/bo-sung/"))


def resolved(town):
    ref = t.submit(town.citizen)
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    api.forward(code=ref.code, to_step="appraisal", note="", actor=town.reception, now=t.NOW)
    api.propose_result(code=ref.code, decision=Outcome.GRANTED, note="Đủ điều kiện", actor=town.appraiser, now=t.NOW)
    api.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.leader, now=t.NOW)
    return ref.code


def test_the_result_and_the_receipt_are_for_the_owner_alone(town, browser):
    code = resolved(town)
    for name in ("ket-qua", "giay-tiep-nhan"):
        got = browser.get(f"/ho-so/{code}/{name}/")
        assert b"".join(got.streaming_content).startswith(b"%PDF")
        assert sign_in(Client(), town.other_citizen).get(f"/ho-so/{code}/{name}/").status_code == 404
        assert Client().get(f"/ho-so/{code}/{name}/").status_code == 302
    assert "Tải kết quả về" in text(browser.get(f"/ho-so/{code}/"))


def test_another_citizen_learns_nothing_of_a_dossier(town):
    ref = t.submit(town.citizen)
    stranger = sign_in(Client(), town.other_citizen)
    for path in ("", "da-nop/", "bo-sung/", "rut/", "giay-to/1/", "phieu/1/"):
        assert stranger.get(f"/ho-so/{ref.code}/{path}").status_code == 404


def test_withdrawing_says_what_it_means_and_ends_the_dossier(town, browser):
    ref = t.submit(town.citizen)
    assert "không mở lại được" in text(browser.get(f"/ho-so/{ref.code}/rut/"))
    browser.post(f"/ho-so/{ref.code}/rut/", {"reason": "Nộp nhầm"})
    assert api.dossier(code=ref.code, actor=SYSTEM).status is DossierStatus.WITHDRAWN
    assert "Rút hồ sơ</a>" not in text(browser.get(f"/ho-so/{ref.code}/"))


def test_the_public_look_up_shows_steps_and_no_person(town):
    ref = t.submit(town.citizen)
    secret = api.dossier(code=ref.code, actor=SYSTEM).tracking_code
    page = text(Client().post("/tra-cuu/", {"ma": ref.code.lower(), "bi-mat": secret}))
    assert "Mới đăng ký" in page
    assert "Đỗ Thị Thử 1" not in page
    assert text(Client().get(f"/tra-cuu/?ma={ref.code}&bi-mat={secret}")).count("Mới đăng ký") >= 1
    by_phone = api.dossier(code=ref.code, actor=SYSTEM).party.phone[-4:]
    assert Client().post("/tra-cuu/", {"ma": ref.code, "bi-mat": by_phone}).status_code == 200


@pytest.mark.parametrize(
    ("code", "secret", "status"), [("", "", 422), ("H24.12-260309-0001", "", 422), ("H24.12-260309-0001", "SAIHETRO", 404)]
)
def test_a_wrong_look_up_keeps_what_was_typed(town, code, secret, status):
    answer = Client().post("/tra-cuu/", {"ma": code, "bi-mat": secret})
    assert answer.status_code == status
    assert f'value="{code}"' in text(answer)


PUBLIC = ("/thu-tuc/", "/thu-tuc/1.001193/", "/tra-cuu/")
OWN = ("/ho-so/", "/thu-tuc/1.001193/nop/", "/ho-so/{code}/", "/ho-so/{code}/da-nop/", "/ho-so/{code}/bo-sung/", "/ho-so/{code}/rut/")


def test_every_page_speaks_english(town, browser):
    code = asked_for_papers(town, "Giấy chứng sinh bản rõ")  # what officers and the catalogue write stays Vietnamese
    for path in (*PUBLIC, *OWN):
        page = text(browser.get(path.format(code=code), headers={"accept-language": "en"}))
        main = page[page.index("<main") : page.index("</main>")]
        spoken = re.sub(r'<(\w+)[^>]*lang="vi"[^>]*>.*?</\1>|<[^>]+>', " ", main, flags=re.DOTALL)
        assert not re.findall(r"(?:Hồ sơ|Nộp|Bạn|Tra cứu|Gửi|Quay lại)\b", spoken), path


def test_a_paper_that_hangs_on_an_open_question_is_not_called_needless(town, browser):
    draft = forms.start(procedure=api.procedure(code="1.001612"), unit_code="", actor=town.citizen, now=t.NOW)
    page = browser.get(f"/nop/{draft.uuid}/kiem-tra/").content.decode()
    lease = page[page.index("Hợp đồng thuê, mượn địa điểm") :][:200]
    assert "tuỳ câu trả lời của bạn" in lease


def test_the_check_page_names_every_paper_once_missing_ones_first(town, browser):
    draft = begin(browser)
    pages = birth_pages()
    here = f"/nop/{draft}/kiem-tra/"
    fill(browser, draft, {key: pages[key] for key in list(pages)[: list(pages).index("giay-to")]})
    page = text(browser.get(here))
    label = eforms.definition_of(draft=eforms.draft(draft_id=draft, actor=town.citizen)).field("paper_birth").label_vi
    told = re.findall(r"<dt>(.*?)</dt>", page)
    assert told.count(label) == 1
    assert "<strong>còn thiếu</strong>" in page[page.index(f"<dt>{label}</dt>") :][:200]
    assert f"/nop/{draft}/giay-to/?sua=1#id_paper_birth" in page
    browser.post(f"/nop/{draft}/giay-to/", pages["giay-to"])
    assert "giấy chứng sinh.pdf" in text(browser.get(here))


def test_papers_that_a_case_does_not_need_are_folded_and_reachable(town, browser):
    draft = begin(browser, t.GENERIC, unit="11329")
    page = text(browser.get(f"/nop/{draft}/kiem-tra/"))
    papers = [f for p in eforms.definition_of(draft=eforms.draft(draft_id=draft, actor=town.citizen)).pages for f in p.fields if f.requirement]
    for field in papers:
        assert page.count(f'#id_{field.name}"') == 1, field.label_vi
    needed = {p.key for p in api.procedure(code=t.GENERIC).definition.papers if p.required or p.required_when}
    folded = page[page.index("Giấy tờ không bắt buộc, chưa có tệp") :].partition("</details>")[0]
    assert {f.requirement for f in papers if f'#id_{f.name}"' not in folded} == needed
