"""Papers that nobody hands in: a register has them, or an earlier dossier; counted from the day on which the dossier is submitted."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.errors import Invalid
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import DossierUnknown, Outcome
from motcua.platform.casework.models import Dossier, DossierEvent, Paper, ProcedureVersion
from motcua.platform.casework.tests.test_citizen_filing import send
from motcua.platform.casework.tests.test_citizen_pages import begin, birth_pages, fill, pdf, text
from motcua.platform.casework.tests.test_rest_writes import read, write
from motcua.platform.eforms import api as eforms
from motcua.platform.eforms.contracts import DraftUnknown
from motcua.platform.eforms.testing import FakeSource, source

KEY, FIELD, WAY = "giay-chung-sinh", "paper_birth", "population.birth_notice"
SOURCE = "Cơ sở dữ liệu quốc gia về dân cư"
HELD = f"có trong {SOURCE}, đọc lúc 09:00 09/03/2026"


@pytest.fixture(autouse=True)
def the_clock(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


@pytest.fixture
def browser(town):
    return sign_in(Client(), town.citizen)


@pytest.fixture
def _register(town):
    """The birth registration with a register that makes its paper unnecessary."""
    document = deepcopy(ProcedureVersion.objects.get(procedure__code=t.BIRTH, effective_to=None).document)
    (paper,) = [p for p in document["papers"] if p["key"] == KEY]
    paper["register"] = WAY
    api.publish_definition(document=document, now=t.NOW)


def pages(**given):
    return birth_pages() | {"giay-to": given}


def paper_of(code):
    return Paper.objects.get(dossier__code=code, requirement=KEY)


def drafted(browser, *, facts=None, failure=None, **given):
    """A filled-in draft while the register knows ``facts``; its check page."""
    with source(FakeSource(facts or {}, failure=failure)):
        return fill(browser, begin(browser), pages(**given))


@pytest.mark.usefixtures("_register")
def test_what_the_register_has_is_shown_everywhere_and_recorded(town, browser):
    check = drafted(browser, facts={"birth_notice": True})
    draft = check.split("/")[2]
    assert f"Đã {HELD}" in text(browser.get(f"/nop/{draft}/giay-to/"))
    assert text(browser.get(check)).count(f"đã {HELD}") == 1  # among the papers
    done = send(browser, check)
    assert f"đã {HELD}" in text(browser.get(done.url))
    code = done.url.split("/")[2]
    kept = paper_of(code)
    assert (kept.state, kept.file_id, kept.source["way"]) == (Paper.REUSED_RESULT, None, WAY)
    told = DossierEvent.objects.get(dossier__code=code, seq=1).details["papers_found"]
    assert told == [{"requirement": KEY, "way": WAY, "at": t.NOW.isoformat()}]
    assert f"đã {HELD}" in text(browser.get(f"/ho-so/{code}/"))
    desk = text(sign_in(Client(), town.reception).get(f"/lam-viec/ho-so/{code}/"))
    assert f"đã {HELD}" in desk
    assert "bản giấy, chưa số hóa" not in desk


@pytest.mark.usefixtures("_register")
@pytest.mark.parametrize("given", [{}, {"facts": {"birth_notice": False}}, {"failure": OSError("away")}])
def test_a_register_that_says_nothing_leaves_the_paper_asked_for(browser, given):
    with source(FakeSource(**given)):
        draft = begin(browser)
        fill(browser, draft, {k: v for k, v in pages().items() if k not in ("giay-to", "noi-nhan")})
    assert browser.post(f"/nop/{draft}/giay-to/", {}).status_code == 422
    browser.post(f"/nop/{draft}/giay-to/", {FIELD: pdf()})
    assert paper_of_submitted(browser, draft).state == Paper.DIGITISED


def paper_of_submitted(browser, draft):
    check = browser.post(f"/nop/{draft}/noi-nhan/", birth_pages()["noi-nhan"]).url
    return paper_of(send(browser, check).url.split("/")[2])


@pytest.mark.usefixtures("_register")
def test_another_copy_may_be_handed_in_all_the_same(browser):
    check = drafted(browser, facts={"birth_notice": True}, paper_birth=pdf())
    kept = paper_of(send(browser, check).url.split("/")[2])
    assert (kept.state, kept.source) == (Paper.DIGITISED, None)
    assert kept.file_id is not None


@pytest.mark.usefixtures("_register")
def test_a_file_that_the_register_lends_is_the_paper(town, browser):
    kept = t.stored(town.citizen)
    ref = {"file_id": str(kept.uuid), "name": kept.name, "size": kept.size, "mime": kept.mime, "sha256": kept.sha256}
    check = drafted(browser, facts={"birth_notice": [ref]})
    made = paper_of(send(browser, check).url.split("/")[2])
    assert (made.state, made.file_id, made.source["vi"]) == (Paper.REUSED_RESULT, kept.uuid, SOURCE)


@pytest.mark.usefixtures("_register")
def test_the_answer_of_a_register_cannot_be_claimed(town, browser):
    draft = begin(browser)
    fill(browser, draft, {k: v for k, v in pages().items() if k not in ("giay-to", "noi-nhan")})
    claim = {"known_papers": KEY, "registers": KEY, f"{FIELD}-known": WAY, FIELD: WAY, "giay-giay-chung-sinh": "1"}
    assert browser.post(f"/nop/{draft}/giay-to/", claim).status_code == 422
    browser.post(f"/nop/{draft}/noi-nhan/", birth_pages()["noi-nhan"])
    with pytest.raises(Invalid):
        api.submit(
            draft_id=draft, procedure_code=t.BIRTH, unit_code=t.UNIT, idempotency_key="x", actor=town.citizen, now=t.NOW, on_paper=[KEY]
        )
    assert not Dossier.objects.exists()


def test_a_register_that_the_procedure_does_not_name_makes_nothing_unnecessary(town, browser):
    procedure = api.procedure(code=t.BIRTH)
    with source(FakeSource({"birth_notice": True})):
        draft = forms.start(procedure=procedure, unit_code="", actor=town.citizen, now=t.NOW)
    assert (draft.registers, draft.known_papers) == ({}, {})


@pytest.mark.usefixtures("_register")
def test_what_the_register_no_longer_has_on_the_day_of_submission_is_missing(town, browser):
    check = drafted(browser, facts={"birth_notice": True})
    given = {"draft_id": check.split("/")[2], "procedure_code": t.BIRTH, "unit_code": t.UNIT, "idempotency_key": "x", "actor": town.citizen}
    with source(FakeSource({})), pytest.raises(Invalid):
        api.submit(now=t.NOW + timedelta(days=1), **given)
    with source(FakeSource(failure=OSError("away"))), pytest.raises(Invalid):
        api.submit(now=t.NOW + timedelta(days=1), **given)
    with source(FakeSource({"birth_notice": True})):
        eforms.refresh_prefill(draft_id=given["draft_id"], page="giay-to", actor=town.citizen, now=t.NOW)
        assert api.submit(now=t.NOW, **given).code


@pytest.mark.usefixtures("_register")
def test_programs_see_what_is_known(town):
    with source(FakeSource({"birth_notice": True})):
        made = write(town.citizen, "/forms", {"procedure_code": t.BIRTH}).json()
    (known,) = read(town.citizen, f"/forms/{made['id']}").json()["known_papers"]
    assert (known["requirement"], known["source_vi"]) == (KEY, SOURCE)


def taken(town, draft, *, actor=None, **change):
    earlier = Dossier.objects.order_by("id").first()
    given = {"draft_id": draft, "field": FIELD, "dossier_code": earlier.code, "paper_id": paper_of(earlier.code).pk}
    return api.reuse_in_draft(**{**given, **change}, actor=actor or town.citizen, now=t.NOW)


def test_an_earlier_paper_counts_as_reused_once_the_form_is_submitted(town, browser):
    t.submit(town.citizen)
    draft = begin(browser)
    file_id = taken(town, draft)
    assert taken(town, draft) == file_id
    assert not Paper.objects.filter(state=Paper.REUSED_PAPER).exists()  # a draft counts nothing
    code = send(browser, fill(browser, draft, pages())).url.split("/")[2]
    assert (paper_of(code).state, paper_of(code).file_id) == (Paper.REUSED_PAPER, file_id)
    sign(town, code)
    (counted,) = [e.payload for e in recorded("casework.dossier.papers_counted.v1")]
    assert (counted["papers"], counted["digitised"], counted["reused"], counted["reused_national"]) == (1, 0, 1, 0)


def sign(town, code):
    api.receive(code=code, actor=town.reception, now=t.NOW)
    api.forward(code=code, actor=town.reception, now=t.NOW)
    api.propose_result(code=code, decision=Outcome.GRANTED, note="Đủ", actor=town.appraiser, now=t.NOW)
    api.sign_result(code=code, decision=Outcome.GRANTED, actor=town.leader, now=t.NOW)


def test_the_same_file_uploaded_anew_is_no_reuse(town, browser):
    t.submit(town.citizen)
    code = send(browser, fill(browser, begin(browser), pages(paper_birth=pdf()))).url.split("/")[2]
    assert paper_of(code).state == Paper.DIGITISED


def test_a_form_begun_from_an_earlier_dossier_reuses_its_papers(browser):
    code = send(browser, fill(browser, begin(browser), pages(paper_birth=pdf()))).url.split("/")[2]
    with source(FakeSource()):
        draft = browser.post(f"/thu-tuc/{t.BIRTH}/nop/?tu={code}").url.split("/")[2]
        check = fill(browser, draft, pages())
    assert paper_of(send(browser, check).url.split("/")[2]).state == Paper.REUSED_PAPER


def test_only_own_papers_go_into_only_own_forms(town, browser):
    t.submit(town.citizen)
    draft = begin(browser)
    theirs = sign_in(Client(), town.other_citizen)
    with pytest.raises(DossierUnknown):
        taken(town, begin(theirs), actor=town.other_citizen)
    with pytest.raises(DraftUnknown):
        taken(town, begin(theirs))
    with pytest.raises(DossierUnknown):
        taken(town, draft, paper_id=999_999)
    with pytest.raises(Invalid):
        taken(town, draft, field="child_name")


def test_programs_put_an_earlier_paper_into_a_form(town):
    ref = t.submit(town.citizen)
    made = write(town.citizen, "/forms", {"procedure_code": t.BIRTH}).json()
    body = {"dossier_code": ref.code, "paper_id": paper_of(ref.code).pk}
    into = write(town.citizen, "/my/papers/take", {**body, "draft_id": made["id"], "field": FIELD}).json()
    assert into["file_id"] == str(paper_of(ref.code).file_id)
    copied = write(town.citizen, "/my/papers/take", body).json()["file_id"]
    assert copied != into["file_id"]
    assert read(town.citizen, f"/forms/{made['id']}").json()["answers"][FIELD][0]["file_id"] == into["file_id"]


@pytest.mark.usefixtures("_register")
def test_what_a_register_knows_of_whoever_files_says_nothing_of_another(town, browser):
    check = drafted(browser, facts={"birth_notice": True})
    draft = check.split("/")[2]
    browser.post(f"/nop/{draft}/lua-chon/nop-ho/", {"kind": "child", "name": "Vũ Đỗ An"})
    assert HELD not in text(browser.get(check))
    assert HELD not in text(browser.get(f"/nop/{draft}/giay-to/"))
    assert send(browser, check).status_code == 422
    browser.post(f"/nop/{draft}/lua-chon/nop-ho/", {"kind": "self"})
    assert HELD in text(browser.get(check))
    assert send(browser, check).status_code == 302
