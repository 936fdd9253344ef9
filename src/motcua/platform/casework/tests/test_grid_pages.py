"""Fees and conditions as a grid, as administrators type into it without JavaScript."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.models import ProcedureDraft

COPIES, HOUSE, REPAIR = (f"/quan-tri/thu-tuc/{code}/bang/" for code in ("2.000815", "1.013225", t.REPAIR))
_FIELD = re.compile(r'<(?:input|textarea|select)\b[^>]*\bname="([^"]+)"[^>]*>(?:([^<]*)</textarea>)?', re.DOTALL)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


@pytest.fixture
def admin(town):
    return sign_in(Client(), town.admin)


def boxes(page):
    """Everything that a browser would send from the grid's form."""
    form = page.content.decode().split('<form method="post" novalidate>')[1].split("</form>")[0]
    sent = {}
    for found in _FIELD.finditer(form):
        tag, name = found[0], found[1]
        if "checkbox" in tag and " checked" not in tag:
            continue
        value = re.search(r'\bvalue="([^"]*)"', tag)
        sent[name] = unescape(found[2] if found[2] is not None else value[1] if value else "").strip()
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        sent[name] = (re.findall(r'value="([^"]*)" selected', options) or [""])[0]
    return sent


def draft(code):
    return ProcedureDraft.objects.get(procedure__code=code).document


@pytest.mark.parametrize("code", ["2.000815", "1.013225", "1.001612", "1.001776"])
@pytest.mark.parametrize("kind", ["phi", "dieu-kien"])
def test_a_grid_saved_untouched_changes_nothing(admin, code, kind):
    page = f"/quan-tri/thu-tuc/{code}/bang/{kind}/"
    before, _version = api.running_document(code=code, on=t.NOW.date())
    assert admin.post(page, {**boxes(admin.get(page)), "buoc": "luu"}).status_code == 302
    assert draft(code) == before


def test_a_row_is_added_typed_and_kept(admin):
    grown = admin.post(COPIES + "phi/", {**boxes(admin.get(COPIES + "phi/")), "buoc": "them-dong"})
    assert "chưa được lưu" in grown.content.decode()
    assert not ProcedureDraft.objects.exists()
    row = {"w-4-0": "student, pupil", "w-4-1": "", "t-4-0": "1.500", "t-4-1": "LP-CTBS", "n-4": "97/2015/QH13"}
    assert admin.post(COPIES + "phi/", {**boxes(grown), **row, "buoc": "luu"}).status_code == 302
    assert draft("2.000815")["fee_table"]["rules"][4] == {
        "when": ['"student","pupil"', "-"], "then": ["1500", '"LP-CTBS"'], "note": "97/2015/QH13",
    }  # fmt: skip


def test_rows_move_and_go_and_columns_too(admin):
    moved = boxes(admin.post(HOUSE + "phi/", {**boxes(admin.get(HOUSE + "phi/")), "buoc": "xuong:0"}))
    gone = boxes(admin.post(HOUSE + "phi/", {**moved, "buoc": "bo-dong:2"}))
    narrow = boxes(admin.post(HOUSE + "phi/", {**gone, "buoc": "bo-cot:0"}))
    admin.post(HOUSE + "phi/", {**narrow, "buoc": "luu"})
    table = draft("1.013225")["fee_table"]
    assert [c["expression"] for c in table["inputs"]] == ["channel"]
    assert [rule["when"] for rule in table["rules"]] == [["2"], ["-"]]


def test_what_the_linter_says_stands_beside_its_row(admin):
    sent = {**boxes(admin.get(HOUSE + "phi/")), "t-1-1": "LP-KHAC", "buoc": "luu"}
    page = admin.post(HOUSE + "phi/", sent, follow=True).content.decode()
    assert page.index('id="said-1"') < page.index("Phí “LP-KHAC” không có trong danh sách phí.")
    assert 'aria-invalid="true" aria-describedby="said-1"' in page


def test_a_cell_that_cannot_be_read_is_shown_as_typed_with_its_place(admin):
    page = admin.post(COPIES + "phi/", {**boxes(admin.get(COPIES + "phi/")), "t-1-0": "2000 * (pages", "buoc": "thu"}).content.decode()
    assert 'value="2000 * (pages"' in page
    assert 'id="said-1"' in page


def test_a_case_is_tried(admin):
    sent = {**boxes(admin.get(COPIES + "phi/")), "x-pages": "5", "x-copies": "2", "buoc": "thu"}
    page = admin.post(COPIES + "phi/", sent).content.decode()
    assert "14.000 ₫" in page
    assert "Dòng khớp: 3" in page
    free = admin.post(COPIES + "phi/", {**sent, "x-exemption": "poor"}).content.decode()
    assert "Không phải nộp phí" in free
    refused = {**boxes(admin.get(HOUSE + "dieu-kien/")), "x-land_use": "other", "x-disputed": "không", "buoc": "thu"}
    assert "Không được giải quyết: Nhà ở chỉ được xây trên đất ở" in admin.post(HOUSE + "dieu-kien/", refused).content.decode()


def test_a_table_is_begun_and_dropped_and_fees_are_listed(admin):
    begun = boxes(admin.post(REPAIR + "phi/", {**boxes(admin.get(REPAIR + "phi/")), "buoc": "lap-bang"}))
    wider = boxes(admin.post(REPAIR + "phi/", {**begun, "buoc": "them-khoan"}))
    fee = {"f-code-1": "LP-MOI", "f-vi-1": "Lệ phí mới", "f-amount-1": "20.000", "t-0-0": "20.000", "t-0-1": "LP-MOI"}
    admin.post(REPAIR + "phi/", {**wider, **fee, "buoc": "luu"})
    assert draft(t.REPAIR)["fees"][1] == {"code": "LP-MOI", "vi": "Lệ phí mới", "amount": 20000}
    assert draft(t.REPAIR)["fee_table"]["rules"] == [{"when": ["-"], "then": ["20000", '"LP-MOI"']}]
    less = boxes(admin.post(REPAIR + "phi/", {**boxes(admin.get(REPAIR + "phi/")), "buoc": "bo-bang"}))
    admin.post(REPAIR + "phi/", {**less, "buoc": "luu"})
    assert not draft(t.REPAIR).get("fee_table")


def test_an_amount_that_is_no_number_is_told(admin):
    answer = admin.post(REPAIR + "phi/", {**boxes(admin.get(REPAIR + "phi/")), "f-amount-0": "nhiều", "buoc": "luu"})
    assert (answer.status_code, "Nhập số tiền bằng đồng" in answer.content.decode()) == (422, True)
    assert not ProcedureDraft.objects.exists()
