"""Acting for an organisation: by law, by authorisation within bounds, and not any more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from motcua.foundation.identity import api, contracts, testing
from motcua.foundation.identity.rules import organisations as rules
from motcua.kernel.actors import Scope
from motcua.kernel.identifiers import tax_code

pytestmark = pytest.mark.django_db
NOW = testing.NOW
CODE = tax_code(prefix="020009999")
WORK = frozenset({"file", "pay"})


def boss(n=1, code=CODE, name="Công ty TNHH Mẫu Sông Cấm"):
    """The legal representative, acting for the organisation."""
    signed_in = api.sign_in_citizen(claims=testing.claims_of(n, MaSoThue=code, TenDoanhNghiep=name), now=NOW)
    actor = api.actor_of(account_id=signed_in.account_id, now=NOW)
    (body,) = api.represented_by(person_id=actor.subject_id, now=NOW)
    return replace(actor, organisation_id=body.uuid), body


def number_of(n):
    return testing.claims_of(n)["SoDinhDanh"]


def give(actor, body, *, to=2, scope=None, days=30, now=NOW, **more):
    facts = {
        "personal_number": number_of(to), "full_name": f"Đỗ Thị Thử {to}", "scope": scope or Scope(verbs=WORK), "valid_from": now,
        "valid_to": now + timedelta(days=days), "basis_number": "07/GUQ", "basis_on": now.date(),
    } | more
    return api.authorise(organisation_id=body.uuid, actor=actor, now=now, **facts)


def test_an_authorisation_counts_from_acceptance_within_its_bounds_until_it_ends():
    actor, body = boss()
    given = give(actor, body)
    clerk = testing.make_citizen(2)
    assert api.represented_by(person_id=clerk.subject_id, now=NOW) == ()
    api.accept_authorisation(authorisation_id=given.uuid, actor=clerk, now=NOW)
    (mine,) = api.represented_by(person_id=clerk.subject_id, now=NOW)
    assert mine.scope.verbs == WORK
    assert not api.represented_by(person_id=clerk.subject_id, now=NOW + timedelta(days=30))
    api.end_authorisation(authorisation_id=given.uuid, actor=actor, now=NOW + timedelta(hours=1))
    with pytest.raises(contracts.NotRepresentative):
        api.must_represent(person_id=clerk.subject_id, organisation_id=body.uuid, now=NOW + timedelta(hours=1))


def test_only_who_it_names_accepts_it_and_nobody_else_knows_of_it():
    actor, body = boss()
    given, stranger = give(actor, body), testing.make_citizen(3)
    with pytest.raises(contracts.AuthorisationUnknown):
        api.accept_authorisation(authorisation_id=given.uuid, actor=stranger, now=NOW)
    with pytest.raises(contracts.AuthorisationUnknown):
        api.authorisation(authorisation_id=given.uuid, person_id=stranger.subject_id, now=NOW)
    with pytest.raises(contracts.AuthorisationUnknown):
        api.end_authorisation(authorisation_id=given.uuid, actor=stranger, now=NOW)


def test_who_is_authorised_authorises_nobody():
    actor, body = boss()
    given, clerk = give(actor, body), testing.make_citizen(2)
    api.accept_authorisation(authorisation_id=given.uuid, actor=clerk, now=NOW)
    acting = replace(clerk, organisation_id=body.uuid)
    with pytest.raises(contracts.NotRepresentative):
        give(acting, body, to=3)


def test_a_representative_gives_only_while_acting_for_the_organisation():
    actor, body = boss()
    with pytest.raises(contracts.NotRepresentative):
        give(replace(actor, organisation_id=None), body)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"scope": Scope()}, "việc"), ({"scope": Scope(verbs=frozenset({"rule"}))}, "danh sách"), ({"days": 4000}, "dài nhất"),
        ({"days": -1}, "kết thúc"), ({"basis_number": " "}, "giấy"), ({"full_name": " "}, "họ tên"), ({"to": 1}, "người đại diện"),
        ({"valid_from": NOW - timedelta(days=2)}, "lùi"), ({"basis_on": (NOW + timedelta(days=3)).date()}, "tương lai"),
    ],
)  # fmt: skip
def test_what_a_document_may_not_leave_open_is_refused(change, word):
    actor, body = boss()
    with pytest.raises(contracts.AuthorisationWrong) as refused:
        give(actor, body, **change)
    assert word in refused.value.sentence("vi")


def test_a_new_one_replaces_the_one_that_waits_and_a_key_gives_once():
    actor, body = boss()
    first = give(actor, body, idempotency_key="once-1234")
    assert give(actor, body, idempotency_key="once-1234").uuid == first.uuid
    second = give(actor, body, scope=Scope(verbs=frozenset({"file"})))
    open_ones = api.authorisations_of(organisation_id=body.uuid, now=NOW)
    assert [a.uuid for a in open_ones] == [second.uuid]
    both = {a.uuid: a.ended_cause for a in api.authorisations_of(organisation_id=body.uuid, now=NOW, ended=True)}
    assert both == {first.uuid: contracts.AuthorisationEnd.REPLACED, second.uuid: None}


def test_an_accepted_one_holds_until_the_new_one_is_accepted():
    (actor, body), clerk = boss(), testing.make_citizen(2)
    first = give(actor, body)
    api.accept_authorisation(authorisation_id=first.uuid, actor=clerk, now=NOW)
    second = give(actor, body, scope=Scope(verbs=frozenset({"file"})))
    assert api.must_represent(person_id=clerk.subject_id, organisation_id=body.uuid, now=NOW).scope.verbs == WORK
    api.accept_authorisation(authorisation_id=second.uuid, actor=clerk, now=NOW)
    assert api.must_represent(person_id=clerk.subject_id, organisation_id=body.uuid, now=NOW).scope.verbs == {"file"}
    both = {a.uuid: a.ended_cause for a in api.authorisations_of(organisation_id=body.uuid, now=NOW, ended=True)}
    assert both == {first.uuid: contracts.AuthorisationEnd.REPLACED, second.uuid: None}


def told(n, *, after, company=True):
    """The person signs in some days later; her provider tells the organisation or none."""
    more = {"MaSoThue": CODE, "TenDoanhNghiep": "Công ty TNHH Mẫu Sông Cấm"} if company else {}
    api.sign_in_citizen(claims=testing.claims_of(n, **more), now=NOW + timedelta(days=after))


def test_a_director_of_whom_the_provider_tells_no_organisation_any_more_is_none():
    actor, _ = boss()
    told(1, after=1, company=False)
    assert api.represented_by(person_id=actor.subject_id, now=NOW + timedelta(days=1)) == ()


def test_a_provider_that_never_tells_organisations_ends_none(monkeypatch):
    actor, body = boss()
    monkeypatch.setattr("motcua.foundation.identity.rules.ProviderRules.tells_organisations", False)
    told(1, after=1, company=False)
    assert [one.uuid for one in api.represented_by(person_id=actor.subject_id, now=NOW + timedelta(days=1))] == [body.uuid]


def test_two_represent_one_organisation_and_each_as_long_as_it_was_told_of_her():
    (first, body), (second, _) = boss(), boss(2)
    told(2, after=300)
    for days, names in ((364, {first.subject_id, second.subject_id}), (366, {second.subject_id}), (666, set())):
        at = NOW + timedelta(days=days)
        assert {one.person_id for one in api.representatives(organisation_id=body.uuid, now=at)} == names
        assert {p for p in (first.subject_id, second.subject_id) if api.represented_by(person_id=p, now=at)} == names


def test_one_who_never_signed_in_finds_it_at_the_first_sign_in():
    actor, body = boss()
    given = give(actor, body, to=7)
    late = testing.make_citizen(7)
    assert [a.uuid for a in api.authorisations_to(person_id=late.subject_id, now=NOW)] == [given.uuid]


def test_a_household_business_keeps_its_code_like_a_personal_number():
    actor, body = boss(4, code=number_of(4), name="Hộ kinh doanh Thử Bốn")
    assert body.kind is contracts.OrganisationKind.HOUSEHOLD
    assert testing.organisation_by_code(code=number_of(4)).uuid == body.uuid
    assert number_of(4) not in body.shown_code
    with connection.cursor() as cursor:
        cursor.execute("SELECT tax_code, personal_code FROM identity_organisation")
        assert cursor.fetchone()[0] is None
    assert actor.organisation_id == body.uuid


def test_a_branch_is_another_organisation():
    _, whole = boss()
    _, branch = boss(5, code=f"{CODE}-001", name="Chi nhánh Mẫu")
    assert (branch.kind, branch.uuid == whole.uuid) == (contracts.OrganisationKind.BRANCH, False)
    assert testing.organisation_by_code(code=f"{CODE}001").uuid == branch.uuid


def test_states_follow_the_instants():
    facts = {"valid_from": NOW, "valid_to": NOW + timedelta(days=2), "accepted_at": None, "ended_at": None}
    states = contracts.AuthorisationState
    assert rules.state_of(**facts, now=NOW) is states.WAITING
    accepted = facts | {"accepted_at": NOW}
    assert rules.state_of(**accepted, now=NOW) is states.ACTIVE
    assert rules.state_of(**accepted | {"valid_from": NOW + timedelta(days=1)}, now=NOW) is states.SCHEDULED
    assert rules.state_of(**accepted | {"ended_at": NOW}, now=NOW) is states.ENDED
    assert rules.state_of(**accepted, now=NOW + timedelta(days=2)) is states.ENDED


# --- pages


@pytest.fixture
def at(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)


def switch(client, body, **more):
    return client.post(reverse("identity_act_for"), {"organisation": str(body.uuid) if body else "", **more})


def test_every_page_says_for_whom_and_leads_back(client, at):
    actor, body = boss()
    testing.sign_in(client, replace(actor, organisation_id=None))
    assert "Bạn đang thay mặt" not in client.get("/tai-khoan/").content.decode()
    switch(client, body)
    page = client.get("/tai-khoan/").content.decode()
    assert "Bạn đang thay mặt" in page
    assert body.name in page
    switch(client, None, next="/tai-khoan/")
    assert body.name not in client.get("/tai-khoan/").content.decode()


def test_the_switch_leads_to_no_other_site(client, at):
    actor, body = boss()
    testing.sign_in(client, actor)
    assert switch(client, body, next="https://evil.example/").headers["Location"] == "/"


def test_nobody_acts_for_an_organisation_of_others(client, at):
    _, body = boss()
    testing.sign_in(client, testing.make_citizen(9))
    assert switch(client, body).status_code == 403
    assert client.get(reverse("identity_organisation", args=[body.uuid])).status_code == 403
    assert client.get(reverse("identity_authorise", args=[body.uuid])).status_code == 403


def test_the_form_keeps_what_was_typed_and_gives_once(client, at):
    actor, body = boss()
    testing.sign_in(client, actor)
    switch(client, body)
    address = reverse("identity_authorise", args=[body.uuid])
    typed = {
        "so_dinh_danh": number_of(2), "ho_ten": "<b>Đỗ Thị Thử</b>", "viec": ["file", "rule"], "so": "", "khoa": "k" * 20, "den-day": "31",
        "den-month": "12", "den-year": "2026", "ngay-day": "1", "ngay-month": "3", "ngay-year": "2026", "thu_tuc": "",
    }  # fmt: skip
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "&lt;b&gt;Đỗ Thị Thử&lt;/b&gt;" in refused.content.decode()
    for _ in range(2):
        assert client.post(address, typed | {"so": "07/GUQ"}).status_code == 302
    (given,) = api.authorisations_of(organisation_id=body.uuid, now=NOW)
    assert given.scope.verbs == {"file"}


def test_the_invited_person_accepts_on_her_page(client, at):
    actor, body = boss()
    given = give(actor, body)
    testing.sign_in(client, testing.make_citizen(2))
    assert body.name in client.get(reverse("identity_organisations")).content.decode()
    client.post(reverse("identity_authorisation_accept", args=[given.uuid]))
    switch(client, body)
    assert "trong phạm vi được uỷ quyền" in client.get("/tai-khoan/").content.decode()


def test_an_authorisation_that_ended_ends_the_acting_at_the_next_page(client, at):
    actor, body = boss()
    given, clerk = give(actor, body), testing.make_citizen(2)
    api.accept_authorisation(authorisation_id=given.uuid, actor=clerk, now=NOW)
    testing.sign_in(client, clerk)
    switch(client, body)
    api.end_authorisation(authorisation_id=given.uuid, actor=actor, now=NOW)
    assert "Bạn đang thay mặt" not in client.get("/tai-khoan/").content.decode()
