"""Who read personal data of a dossier is noted for the persons in it, with purpose, ground, dossier and the officer's post."""

from datetime import timedelta

import pytest
from django.test import Client

from motcua.foundation.consent.contracts import ProcessingRestricted
from motcua.foundation.consent.testing import noted, noted_of, restrict_processing
from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.kernel.actors import Role
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import OpinionAsk
from motcua.platform.casework.models import Dossier, Paper
from motcua.platform.casework.tests.test_notes import appraised

DESK = "/lam-viec/ho-so/"
REST = "/api/v1/casework"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


def paper_id(code):
    return Paper.objects.filter(dossier__code=code, file_id__isnull=False).values_list("pk", flat=True)[0]


@pytest.mark.parametrize(
    ("address", "source", "facts"),
    [
        (DESK + "{code}/", "casework.dossier", {"identity", "contact", "papers"}),
        (REST + "/dossiers/{code}/content", "casework.rest", {"identity", "contact", "papers"}),
        (DESK + "{code}/tep/giay-to/{paper}/", "casework.file", {"papers"}),
        (REST + "/dossiers/{code}/papers/{paper}", "casework.file", {"papers"}),
    ],
)
def test_every_way_to_a_dossier_is_noted_for_its_owner(town, address, source, facts):
    code = appraised(town).code
    where = address.format(code=code, paper=paper_id(code))
    for _ in range(2):
        assert sign_in(Client(), town.appraiser).get(where).status_code == 200
    (row,) = [r for r in noted_of(town.citizen.subject_id) if r.source == source]
    assert (row.purpose, row.dossier, row.agency, row.reader_ref) == ("casework", code, t.UNIT, town.appraiser.ref)
    assert facts <= {*row.fields}
    assert "Luật 91/2025/QH15" in row.ground


def test_a_unit_that_was_asked_reads_for_its_opinion(town):
    code = appraised(town).code
    api.ask_opinions(code=code, asks=[OpinionAsk(t.OTHER_UNIT, "Có vướng không?", 3)], actor=town.appraiser, now=t.NOW)
    leader = make_officer(Role.LEADER, unit_code=t.OTHER_UNIT)
    sign_in(Client(), leader).get(f"{DESK}{code}/")
    (row,) = noted_of(town.citizen.subject_id)
    assert (row.purpose, row.source, row.agency) == ("opinion", "casework.opinion", t.OTHER_UNIT)


@pytest.mark.parametrize("address", [DESK + "?q=do+thi+thu&muc=tat-ca", REST + "/find?q=do+thi+thu", REST + "/dossiers?q=do+thi+thu"])
def test_a_search_is_noted_for_each_person_that_it_shows(town, address):
    codes = {t.submit(town.citizen).code for _ in range(3)}
    for _ in range(2):
        assert sign_in(Client(), town.reception).get(address).status_code == 200
    rows = noted_of(town.citizen.subject_id)
    assert {r.dossier for r in rows} == codes
    assert {(r.purpose, r.people, r.reader_ref) for r in rows} == {("lookup", 1, town.reception.ref)}
    assert noted() == rows


@pytest.mark.parametrize(("address", "source", "fields"), [
    (f"{DESK}tai-ve.csv", "casework.export", ["identity"]), (f"{DESK}tai-ve.xlsx", "casework.export", ["identity"]),
    (f"{REST}/lists/export", "casework.export", ["identity"]),
    (f"{DESK}so-theo-doi/so.xlsx", "casework.register", ["contact", "identity"]),
])  # fmt: skip
def test_a_list_taken_as_a_file_is_noted_once_for_each_person_in_it(town, address, source, fields):
    for citizen in (town.citizen, town.citizen, town.other_citizen):
        t.submit(citizen)
    for _ in range(2):
        assert sign_in(Client(), town.reception).get(address).status_code == 200
    rows = noted()
    assert {r.subject_id for r in rows} == {town.citizen.subject_id, town.other_citizen.subject_id}
    assert [(r.source, r.people, r.dossier, sorted(r.fields)) for r in rows] == [(source, 1, "", fields)] * 2


@pytest.mark.parametrize("address", [
    f"{DESK}tai-ve.xlsx", f"{REST}/lists/export", f"{DESK}so-theo-doi/so.pdf",
    f"{REST}/register/file?unit_code={t.UNIT}&first=2026-03-01&last=2026-03-31",
])  # fmt: skip
def test_a_file_that_is_too_long_to_be_made_leaves_no_reading(town, monkeypatch, address):
    t.submit(town.citizen)
    monkeypatch.setattr("motcua.platform.casework.actions.exporting.MOST", 0)
    monkeypatch.setattr("motcua.platform.casework.actions.printing.MOST_PRINTED", 0)
    assert sign_in(Client(), town.reception).get(address).status_code in {413, 422}
    assert noted() == []


def test_another_filter_is_another_file(town):
    t.submit(town.citizen)
    for query in ("", "?muc=tat-ca"):
        assert sign_in(Client(), town.reception).get(f"{DESK}tai-ve.csv{query}").status_code == 200
    assert len(noted_of(town.citizen.subject_id)) == 2


def test_who_asks_for_another_units_book_gets_none_of_it_and_leaves_no_reading(town):
    t.submit(town.citizen)
    given = {"unit_code": t.UNIT, "from_on": t.NOW.date(), "to_on": t.NOW.date() + timedelta(days=1), "actor": town.stranger, "now": t.NOW}
    api.note_register(**given)
    with pytest.raises(Forbidden):
        api.register_xlsx(**given)
    assert noted() == []


def test_the_owner_and_whoever_sees_no_names_leave_no_reading(town):
    code = appraised(town).code
    sign_in(Client(), town.citizen).get(f"/ho-so/{code}/")
    assert sign_in(Client(), town.operator).get(f"{DESK}{code}/").status_code == 200
    assert sign_in(Client(), town.stranger).get(f"{DESK}{code}/").status_code == 404
    assert noted() == []


def test_a_restriction_lets_her_running_dossier_be_read_and_stops_agencies_that_decide_nothing_of_one_that_is_over(town):
    ref = t.submit(town.citizen)
    restrict_processing(town.citizen.subject_id, now=t.NOW)
    of_unit, asked = town.appraiser, make_officer(Role.APPRAISER, unit_code=t.OTHER_UNIT, code="asked.1")
    read = {"code": ref.code, "now": t.NOW}
    for actor in (of_unit, asked):
        api.note_file(actor=actor, **read)
    Dossier.objects.filter(code=ref.code).update(status=3)
    api.note_file(actor=of_unit, **read)
    with pytest.raises(ProcessingRestricted):
        api.note_file(actor=asked, **(read | {"now": t.NOW + timedelta(hours=1)}))
    Dossier.objects.filter(code=ref.code).update(status=1)  # rows and their histories are compared after each test
