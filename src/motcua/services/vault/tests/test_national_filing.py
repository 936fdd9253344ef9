"""What an officer found in the national store goes into the dossier: in force only, once, on record, seen by the applicant."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.consent.testing import load_purposes
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.kernel.actors import Role
from motcua.platform.casework import api as casework
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import DossierStatus
from motcua.services.vault import api
from motcua.services.vault.actions.national import looking
from motcua.services.vault.contracts.national import LookupUnknown, NotForDossier, NotToBeFiled
from motcua.services.vault.testing import NOW, joined
from motcua.services.vault.tests.test_national_pages import QUEUE, matter, owner, text, there  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


def look(officer, code="H24.1-1", kind="driving_licence"):
    return api.look_up_for_dossier(dossier_code=code, kind=kind, actor=officer, now=NOW)


def take(seen, officer, **more):
    return api.file_looked_up(**({"lookup_id": seen.uuid, "place": 0, "file": 0, "actor": officer, "now": NOW} | more))


@pytest.fixture
def filed():
    with patch("motcua.platform.casework.api.file_found") as called:
        yield called


def test_the_file_goes_in_as_the_paper_that_the_procedure_asks_for(owner, matter, there, filed):  # noqa: F811
    officer = make_officer(Role.APPRAISER)
    assert take(look(officer), officer) == "H24.1-1"
    told = filed.call_args.kwargs
    assert (told["requirement"], told["content"][:5], told["actor"]) == ("gplx", b"%PDF-", officer)
    found = told["found"]
    assert (found.way, found.issuer, found.result_code) == ("vault.national", "Phòng Cảnh sát giao thông (mô phỏng)", "KQ.G01.000031")
    assert found.file_name.startswith("Giấy phép lái xe hạng B ")
    person = identity.person(person_id=owner.subject_id)
    noted = consent.accesses_of(person=person, wanted=consent.AccessFilter(purpose="register-check")).accesses
    assert {a.source for a in noted} == {"vault.national", "vault.national_filed"}
    assert next(e.action for e in audit.entries(dossier="H24.1-1").entries) == "vault.national_filed"


def test_what_was_revoked_or_has_ended_is_not_filed_and_has_no_button(client, matter, there, filed):  # noqa: F811
    officer = make_officer(Role.APPRAISER)
    there.fault("revoked")
    seen = look(officer)
    with pytest.raises(NotToBeFiled):
        take(seen, officer)
    sign_in(client, officer)
    sent = client.post(f"{QUEUE}ho-so/H24.1-1/", {"kind": "driving_licence"})
    assert "dua-vao-ho-so" not in text(client.get(sent["Location"]))
    there.heal()
    ended = replace(seen, results=(replace(seen.results[0], revoked=False, expires_on=NOW.date()),))
    with patch.object(looking, "_lookup", lambda _: ended), pytest.raises(NotToBeFiled):
        take(seen, officer)
    assert not filed.called


def test_nobody_else_no_later_hour_no_closed_dossier_and_no_other_place(matter, there, filed):  # noqa: F811
    officer = make_officer(Role.APPRAISER)
    seen = look(officer)
    for more in ({"actor": make_officer(Role.RECEPTION)}, {"now": NOW + timedelta(minutes=31)}, {"place": 1}, {"file": -1}):
        with pytest.raises(LookupUnknown):
            take(seen, officer, **more)
    matter.status = DossierStatus.RESOLVED
    with pytest.raises(NotForDossier):
        take(seen, officer)
    assert not filed.called


def test_a_store_that_is_silent_or_sends_half_files_nothing_and_notes_nothing(matter, there, filed):  # noqa: F811
    officer = make_officer(Role.APPRAISER)
    seen = look(officer)
    there.fault("truncated_file")
    with pytest.raises(api.StoreUnavailable):
        take(seen, officer)
    assert "vault.national_filed" not in {e.action for e in audit.entries(dossier="H24.1-1").entries}


def test_from_the_page_into_a_dossier_where_its_owner_sees_it(client, tmp_path):
    load_purposes()
    town = t.make_town()
    ref = t.submit(town.citizen)
    kinds = patch.object(looking, "_kinds", lambda _: tuple(k for k in looking.kinds() if k.key == "driving_licence"))
    needed = patch.object(looking, "_requirement", lambda *_: "giay-chung-sinh")
    sign_in(client, town.reception)
    with joined(tmp_path), kinds, needed:
        place = client.post(f"{QUEUE}ho-so/{ref.code}/", {"kind": "driving_licence"})["Location"]
        assert "Đưa vào hồ sơ" in text(client.get(place))
        for _ in range(2):
            assert ref.code in client.post(f"{place}0/0/dua-vao-ho-so/")["Location"]
    (paper,) = [p for p in casework.dossier(code=ref.code, actor=town.citizen).papers if p.read_at]
    assert "cán bộ lấy vào hồ sơ" in paper.source_vi
    assert "KQ.G01.000031" in paper.source_en
    sign_in(client, town.citizen)
    assert "cán bộ lấy vào hồ sơ" in text(client.get(f"/ho-so/{ref.code}/"))


def test_a_dossier_needs_what_its_own_version_of_the_procedure_asks_for(tmp_path, filed):
    load_purposes()
    town = t.make_town()
    before = casework.version_document(code=t.BIRTH, version=1)
    *others, last = before["papers"]
    casework.publish_definition(document=before | {"papers": [*others, last | {"vi": "Giấy phép lái xe"}]}, now=t.NOW)
    older = t.submit(town.citizen)
    casework.publish_definition(document=before, now=t.NOW)
    newer = t.submit(town.citizen)
    with joined(tmp_path):
        take(look(town.reception, older.code), town.reception)
        assert filed.call_args.kwargs["requirement"] == last["key"]
        with pytest.raises(NotForDossier):
            look(town.reception, newer.code)
