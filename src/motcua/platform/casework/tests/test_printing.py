"""Mẫu 01–07 as PDF and Word: complete, accessible, from the rows; the register of any length; numbers without gaps."""

import io
from datetime import date, timedelta

import docx
import openpyxl
import pypdf
import pytest
from docx.oxml.ns import qn

from motcua.foundation.files import api as files
from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import Forbidden
from motcua.kit.sheets import xlsx_bytes
from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions import printing, sheets
from motcua.platform.casework.actions.core import hold
from motcua.platform.casework.adapters import printed
from motcua.platform.casework.contracts import Outcome
from motcua.platform.casework.contracts.issuing import RegisterTooLong
from motcua.platform.casework.models import Sheet
from motcua.platform.casework.tests.test_delegation import in_place_of
from motcua.platform.casework.tests.test_lifecycle import at_signing, received

pytestmark = pytest.mark.usefixtures("real_papers")
PERIOD = {"from_on": date(2026, 3, 1), "to_on": date(2026, 4, 1)}


def words(pdf):
    return " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def word_text(content):
    return " ".join(node.text or "" for node in docx.Document(io.BytesIO(content)).element.body.iter(qn("w:t")))


def test_the_apology_names_the_old_and_the_new_appointment(town, monkeypatch):
    monkeypatch.setattr("motcua.platform.casework.actions.intake.sheets.make", lambda *a, **k: None)
    ref = received(town)
    monkeypatch.undo()
    held = hold(code=ref.code, actor=town.leader, now=t.NOW)
    made = sheets.make(held, form=Sheet.APOLOGY, event_seq=2, reason="Chờ xác minh nơi cư trú", deadline_at=t.NOW)
    shown = words(files.read(file_id=made))
    for part in ("XIN LỖI VÀ HẸN LẠI", "Chờ xác minh nơi cư trú", sheets.moment(t.NOW), sheets.moment(held.row.due_at), ref.code):
        assert part in shown, part


@pytest.mark.parametrize("form", ["mau-01", "mau-02", "mau-03", "mau-04", "mau-05"])
def test_every_form_is_there_as_word(town, form):
    ref = received(town)
    Sheet.objects.filter(dossier__code=ref.code).update(form=form)
    seq = Sheet.objects.get(dossier__code=ref.code).event_seq
    shown = word_text(printing.sheet_docx(code=ref.code, seq=seq, actor=town.reception))
    assert ref.code in shown
    assert "Đỗ Thị Thử 1" in shown
    assert "{%" not in shown
    assert "{{" not in shown


def test_sheets_are_accessible_and_carry_both_codes(town):
    ref = received(town)
    reader = pypdf.PdfReader(io.BytesIO(files.read(file_id=api.receipt_file(code=ref.code, actor=town.citizen))))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "pdfuaid:part>1<" in metadata
    alts = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            alts.append(str(node.get("/Alt", "")))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    assert any("Mã QR" in alt for alt in alts)
    assert any("Mã vạch" in alt and ref.code in alt for alt in alts)


def test_the_control_slip_tells_every_step_and_who_took_it(town):
    ref = at_signing(town)
    api.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.leader, now=t.NOW + timedelta(hours=1))
    shown = words(printing.control_slip_pdf(code=ref.code, actor=town.reception, now=t.NOW))
    events = api.timeline(code=ref.code, actor=town.reception)
    for event in events:
        assert event.title_vi in shown, event.title_vi
    assert town.leader.name in shown
    assert "đúng hạn" in shown
    assert town.appraiser.name in word_text(printing.control_slip_docx(code=ref.code, actor=town.reception, now=t.NOW))


def test_the_control_slip_is_for_officers_of_the_unit(town):
    ref = received(town)
    for actor in (town.citizen, town.stranger, town.other_citizen):
        with pytest.raises(contracts.DossierUnknown):
            printing.control_slip_pdf(code=ref.code, actor=actor, now=t.NOW)


def test_the_register_says_the_same_in_all_three_forms(town):
    codes = [received(town).code, received(town, code=t.REPAIR).code]
    given = {"unit_code": t.UNIT, **PERIOD, "actor": town.reception, "now": t.NOW}
    book = openpyxl.load_workbook(io.BytesIO(printing.register_xlsx(**given))).active
    listed = [row[1] for row in book.iter_rows(min_row=3, values_only=True)]
    assert listed == codes
    pdf, word = words(printing.register_pdf(**given)).replace(" ", ""), word_text(printing.register_docx(**given))
    assert all(code in pdf and code in word for code in codes)


def test_the_register_is_read_in_batches_without_a_gap(town, monkeypatch):
    codes = [received(town).code for _ in range(5)]
    monkeypatch.setattr(printing, "_BATCH", 2)
    rows = printing.register_rows(unit_code=t.UNIT, **PERIOD, actor=SYSTEM)
    assert [row[0] for row in rows] == codes
    assert not list(printing.register_rows(unit_code=t.UNIT, from_on=date(2025, 1, 1), to_on=date(2025, 2, 1), actor=SYSTEM))


def test_other_units_and_citizens_get_no_register(town):
    for actor in (town.stranger, town.citizen, town.operator):
        with pytest.raises(Forbidden):
            printing.register_xlsx(unit_code=t.UNIT, **PERIOD, actor=actor, now=t.NOW)


def test_a_book_too_long_to_print_says_so(town, monkeypatch):
    received(town)
    monkeypatch.setattr(printing, "MOST_PRINTED", 0)
    with pytest.raises(RegisterTooLong):
        printing.register_pdf(unit_code=t.UNIT, **PERIOD, actor=town.reception, now=t.NOW)


def test_a_name_cannot_become_a_formula(town):
    made = xlsx_bytes(title="x", heading="h", columns=(("a", 5),), rows=[["=HYPERLINK(1)"], ["+84"], ["An"]])
    cells = [cell for (cell,) in openpyxl.load_workbook(io.BytesIO(made)).active.iter_rows(min_row=3)]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=HYPERLINK(1)", "s"), ("+84", "s"), ("An", "s")]


def test_the_room_s_templates_are_complete():
    assert printed.check_config() == []


def test_a_power_over_one_procedure_prints_only_that_procedure(town):
    birth, repair = received(town), received(town, code=t.REPAIR)
    given = {"unit_code": t.UNIT, **PERIOD}
    for wanted, scope in (([birth.code], {"procedures": frozenset({t.BIRTH})}), ([birth.code, repair.code], {})):
        rows = printing.register_rows(actor=in_place_of(town.reception, **scope), **given)
        assert [row[0] for row in rows] == wanted
