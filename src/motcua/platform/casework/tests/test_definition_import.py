"""Definitions in bulk: each row stands alone, a dry run writes nothing, and what goes out comes in again unchanged."""

import io
import json
from datetime import date

import pytest
from openpyxl import load_workbook

from motcua.kernel.errors import Forbidden
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions.definitions import export_definitions, import_definitions
from motcua.platform.casework.adapters import workbook
from motcua.platform.casework.contracts import lifecycle
from motcua.platform.casework.contracts.lifecycle import RowOutcome
from motcua.platform.casework.models import Procedure, ProcedureVersion
from motcua.platform.casework.queries.report import lint_catalogue

TODAY = date(2026, 3, 9)
OWN = {"procedure": t.GENERIC, "template": "mot-cua", "clock": {"amount": 4, "unit": "working_days"}, "supplement_days": 7}


def bring(rows, actor, fmt="json", **more):
    return import_definitions(rows=rows, fmt=fmt, actor=actor, now=t.NOW, **more)


def test_a_code_alone_opens_a_procedure(town):
    report = bring([{"procedure": t.GENERIC}], town.admin)
    assert [(r.outcome, r.template, r.version) for r in report.rows] == [(RowOutcome.NEW, "ho-tich", 1)]
    version = ProcedureVersion.objects.get(procedure__code=t.GENERIC)
    assert (version.generic, version.document["chosen"]["rule"]) == (True, "civil-status")


def test_every_row_stands_alone_and_says_what_is_wrong(town):
    rows = [
        OWN, OWN, {"procedure": "9.999999"}, {"procedure": t.BIRTH, "template": "moon"}, {"procedure": t.REPAIR, "supplement_days": 0},
        {"procedure": "", "x": 1}, {"procedure": "2.000815", "change": {"nowhere": {}}}, {"procedure": "1.001612", "steps": 3},
    ]
    report = bring(rows, town.admin)
    assert [r.outcome.value for r in report.rows] == ["new", *["refused"] * 7]
    assert [r.problems[0].path for r in report.rows[1:]] == [
        "procedure", "procedure", "template", "supplement_days", "procedure", ".", "template",
    ]
    assert all(p.vi and p.en for r in report.rows for p in r.problems)
    assert ProcedureVersion.objects.get(procedure__code=t.GENERIC).document["supplement_days"] == 7


def test_a_dry_run_writes_nothing(town):
    before = ProcedureVersion.objects.count()
    report = bring([OWN, {**OWN, "procedure": t.BIRTH}], town.admin, dry_run=True)
    assert [r.outcome for r in report.rows] == [RowOutcome.NEW, RowOutcome.CHANGED]
    assert (ProcedureVersion.objects.count(), report.dry_run) == (before, True)


@pytest.mark.parametrize("fmt", ["json", "xlsx"])
def test_what_goes_out_comes_in_again_unchanged(town, fmt):
    bring([OWN], town.admin)
    raw = export_definitions(fmt=fmt, on=TODAY)
    report = bring(raw, town.admin, fmt=fmt)
    assert {r.outcome for r in report.rows} == {RowOutcome.SAME}, [r for r in report.rows if r.outcome is not RowOutcome.SAME]
    assert len(report.rows) == len(json.loads(export_definitions(fmt="json", on=TODAY))) >= 8


def test_a_changed_cell_changes_the_definition(town):
    book = load_workbook(io.BytesIO(export_definitions(fmt="xlsx", on=TODAY, codes=[t.REPAIR])))
    sheet = book[workbook.MAIN]
    keys = [c.value for c in sheet[1]]
    sheet.cell(row=3, column=keys.index("supplement_days") + 1).value = 12
    book[workbook.FEES].cell(row=3, column=5).value = 80000
    out = io.BytesIO()
    book.save(out)
    report = bring(out.getvalue(), town.admin, fmt="xlsx", effective_from=date(2026, 4, 1), note="Bảng tính")
    assert [(r.line, r.outcome, r.version) for r in report.rows] == [(3, RowOutcome.CHANGED, 2)]
    document = ProcedureVersion.objects.get(procedure__code=t.REPAIR, version=2).document
    assert (document["supplement_days"], document["fees"][0]["amount"]) == (12, 80000)


def test_the_blank_workbook_explains_itself(town):
    book = load_workbook(io.BytesIO(workbook.blank()))
    assert [c.value for c in book[workbook.MAIN][1]][:3] == ["procedure", "name", "template"]
    assert book[workbook.TEMPLATES].max_row > 20
    assert bring(workbook.blank(), town.admin, fmt="xlsx").rows == ()


def test_no_cell_becomes_a_formula(town):
    bring([{**OWN, "result": {"template": "casework/result", "vi": "=1+1", "en": "@x"}}], town.admin)
    sheet = load_workbook(io.BytesIO(export_definitions(fmt="xlsx", on=TODAY, codes=[t.GENERIC])))[workbook.MAIN]
    assert [c.data_type for c in sheet[3] if c.value == "=1+1"] == ["s"]


@pytest.mark.parametrize(("raw", "fmt"), [
    (b"{", "json"), (b"[1, 2]", "json"), (b"PK\x03\x04 broken", "xlsx"), (b"nonsense", "xlsx"), (b"[]", "csv"), ("[]", "xlsx"),
])  # fmt: skip
def test_a_file_that_is_none_is_refused_as_a_whole(town, raw, fmt):
    with pytest.raises(lifecycle.ImportUnreadable):
        bring(raw, town.admin, fmt=fmt)


def test_only_administrators_import(town):
    with pytest.raises(Forbidden):
        bring([OWN], town.leader)


def test_the_report_counts_every_procedure_once(town):
    bring([{"procedure": t.GENERIC}], town.admin)
    report = lint_catalogue(now=t.NOW)
    assert report.procedures == report.clean + report.warned + report.wrong == Procedure.objects.count()
    assert (report.wrong, report.own, sum(report.templates.values())) == (0, report.procedures - 1, report.procedures)
