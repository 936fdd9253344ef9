"""What the pages of a dossier say the same everywhere: durations, sources, what was changed, whose papers, what is required."""

import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.identity.testing import sign_in
from motcua.kernel.ids import uuid7
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions import forms
from motcua.platform.casework.actions.submission import kept_answers
from motcua.platform.casework.contracts import DossierUnknown
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.queries.answers import answers_of, changed_of
from motcua.platform.casework.tests import crossing as x
from motcua.platform.casework.web.durations import working
from motcua.platform.eforms import api as eforms
from motcua.platform.eforms.contracts import Correction, Facts, FieldKind, FormRef, PrefilledValue, SubmittedForm, UiField


@pytest.fixture(autouse=True)
def the_clock(monkeypatch):
    at = {"now": t.NOW}
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: at["now"])
    return at


def text(answer):
    return answer.content.decode()


@given(minutes=st.integers(-100_000, 100_000))
def test_a_duration_is_exact_to_the_minute(minutes):
    found = re.fullmatch(r"(?:(\d+) ngày ?)?(?:(\d+) giờ ?)?(?:(\d+) phút ?)?làm việc", working(minutes, language="vi"))
    days, hours, left = (int(part or 0) for part in found.groups())
    assert days * 480 + hours * 60 + left == abs(minutes)


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 working minutes"), (60, "1 working hour"), (-570, "1 working day 1 hour 30 minutes"), (961, "2 working days 1 minute")]
)
def test_english_counts_one_and_many(minutes, said):
    assert working(minutes, language="en") == said


def test_both_sides_read_the_same_duration(town, the_clock):
    ref = t.submit(town.citizen)
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    the_clock["now"] = t.NOW + timedelta(minutes=90)
    left = working(api.due_of(code=ref.code, actor=town.citizen, now=the_clock["now"]).remaining_minutes, language="vi")
    assert "30 phút" in left
    assert left in text(sign_in(Client(), town.citizen).get(f"/ho-so/{ref.code}/"))
    assert left in text(sign_in(Client(), town.reception).get(f"/lam-viec/ho-so/{ref.code}/"))


KINDS = {"receiving_unit": FieldKind.UNIT, "applicant_name": FieldKind.TEXT, "applicant_address": FieldKind.ADDRESS}
FORM = SimpleNamespace(pages=[SimpleNamespace(fields=[UiField(name=name, kind=kind, label_vi=name, label_en=name) for name, kind in KINDS.items()])])
FACTS = Facts(today=t.NOW.date(), units={"11329": "Phường Ngô Quyền", "11359": "Phường Gia Viên", "11305": "Phường Hồng Bàng"})
PLACES = st.sampled_from(["11329", "11359", "11305"])
VALUES = st.fixed_dictionaries(
    {
        "receiving_unit": PLACES, "applicant_name": st.sampled_from(["Đỗ Thị Thử", "Vũ Văn Bách"]),
        "applicant_address": st.fixed_dictionaries({"unit": PLACES, "line": st.sampled_from(["Số 5", "Số 6"])}),
    }
)


def submitted(form, *, said, given):
    """The form with what a source said beside what the person gave."""
    provenance = {name: PrefilledValue(value, "Cơ sở dữ liệu quốc gia về dân cư", "Population register", t.NOW) for name, value in said.items()}
    changed = tuple(
        Correction(
            name=name, label_vi=name, label_en=name, said=said[name], given=given[name], source_vi="Dân cư", source_en="Population", at=t.NOW
        )
        for name in said if said[name] != given[name]
    )
    return replace(form, data=given, provenance=provenance, corrections=changed)


@given(said=VALUES, data=VALUES)
def test_an_answer_has_a_source_exactly_when_it_is_what_the_source_said(said, data):
    form = SubmittedForm(draft_id=uuid7(), data={}, provenance={}, form_ref=FormRef("", 0, ""), files=(), frozen_at=t.NOW)
    row = Dossier(form_data=kept_answers(submitted(form, said=said, given=data)), form_key="khai-sinh", form_version=1, submitted_at=t.NOW)
    with patch("motcua.platform.eforms.api.form", lambda **_: FORM), patch("motcua.platform.eforms.api.facts", lambda **_: FACTS):
        assert {a.name for a in answers_of(row) if a.source_vi} == {name for name in said if said[name] == data[name]}
        assert {c.name for c in changed_of(row)} == {name for name in said if said[name] != data[name]}


def changed_birth(town):
    """A declaration in which the register's office and name were changed."""
    ref = eforms.publish_form(definition=forms.documents()["khai-sinh"], now=t.NOW)
    data = {"applicant_name": "Đỗ Thị Thử", "receiving_unit": "11359", "phone": "0100900012"}
    told = {"receiving_unit": "11329", "applicant_name": "Đỗ Thị Thử", "phone": "0100900012"}
    papers = [p.key for p in api.procedure(code=t.BIRTH).papers if p.required]
    frozen = replace(submitted(t.frozen(town.citizen, *papers), said=told, given=data), form_ref=ref)
    with t.form_is(frozen):
        return api.submit(
            draft_id=frozen.draft_id, procedure_code=t.BIRTH, unit_code="11359", idempotency_key="", actor=town.citizen, now=t.NOW
        ).code


def test_a_changed_office_loses_its_source_and_both_are_shown(town):
    found = api.dossier(code=changed_birth(town), actor=town.citizen)
    sources = {a.name: bool(a.source_vi) for a in found.answers}
    assert sources == {"applicant_name": True, "receiving_unit": False, "phone": True}
    (one,) = found.changed
    assert (one.name, "Ngô Quyền" in one.said, one.said != one.given) == ("receiving_unit", True, True)
    assert "Cơ sở dữ liệu quốc gia về dân cư" in one.source_vi


def test_officer_and_owner_see_what_was_changed_by_whom_and_when(town):
    code = changed_birth(town)
    for actor, path in ((town.citizen, f"/ho-so/{code}/"), (town.stranger, f"/lam-viec/ho-so/{code}/")):
        page = text(sign_in(Client(), actor).get(path))
        table = page[page.index('id="da-sua"') :]
        assert "Phường Ngô Quyền" in table
        assert re.search(r"Đỗ Thị Thử 1, 09:00,? 09/03/2026", table)


def with_inspection(town, **change):
    """A dossier in which the appraiser has put a report of an inspection."""
    x.publish(**change)
    ref = t.submit(town.citizen, code=t.GENERIC)
    report = t.stored(town.reception, name="bien-ban.pdf", extra=b"%report")
    t.put_paper(ref.code, requirement="bien-ban-kiem-tra", file_id=report.uuid, name="Biên bản kiểm tra thực địa")
    return ref.code


def test_working_papers_are_the_offices_own(town):
    code = with_inspection(town)
    assert [p.name for p in api.dossier(code=code, actor=town.reception).papers if p.working] == ["Biên bản kiểm tra thực địa"]
    (paper,) = [p for p in api.dossier(code=code, actor=town.reception).papers if p.working]
    assert not [p for p in api.dossier(code=code, actor=town.citizen).papers if p.working]
    assert "Biên bản kiểm tra" not in text(sign_in(Client(), town.citizen).get(f"/ho-so/{code}/"))
    with pytest.raises(DossierUnknown):
        api.paper_file(code=code, paper_id=paper.paper_id, actor=town.citizen)


def test_a_definition_may_show_them_in_a_list_of_their_own(town):
    code = with_inspection(town, shown_papers=["inspection_report"])
    page = text(sign_in(Client(), town.citizen).get(f"/ho-so/{code}/"))
    assert page.index("Giấy tờ do cơ quan lập") < page.index("Biên bản kiểm tra thực địa")


def test_what_the_answer_requires_is_not_called_optional(town):
    ref = t.submit(town.citizen)
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    api.forward(code=ref.code, actor=town.reception, now=t.NOW)
    desk = sign_in(Client(), town.appraiser)
    asked = re.compile(r"Căn cứ đề xuất\s*(?:<span class=\"mc-optional\">\(([^)]*)\))?")
    assert asked.search(text(desk.get(f"/lam-viec/ho-so/{ref.code}/"))).group(1) == "bắt buộc khi không chấp thuận"
    again = desk.post(f"/lam-viec/ho-so/{ref.code}/propose_result/", {"key": "k", "propose_result-decision": "denied"})
    assert (again.status_code, asked.search(text(again)).group(1)) == (422, None)
    assert 'href="#id_propose_result-note"' in text(again)  # the summary leads to the field


def test_a_report_that_the_step_demands_is_required_until_it_is_there(town):
    document = x.document()
    for step in document["steps"]:
        for action in step.get("actions", []):
            if action["verb"] == "forward":
                action["requires"] = ["inspection_report"]
    api.publish_definition(document=document, now=t.NOW)
    ref = t.submit(town.citizen, code=t.GENERIC)
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    desk = sign_in(Client(), town.reception)
    label = re.compile(r"Biên bản kiểm tra thực địa\s*<span class=\"mc-optional\">")
    assert not label.search(text(desk.get(f"/lam-viec/ho-so/{ref.code}/")))
    report = t.stored(town.reception, name="bien-ban.pdf", extra=b"%report")
    t.put_paper(ref.code, requirement="bien-ban-kiem-tra", file_id=report.uuid)
    assert label.search(text(desk.get(f"/lam-viec/ho-so/{ref.code}/")))
