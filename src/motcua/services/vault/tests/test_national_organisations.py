"""Organisations and the national store: told and asked by tax code, into the organisation's store, as long as somebody may ask for it."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.consent.testing import load_purposes
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import claims_of, make_citizen, sign_in
from motcua.kernel.actors import Scope
from motcua.kernel.errors import Forbidden
from motcua.kit import clock
from motcua.services.vault import api
from motcua.services.vault.adapters.national import declaration
from motcua.services.vault.contracts.national import ConsentNeeded, DeclarationNeeded
from motcua.services.vault.models import HeldDocumentRow, NationalSending
from motcua.services.vault.testing import NOW, casework_knows, joined, resolved
from motcua.services.vault.tests.national_acts import number, state

pytestmark = pytest.mark.django_db
CODE, NAME = "0299999988", "Công ty TNHH Thử (mô phỏng)"
HERE = "/kho-giay-to/kho-quoc-gia/"


@pytest.fixture
def there(tmp_path):
    with joined(tmp_path) as found:
        yield found


def represented(n=0, *, code=CODE, now=NOW):
    """A citizen who acts for the organisation that her provider says she represents."""
    told = claims_of(n, MaSoThue=code, TenDoanhNghiep=NAME)
    signed = identity.sign_in_citizen(claims=told, now=now)
    actor = identity.actor_of(account_id=signed.account_id, now=now)
    (body,) = identity.represented_by(person_id=actor.subject_id, now=now)
    return replace(actor, organisation_id=body.uuid)


@pytest.fixture
def director():
    load_purposes()
    return represented()


def bring(actor, now=NOW):
    api.agree_to_national(version=1, language="vi", actor=actor, now=now)
    api.bring_papers(actor=actor, now=now)
    api.exchange_national(now=now)
    return state(actor, now)


def came(actor):
    return [d for d in api.documents(actor=actor, now=NOW) if d.origin is api.Origin.NATIONAL]


def keep(actor):
    event = resolved(actor.subject_id)
    with casework_knows(organisation_id=actor.organisation_id):
        held = api.keep_result(resolved=event, now=NOW)
    api.line_up_national(document_id=held.uuid, now=NOW)
    return event, held


# ---- out


def test_a_result_of_an_organisation_is_told_under_its_tax_code_and_its_revocation_at_once(director, there):
    event, held = keep(director)
    api.exchange_national(now=NOW)
    (told,) = there.shelf.told()
    assert (told["owner"], told["MaDinhDanhKetQua"], told["TrangThai"]) == (CODE, str(held.uuid), "1")
    assert there.asked("/v1/ket-qua")[0]["HoTenChuSoHuu"] == NAME
    api.revoke(revoked=SimpleNamespace(dossier_id=event.dossier_id, result_file_id=event.result_file_id, at=NOW), now=NOW)
    assert NationalSending.objects.get().revoked
    api.exchange_national(now=NOW)
    assert [(t["TrangThai"], t["PhienBan"]) for t in there.shelf.told()] == [("0", 2)]


# ---- in


def test_papers_come_into_the_organisations_store_and_into_nobodys_own(director, there):
    found = bring(director)
    assert (found.runs[0].counts, found.organisation) == ({"new": 2}, NAME)
    (asked,) = there.asked("/v1/tra-cuu")
    assert (asked["SoDinhDanhChuSoHuu"], asked["SoDinhDanhNguoiYeuCau"]) == (CODE, number(director))
    assert {d.kind for d in came(director)} == {"business_registration", "other"}
    assert {r.person_id for r in HeldDocumentRow.objects.all()} == {None}
    herself = replace(director, organisation_id=None)
    assert came(herself) == []
    person = identity.person(person_id=director.subject_id)
    assert not consent.accesses_of(person=person, wanted=consent.AccessFilter(purpose="national-store")).accesses
    acts = {e.action for e in audit.entries(person=f"person:{director.subject_id}").entries}
    assert acts >= {"vault.national_confirmed", "vault.national_asked", "vault.national_fetched", "vault.kept"}


def test_what_the_city_told_for_it_is_recognised_and_a_second_time_changes_nothing(director, there):
    keep(director)
    assert bring(director).runs[0].counts == {"new": 2, "same": 1}
    assert bring(director, NOW + timedelta(days=1)).runs[0].counts == {"same": 3}


def test_the_persons_own_consent_is_no_ground_for_the_organisation_nor_the_other_way_round(director, there):
    herself = replace(director, organisation_id=None)
    text = consent.purpose(code="national-store", on=NOW.date()).text
    api.agree_to_national(version=text.version, language="vi", actor=herself, now=NOW)
    with pytest.raises(DeclarationNeeded):
        api.bring_papers(actor=director, now=NOW)
    with pytest.raises(DeclarationNeeded):
        api.set_daily(on=True, actor=director, now=NOW)
    other = represented(1)
    bring(other)
    with pytest.raises(ConsentNeeded):
        api.bring_papers(actor=replace(other, organisation_id=None), now=NOW)


def test_a_text_that_is_not_the_one_in_force_is_not_confirmed_and_a_new_one_is_asked_for(director, there, monkeypatch):
    with pytest.raises(consent.TextChanged):
        api.agree_to_national(version=2, language="vi", actor=director, now=NOW)
    bring(director)
    newer = declaration.Declaration(version=2, vi="mới", en="new")
    monkeypatch.setattr("motcua.services.vault.queries.national.declaration", lambda: newer)
    assert not state(director).consented
    with pytest.raises(DeclarationNeeded):
        api.bring_papers(actor=director, now=NOW)


@pytest.mark.parametrize(("verbs", "may"), [({"file"}, False), ({"papers"}, True)])
def test_who_is_authorised_needs_the_power_over_papers(director, there, verbs, may):
    clerk = make_citizen(7)
    given = identity.authorise(
        organisation_id=director.organisation_id, personal_number=number(clerk), full_name="Đỗ Thị Thử 7", scope=Scope(verbs=frozenset(verbs)),
        valid_from=NOW, valid_to=NOW + timedelta(days=30), basis_number="1/UQ", basis_on=NOW.date(), actor=director, now=NOW,
    )  # fmt: skip
    identity.accept_authorisation(authorisation_id=given.uuid, actor=clerk, now=NOW)
    acting = replace(clerk, organisation_id=director.organisation_id, organisation_scope=Scope(verbs=frozenset(verbs)))
    if may:
        assert bring(acting).runs[0].counts == {"new": 2}
        return
    bring(director)
    with pytest.raises(Forbidden):
        api.bring_papers(actor=acting, now=NOW)
    assert state(acting).may is False


def test_whoever_asked_and_represents_it_no_more_brings_nothing(director, there):
    api.agree_to_national(version=1, language="vi", actor=director, now=NOW)
    api.set_daily(on=True, actor=director, now=NOW)
    api.bring_papers(actor=director, now=NOW)
    later = NOW + timedelta(days=400)  # no provider has told it since
    api.exchange_national(now=later)
    assert not there.bridge.calls
    assert state(director, later).runs[0].code == "vault.national_declaration"
    assert api.line_up_daily(now=later.replace(hour=20)) == 0


def test_a_confirmation_is_taken_back_and_what_waits_ends(director, there):
    api.agree_to_national(version=1, language="vi", actor=director, now=NOW)
    api.set_daily(on=True, actor=director, now=NOW)
    api.bring_papers(actor=director, now=NOW)
    api.withdraw_national(actor=director, now=NOW)
    api.exchange_national(now=NOW)
    found = state(director)
    assert (found.consented, found.daily, found.runs[0].state, there.bridge.calls) == (False, False, "failed", [])


def test_a_person_takes_her_consent_back_at_the_same_place_and_the_organisations_stays(director, there):
    herself = replace(director, organisation_id=None)
    text = consent.purpose(code="national-store", on=NOW.date()).text
    api.agree_to_national(version=text.version, language="vi", actor=herself, now=NOW)
    api.agree_to_national(version=1, language="vi", actor=director, now=NOW)
    api.withdraw_national(actor=herself, now=NOW + timedelta(seconds=1))
    later = NOW + timedelta(seconds=2)
    assert (state(herself, later).consented, state(director, later).consented) == (False, True)


def test_at_night_an_organisation_is_served_and_her_withdrawn_consent_does_not_stop_it(director, there):
    api.agree_to_national(version=1, language="vi", actor=director, now=NOW)
    api.set_daily(on=True, actor=director, now=NOW)
    api.stop_national(person_id=director.subject_id, now=NOW)
    night = NOW.replace(hour=20)
    assert api.line_up_daily(now=night) == 1
    api.exchange_national(now=night)
    assert len(came(director)) == 2


def test_a_household_goes_by_its_owners_number_and_is_never_asked_for(there):
    load_purposes()
    me = claims_of(3)["SoDinhDanh"]
    owner = represented(3, code=me)
    for act in (lambda: api.agree_to_national(version=1, language="vi", actor=owner, now=NOW), lambda: api.bring_papers(actor=owner, now=NOW)):
        with pytest.raises(Forbidden, match="household"):
            act()
    assert state(owner).household
    assert not there.bridge.calls


@pytest.mark.parametrize("fault", ["other_person", "foreign_row", "wrong_signature"])
def test_an_answer_about_somebody_else_brings_nothing(director, there, fault):
    there.fault(fault)
    found = bring(director)
    assert (found.running.code, came(director)) == ("vault.national_unbelieved", [])


def test_faults_on_the_way_leave_it_whole_in_the_end(director, there):
    there.fault("http_500", times=3)
    there.fault("small_pages")
    api.agree_to_national(version=1, language="vi", actor=director, now=NOW)
    api.bring_papers(actor=director, now=NOW)
    for minutes in (0, 5, 15, 40):
        api.exchange_national(now=NOW + timedelta(minutes=minutes))
    assert state(director).runs[0].counts == {"new": 2}


# ---- page


def test_the_page_of_an_organisation_from_the_tick_to_the_withdrawal(client, there):
    load_purposes()
    actor = represented(now=clock.now())
    sign_in(client, actor)
    session = client.session
    session["identity.organisation"] = str(actor.organisation_id)
    session.save()
    page = client.get(HERE).content.decode()
    assert NAME in page
    assert "xác nhận thay mặt tổ chức" in page
    assert "checked" not in page
    assert client.post(f"{HERE}lay/").status_code == 422
    client.post(f"{HERE}lay/", {"agree": "true", "version": "1"})
    api.exchange_national(now=clock.now())
    assert "2 giấy tờ mới" in client.get(HERE).content.decode()
    client.post(f"{HERE}rut-xac-nhan/")
    assert "Xác nhận trước khi lấy" in client.get(HERE).content.decode()
    assert client.delete("/api/v1/vault/national/consent").status_code == 204
