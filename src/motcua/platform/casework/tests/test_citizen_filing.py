"""Filing by the pages: for another, at another desk, with an exemption, with papers the city has already, from an earlier dossier."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseRedirect
from django.test import Client

from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import sign_in
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import FilingKind, Submission, SubmissionChannel
from motcua.platform.casework.models import FilingChoice
from motcua.platform.casework.queries import loading
from motcua.platform.casework.tests.test_citizen_pages import begin, birth_pages, fill, text
from motcua.platform.casework.web.citizen import choosing
from motcua.platform.eforms import api as eforms


@pytest.fixture(autouse=True)
def the_clock(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


@pytest.fixture
def browser(town):
    return sign_in(Client(), town.citizen)


def send(browser, check):
    key = re.search(r'name="khoa" value="([^"]+)"', text(browser.get(check))).group(1)
    return browser.post(check, {"khoa": key, "cam_doan": "1"})


def choose(browser, draft, what, **typed):
    return browser.post(f"/nop/{draft}/lua-chon/{what}/", typed)


def test_filing_for_another_puts_both_on_record_and_both_see_it(town, browser):
    draft = begin(browser)
    check = fill(browser, draft, birth_pages())
    number = identity.person(person_id=town.other_citizen.subject_id).personal_number
    paper = SimpleUploadedFile("uy-quyen.pdf", t.PDF_BYTES)
    assert choose(browser, draft, "nop-ho", kind="authorised", name="Vũ Thị Hai", number=number, paper=paper).url == check
    assert "Vũ Thị Hai" in text(browser.get(check))
    code = send(browser, check).url.split("/")[2]
    found = api.dossier(code=code, actor=SYSTEM)
    assert (found.filing, found.party.name, found.submitter.person_id) == (FilingKind.AUTHORISED, "Vũ Thị Hai", town.citizen.subject_id)
    for person in (town.citizen, town.other_citizen):
        assert "Nộp theo uỷ quyền" in text(sign_in(Client(), person).get(f"/ho-so/{code}/"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [({}, "Chọn bạn nộp cho ai"), ({"kind": "officer"}, "Chọn bạn nộp cho ai"), ({"kind": "child", "name": ""}, "Ghi họ tên người"),
                        ({"kind": "authorised", "name": "A"}, "Tải lên giấy uỷ quyền")],
)
def test_who_is_filed_for_is_asked_in_full(town, browser, typed, said):
    refused = choose(browser, begin(browser), "nop-ho", **typed)
    assert refused.status_code == 422
    assert said in text(refused)
    assert not FilingChoice.objects.exists()


def test_who_comes_first_and_only_the_fields_of_that_kind_follow(town, browser):
    draft = begin(browser)
    here = f"/nop/{draft}/lua-chon/nop-ho/"
    assert 'name="name"' not in text(browser.get(here))
    assert browser.post(f"{here}?dau=1", {"kind": "authorised"}).url == f"{here}?cho=authorised&dau=1"
    asked = text(browser.get(f"{here}?cho=authorised"))
    assert re.search(r'id="id_name"[^>]*aria-required', asked)
    assert not re.search(r"Giấy uỷ quyền[^<]*<span class=\"mc-optional", asked)
    assert "Tên tổ chức" in text(browser.get(f"{here}?cho=employee"))
    assert 'name="name"' not in text(browser.get(f"{here}?cho=officer"))
    choose(browser, draft, "nop-ho", kind="self")
    assert api.choices(draft_id=draft, actor=town.citizen).kind is FilingKind.SELF


def test_what_is_typed_of_another_stays_when_something_is_wrong(town, browser):
    refused = text(choose(browser, begin(browser), "nop-ho", kind="authorised", name="Vũ Thị Hai", phone="0900"))
    assert 'value="Vũ Thị Hai"' in refused
    assert 'value="0900"' in refused
    assert "Tải lên giấy uỷ quyền" in refused


def test_a_paper_of_one_kind_does_not_stand_for_another(town, browser):
    draft = begin(browser)
    choose(browser, draft, "nop-ho", kind="child", name="Vũ Đỗ An", paper=SimpleUploadedFile("khai-sinh.pdf", t.PDF_BYTES))
    assert "Đã có một tệp" in text(browser.get(f"/nop/{draft}/lua-chon/nop-ho/?cho=child"))
    asked = text(browser.get(f"/nop/{draft}/lua-chon/nop-ho/?cho=authorised"))
    assert "Đã có một tệp" not in asked
    assert "Vũ Đỗ An" not in asked
    assert choose(browser, draft, "nop-ho", kind="authorised", name="Vũ Thị Hai").status_code == 422


def test_what_was_chosen_is_encrypted_and_nobody_elses(town, browser):
    draft = begin(browser)
    choose(browser, draft, "nop-ho", kind="child", name="Vũ Đỗ An")
    assert "Vũ Đỗ An" not in str(FilingChoice.objects.extra(select={"raw": "chosen"}).values("raw"))
    stranger = sign_in(Client(), town.other_citizen)
    assert stranger.get(f"/nop/{draft}/lua-chon/nop-ho/").status_code == 404
    assert api.choices(draft_id=draft, actor=town.other_citizen).name == ""


def test_another_desk_takes_it_in(town, browser):
    draft = begin(browser)
    check = fill(browser, draft, birth_pages())
    assert choose(browser, draft, "noi-tiep-nhan", desk="00000").status_code == 422
    choose(browser, draft, "noi-tiep-nhan", desk=t.OTHER_UNIT)
    found = api.dossier(code=send(browser, check).url.split("/")[2], actor=SYSTEM)
    assert (found.intake_code, found.unit_code) == (t.OTHER_UNIT, t.UNIT)


def test_an_exemption_needs_its_proof_and_goes_with_the_dossier(town, browser):
    draft = begin(browser)
    check = fill(browser, draft, birth_pages())
    assert choose(browser, draft, "mien-giam", reason="Hộ nghèo").status_code == 422
    choose(browser, draft, "mien-giam", reason="Hộ nghèo", proof=SimpleUploadedFile("so-ho-ngheo.pdf", t.PDF_BYTES))
    found = api.dossier(code=send(browser, check).url.split("/")[2], actor=town.citizen)
    assert "mien-giam" in {p.requirement for p in found.papers}


def test_a_spoilt_file_is_said_and_nothing_is_kept(town, browser):
    refused = choose(browser, begin(browser), "nop-ho", kind="authorised", name="A", paper=SimpleUploadedFile("a.pdf", b"MZ\x90\x00"))
    assert refused.status_code == 422
    assert not FilingChoice.objects.exists()


def test_papers_given_before_are_offered_and_taken_over(town, browser):
    earlier = t.submit(town.citizen)
    draft = begin(browser)
    pages = birth_pages()
    pages["giay-to"] = {}
    fill(browser, draft, {k: pages[k] for k in list(pages)[: list(pages).index("giay-to")]})
    page = text(browser.get(f"/nop/{draft}/lua-chon/giay-to-da-co/"))
    assert earlier.code in page
    name, value = re.search(r'name="(\w+)" value="(\d+)"', page).groups()
    choose(browser, draft, "giay-to-da-co", **{name: value})
    assert eforms.draft(draft_id=draft, actor=town.citizen).values[name]
    assert choose(browser, begin(browser), "giay-to-da-co", **{name: "999999"}).status_code == 302


def test_papers_given_before_of_which_one_is_refused_are_none_of_them_taken(town, browser, monkeypatch):
    t.submit(town.citizen)
    draft = begin(browser)
    pages = birth_pages()
    pages["giay-to"] = {}
    fill(browser, draft, {k: pages[k] for k in list(pages)[: list(pages).index("giay-to")]})
    name, value = re.search(r'name="(\w+)" value="(\d+)"', text(browser.get(f"/nop/{draft}/lua-chon/giay-to-da-co/"))).groups()
    offered = choosing.reusable
    monkeypatch.setattr(choosing, "reusable", lambda *a: (found := offered(*a)) | {"gone": found.get(name, ("", [(value, "")]))})
    refused = choose(browser, draft, "giay-to-da-co", **{name: value, "gone": value})
    assert refused.status_code == 422
    assert not eforms.draft(draft_id=draft, actor=town.citizen).values.get(name)


def test_a_new_dossier_begins_from_an_own_earlier_one_only(town, browser):
    check = fill(browser, begin(browser), birth_pages())
    code = send(browser, check).url.split("/")[2]
    again = browser.post(f"/thu-tuc/{t.BIRTH}/nop/?tu={code}").url.split("/")[2]
    assert eforms.draft(draft_id=again, actor=town.citizen).values["child_name"] == "Vũ Đỗ An"
    other = sign_in(Client(), town.other_citizen)
    theirs = other.post(f"/thu-tuc/{t.BIRTH}/nop/?tu={code}").url.split("/")[2]
    assert "child_name" not in eforms.draft(draft_id=theirs, actor=town.other_citizen).values


def test_an_unknown_choice_is_a_404(town, browser):
    assert choose(browser, begin(browser), "khac").status_code == 404


def test_where_a_procedure_is_filed_is_said_and_followed(town, browser):
    there = Submission(channel=SubmissionChannel.NATIONAL)
    day = local_date(t.NOW)
    api.set_submission(code=t.BIRTH, submission=there, effective_from=day, source="Quyết định 01", actor=town.admin, now=t.NOW)
    page = text(browser.get(f"/thu-tuc/{t.BIRTH}/"))
    assert "Nộp trên Cổng Dịch vụ công quốc gia" in page
    assert f"/thu-tuc/{t.BIRTH}/nop/" not in page
    assert browser.get(f"/thu-tuc/{t.BIRTH}/nop/").url == f"/thu-tuc/{t.BIRTH}/"


def test_the_level_that_a_procedure_asks_is_asked_and_the_place_kept(town, monkeypatch):
    weak = sign_in(Client(), town.citizen)
    monkeypatch.setattr(identity, "require_level", lambda *, request, level, next_url: HttpResponseRedirect(f"/vneid/{level}{next_url}"))
    assert weak.get(f"/thu-tuc/{t.BIRTH}/nop/?tu=x").url.endswith(f"/thu-tuc/{t.BIRTH}/nop/?tu=x")


def test_a_draft_of_a_better_level_is_not_filed_at_a_lower_one(town, browser, monkeypatch):
    check = fill(browser, begin(browser), birth_pages())
    asks_two = replace(api.procedure(code=t.BIRTH).definition, min_level=2)
    monkeypatch.setattr(loading, "definition", lambda version: asks_two)
    session = browser.session
    session["identity.level"] = 1
    session.save()
    assert send(browser, check).url == f"/tai-khoan/oidc/vneid/login/?next={quote(check, safe='')}&muc=2"
    session["identity.level"] = 2
    session.save()
    assert send(browser, check).url.endswith("/da-nop/")


def test_the_service_page_draws_the_process_and_narrows_by_level(town):
    page = text(Client().get(f"/thu-tuc/{t.BIRTH}/"))
    assert "<svg" in page
    assert "style=" not in page[page.index("<svg") : page.index("</svg>")]
    assert "Hồ sơ đi qua những đâu" in page
    listed = text(Client().get("/thu-tuc/?cap=bo&q=khai sinh"))
    assert f'href="/thu-tuc/{t.BIRTH}/"' not in listed
    assert f'href="/thu-tuc/{t.BIRTH}/"' in text(Client().get("/thu-tuc/?cap=xa&q=khai sinh"))
