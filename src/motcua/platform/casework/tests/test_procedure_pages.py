"""The editor of definitions, as administrators use it without JavaScript; and that nobody else gets in."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.models import Procedure, ProcedureDraft, ProcedureVersion

BASE, ONE = "/quan-tri/thu-tuc/", f"/quan-tri/thu-tuc/{t.REPAIR}/"
HOUSE = "/quan-tri/thu-tuc/1.013225/"
PAGES = ["", "bieu-mau/", "quy-trinh/", "thu/", "so-sanh/", "lich-su/", "noi-nop/", "toan-van/", "mau/", "cong-bo/", "ngung/", "tai-len/", "ban/1/"]
PARTS = ["co-ban", "thoi-han", "phi", "dieu-kien", "ket-qua", "giay-to-1", "giay-to-moi", "buoc-3", "buoc-moi", "viec-3-1", "viec-3-moi"]
GRIDS = ["bang/phi/", "bang/dieu-kien/"]


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


@pytest.fixture
def admin(town):
    return sign_in(Client(), town.admin)


def body(answer):
    return answer.content.decode()


def draft(code=t.REPAIR):
    return ProcedureDraft.objects.get(procedure__code=code).document




@pytest.mark.parametrize("page", [*PAGES, *GRIDS, *(f"sua/{p}/" for p in PARTS)])
def test_every_page_opens_in_both_languages_without_inline_code(admin, page):
    for language, word in (("vi", "Quy trình"), ("en", "")):
        answer = admin.get(HOUSE + page, headers={"accept-language": language})
        text = body(answer)
        assert answer.status_code == 200
        assert word in text
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|\son\w+=|\sstyle=", text)


def test_pages_of_what_is_not_there_are_not_found(admin):
    for page in ("sua/giay-to-99/", "sua/buoc-99/", "sua/viec-1-99/", "sua/moon/", "bang/moon/", "tep/moon.pdf", "tep/dieu-kien.dmn", "ban/99/"):
        assert admin.get(ONE + page).status_code == 404, page
    assert admin.get(BASE + "9.999999/").status_code == 404


@pytest.mark.parametrize("who", ["reception", "appraiser", "leader", "operator", "citizen", None])
@pytest.mark.parametrize("path", [BASE, BASE + "bao-cao/", BASE + "nhap/", BASE + "xuat/", BASE + "mau.xlsx", ONE, ONE + "toan-van/", ONE + "bang/phi/", ONE + "cong-bo/"])
def test_nobody_else_gets_in(town, who, path):
    client = sign_in(Client(), getattr(town, who)) if who else Client()
    assert client.get(path).status_code in (302, 403)
    assert client.post(ONE + "nhap/").status_code in (302, 403)
    assert not ProcedureDraft.objects.exists()


def test_the_list_searches_and_filters(admin):
    assert "1.013229" in body(admin.get(BASE, {"q": "sua chua cai tao"}))
    assert "1.001193" not in body(admin.get(BASE, {"q": "sua chua cai tao"}))
    assert "1.000894" in body(admin.get(BASE, {"trang_thai": "generic"}))
    assert "1.001193" not in body(admin.get(BASE, {"trang_thai": "generic"}))
    assert "2.000815" in body(admin.get(BASE, {"mau": "chung-thuc"}))
    assert "Không có thủ tục nào khớp" in body(admin.get(BASE, {"loi": "error"}))
    assert "1.013225" in body(admin.get(BASE, {"loi": "warning"}))


def test_a_part_is_kept_as_a_draft_and_what_runs_does_not_change(admin):
    sent = {"amount": "12", "unit": "working_days", "supplement_days": "20", "resume": "reset", "seq": "0"}
    assert admin.post(ONE + "sua/thoi-han/", sent).status_code == 302
    assert (draft()["clock"]["amount"], draft()["resume"], draft()["same_day"]) == (12, "reset", False)
    assert api.procedure(code=t.REPAIR).definition.clock.amount == 10
    assert "bản nháp" in body(admin.get(BASE, {"trang_thai": "draft"}))


def test_what_cannot_be_read_is_shown_again_as_typed(admin):
    answer = admin.post(ONE + "sua/thoi-han/", {"amount": "mười", "unit": "working_days", "supplement_days": "20", "resume": "continue"})
    assert (answer.status_code, "mười" in body(answer), "Nhập một số nguyên" in body(answer)) == (422, True, True)
    answer = admin.post(ONE + "sua/phi/", {"fees": "- {code: [", "fee_table": ""})
    assert (answer.status_code, "Không đọc được YAML" in body(answer)) == (422, True)
    assert not ProcedureDraft.objects.exists()


def test_what_is_merely_wrong_is_kept_and_said(admin):
    answer = admin.post(ONE + "sua/ket-qua/", {"vi": "Giấy phép", "en": "Permit", "template": "no", "months": ""}, follow=True)
    assert "không đúng dạng" in body(answer)
    assert answer.redirect_chain[-1][0].endswith("sua/ket-qua/")
    assert "Bản nháp còn lỗi" in body(admin.get(ONE + "cong-bo/"))
    assert "Bản nháp còn lỗi" in body(admin.get(ONE + "thu/"))


def test_two_editors_do_not_overwrite_each_other(admin):
    admin.post(ONE + "nhap/")
    sent = {"amount": "12", "unit": "working_days", "supplement_days": "20", "resume": "continue", "seq": "1"}
    assert admin.post(ONE + "sua/thoi-han/", sent).status_code == 302
    answer = admin.post(ONE + "sua/thoi-han/", {**sent, "amount": "13"})
    assert (answer.status_code, draft()["clock"]["amount"]) == (409, 12)


def test_papers_are_added_changed_moved_and_removed(admin):
    paper = {"vi": "Giấy mới", "key": "giay-moi", "originals": "1", "copies": "0", "required_when": "floors > 2", "electronic": "true"}
    admin.post(ONE + "sua/giay-to-moi/", paper)
    assert draft()["papers"][-1] == {
        "key": "giay-moi", "vi": "Giấy mới", "required_when": "floors > 2", "originals": 1, "copies": 0, "required": False,
    }
    admin.post(ONE + "sua/giay-to-4/", {"buoc": "len"})
    assert [p["key"] for p in draft()["papers"]][2] == "giay-moi"
    admin.post(ONE + "sua/giay-to-3/", {"buoc": "xoa"})
    assert "giay-moi" not in str(draft())


def test_a_renamed_step_keeps_its_ways(admin):
    step = {"vi": "Thẩm định hồ sơ", "en": "Appraisal", "key": "tham-dinh", "role": "appraiser", "amount": "5", "clock_unit": "working_days"}
    admin.post(ONE + "sua/buoc-3/", step)
    changed = draft()["steps"]
    assert (changed[2]["key"], changed[2]["clock"]["amount"], changed[1]["actions"][0]["to"]) == ("tham-dinh", 5, "tham-dinh")
    assert not [p for p in api.draft_of(code=t.REPAIR, now=t.NOW).problems if p.severity == "error"]


def test_an_action_is_changed_with_its_guard(admin):
    sent = {
        "verb": "propose_result", "to": "signing", "status": "4", "vi": "Trình", "en": "Propose", "explain_vi": "Chuyển lãnh đạo.",
        "explain_en": "To the leader.", "requires": ["decision", "comment"], "guard": "floors < 8", "guard_vi": "Nhà cao.", "guard_en": "Too tall.",
    }
    admin.post(ONE + "sua/viec-3-1/", sent)
    action = draft()["steps"][2]["actions"][0]
    assert (action["requires"], action["guard"], "effects" in action) == (["decision", "comment"], "floors < 8", False)
    assert admin.post(ONE + "sua/viec-3-1/", {**sent, "verb": "dance"}).status_code == 422


def test_the_whole_text_is_edited_as_yaml_with_findings_by_path(admin):
    text = body(admin.get(ONE + "toan-van/"))
    assert "fees[0]" in text
    document = api.running_document(code=t.REPAIR, on=date(2026, 3, 9))[0]
    assert admin.post(ONE + "toan-van/", {"toan_van": json.dumps({**document, "supplement_days": 0})}).status_code == 302
    assert "supplement_days" in body(admin.get(ONE + "toan-van/"))
    for wrong in ("a: [", "- 1", "procedure: '9.999999'"):
        answer = admin.post(ONE + "toan-van/", {"toan_van": wrong})
        assert (answer.status_code, wrong.split("'")[0].strip() in body(answer)) == (422, True)


def test_a_template_replaces_the_steps(admin):
    assert admin.post(ONE + "mau/", {"mau": "kiem-tra-thuc-dia"}).status_code == 302
    assert "inspection" in [s["key"] for s in draft()["steps"]]
    assert admin.post(ONE + "mau/", {"mau": "moon"}).status_code == 422


def test_a_draft_is_compared_and_published_from_a_day(admin):
    admin.post(ONE + "sua/thoi-han/", {"amount": "12", "unit": "working_days", "supplement_days": "20", "resume": "continue"})
    assert "Thời hạn" in body(admin.get(ONE + "so-sanh/"))
    assert "Hạn bổ sung: sửa" in body(admin.get(ONE + "cong-bo/"))
    assert admin.post(ONE + "cong-bo/", {"tu-day": "40", "tu-month": "1", "tu-year": "2026"}).status_code == 422
    assert admin.post(ONE + "cong-bo/", {"tu-day": "1", "tu-month": "1", "tu-year": "2020"}).status_code == 422
    assert admin.post(ONE + "cong-bo/", {"tu-day": "1", "tu-month": "5", "tu-year": "2026", "ghi_chu": "QĐ 1"}).status_code == 302
    version = ProcedureVersion.objects.get(procedure__code=t.REPAIR, version=2)
    assert (version.effective_from, version.note) == (date(2026, 5, 1), "QĐ 1")
    assert "Chờ hiệu lực" in body(admin.get(ONE + "lich-su/"))
    assert "Bản 2 thay quy trình" in body(admin.get(ONE))


def test_a_draft_can_be_thrown_away(admin):
    admin.post(ONE + "nhap/")
    admin.post(ONE + "bo/")
    assert not ProcedureDraft.objects.exists()
    assert "chưa có bản nháp" in body(admin.get(ONE + "cong-bo/"))


def test_a_procedure_is_retired_with_a_reason(admin):
    assert admin.post(ONE + "ngung/", {"tu-day": "1", "tu-month": "6", "tu-year": "2026"}).status_code == 422
    assert admin.post(ONE + "ngung/", {"ly_do": "Bãi bỏ"}).status_code == 422
    assert admin.post(ONE + "ngung/", {"tu-day": "1", "tu-month": "6", "tu-year": "2026", "ly_do": "Bãi bỏ theo QĐ 2"}).status_code == 302
    assert not api.procedure(code=t.REPAIR, on=date(2026, 6, 1)).open_online


def test_a_dossier_is_tried_by_links_alone(admin):
    moves = ["pay:37500", "receive:dispatch", "forward:inspection"]
    page = body(admin.get(HOUSE + "thu/", {"m": moves, "tra_loi": "exemption: none\nfloors: 8"}))
    assert "Chưa đủ ý kiến của các cơ quan được hỏi" in page
    assert "thẩm duyệt thiết kế về phòng cháy" in page
    assert "37.500 / 37.500" in page
    on = body(admin.get(HOUSE + "thu/", {"m": [*moves, "opinion:agreed", "opinion:disagreed", "forward:appraisal"]}))
    assert "Hồ sơ thử đang ở: Thẩm định" in on
    assert "không thể" in body(admin.get(HOUSE + "thu/", {"m": ["hand_back:closed"]}))
    assert admin.get(HOUSE + "thu/", {"m": ["nonsense", "pay:x"], "tra_loi": "a: ["}).status_code == 200


def test_where_it_is_handed_in_is_set_with_a_source(admin):
    sent = {"kenh": "national", "chu": "ministry", "tu-day": "1", "tu-month": "5", "tu-year": "2026", "nguon": "CV 12", "ban": ""}
    assert admin.post(ONE + "noi-nop/", {**sent, "nguon": ""}).status_code == 422
    assert admin.post(ONE + "noi-nop/", {**sent, "ban": "99"}).status_code == 422
    assert admin.post(ONE + "noi-nop/", sent).status_code == 302
    assert "Cổng dịch vụ công quốc gia" in body(admin.get(ONE + "noi-nop/"))
    assert api.submission_of(code=t.REPAIR, on=date(2026, 5, 1)).channel == "national"


@pytest.mark.parametrize("name", ["quy-trinh.json", "quy-trinh.bpmn", "phi.dmn", "dieu-kien.dmn"])
def test_what_is_downloaded_can_be_taken_back(admin, name):
    raw = admin.get(HOUSE + "tep/" + name).content
    before = api.running_document(code="1.013225", on=date(2026, 3, 9))[0]
    target = "eligibility" if name.startswith("dieu") else "fee_table"
    answer = admin.post(HOUSE + "tai-len/", {"tep": SimpleUploadedFile(name, raw), "cho": target})
    assert answer.status_code == 302, body(answer)
    kept = draft("1.013225")
    assert [s["key"] for s in kept["steps"]] == [s["key"] for s in before["steps"]]
    assert not [p for p in api.draft_of(code="1.013225", now=t.NOW).problems if p.severity == "error"]


@pytest.mark.parametrize(("name", "raw"), [("a.bpmn", b"<x/>"), ("a.dmn", b"<x"), ("a.json", b"[1]"), ("a.yaml", b"procedure: '9.999999'")])
def test_a_file_of_something_else_is_refused(admin, name, raw):
    assert admin.post(ONE + "tai-len/", {"tep": SimpleUploadedFile(name, raw)}).status_code == 422
    assert admin.post(ONE + "tai-len/", {}).status_code == 422


def test_many_are_imported_after_a_trial(admin):
    rows = json.dumps([{"procedure": t.GENERIC, "supplement_days": 9}, {"procedure": "9.999999"}]).encode()
    page = body(admin.post(BASE + "nhap/", {"tep": SimpleUploadedFile("a.json", rows)}))
    assert "Kiểm tra thử, chưa ghi gì" in page
    assert not ProcedureVersion.objects.filter(procedure__code=t.GENERIC).exists()
    page = body(admin.post(BASE + "nhap/", {"tep": SimpleUploadedFile("a.json", rows), "ghi": "1"}))
    assert "1 mới, 0 thay đổi, 0 không đổi, 1 không nhận" in page
    assert ProcedureVersion.objects.filter(procedure__code=t.GENERIC).exists()
    assert admin.post(BASE + "nhap/", {"tep": SimpleUploadedFile("a.xlsx", b"no")}).status_code == 422


def test_what_is_left_to_do_is_listed_filtered_and_exported(admin):
    row, page = Procedure.objects.get(code=t.GENERIC), BASE + "bao-cao/"
    row.details, row.has_detail = {**row.details, "channels": []}, True  # a source that states no time
    row.save(update_fields=["details", "has_detail"])
    every = body(admin.get(page))
    assert "Thời hạn tạm tính (" in every
    assumed = body(admin.get(page, {"viec": "assumed"}))
    assert "/sua/thoi-han/" in assumed
    assert 'href="/quan-tri/thu-tuc/1.013225/bang/phi/"' not in assumed
    assert 'href="/quan-tri/thu-tuc/1.013225/bang/phi/"' in body(admin.get(page, {"viec": "warning"}))
    lines = admin.get(page, {"viec": "assumed", "dang": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Mã,Thủ tục,Lĩnh vực,Loại việc,Nơi,Cần làm"
    assert f"Thời hạn tạm tính ({len(lines) - 1})" in every
    assert "Không còn việc nào" in body(admin.get(page, {"viec": "error"}))


def test_the_report_and_the_exports_are_there(admin):
    assert "Thủ tục có chi tiết" in body(admin.get(BASE + "bao-cao/"))
    assert json.loads(admin.get(BASE + "xuat/").content)
    assert admin.get(BASE + "xuat/", {"dang": "xlsx"}).content[:2] == b"PK"
    assert admin.get(BASE + "mau.xlsx").content[:2] == b"PK"


def test_only_administrators_have_the_menu_item(town):
    assert 'href="/quan-tri/thu-tuc/"' in body(sign_in(Client(), town.admin).get(BASE))
    assert 'href="/quan-tri/thu-tuc/"' not in body(sign_in(Client(), town.reception).get("/lam-viec/ho-so/"))
