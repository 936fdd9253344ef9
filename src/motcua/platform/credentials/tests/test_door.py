"""Issued once, shown in part, checked, revoked: through the door."""

from datetime import timedelta
from uuid import UUID

import pytest

from motcua.foundation.consent.contracts import ProcessingRestricted
from motcua.foundation.consent.testing import restrict_processing
from motcua.foundation.outbox import api as outbox
from motcua.foundation.outbox.testing import drain_all
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.sdjwt import jwk_of, new_key
from motcua.platform.credentials import api
from motcua.platform.credentials.adapters.keys import from_pem
from motcua.platform.credentials.contracts import KeyUnknown
from motcua.platform.credentials.models import CredentialRow, IssuerKey, StatusListRow
from motcua.platform.credentials.queries.personal import CredentialsSource
from motcua.platform.credentials.testing import CLAIMS, HOLDER, NOW, make_credential

pytestmark = pytest.mark.django_db
OWNER = Actor(kind=ActorKind.CITIZEN, subject_id=HOLDER, level=2)
LATER = NOW + timedelta(minutes=1)
SHOP = "https://nha-tro.example"


def present(credential, disclose=(), **changes):
    facts = {"credential_id": credential.uuid, "disclose": disclose, "audience": SHOP, "nonce": "n-1", "now": LATER, "actor": OWNER}
    return api.present(**{**facts, **changes})


def verdict(text, now=LATER, **more):
    return api.verify(presentation=text, now=now, **more)


def codes(found):
    return [p.code for p in found.problems]


def test_the_holder_sees_all_claims_and_may_choose_among_the_disclosable():
    made = make_credential()
    assert made.claims == CLAIMS
    assert made.disclosable == ("address", "address.street", "birth_date", "holder_name")
    assert (made.kind_vi, made.custody, made.state) == ("Giấy khai sinh", "platform", "valid")


def test_a_presentation_shows_what_was_chosen_and_nothing_else():
    found = verdict(present(make_credential(), {"birth_date"}), audience=SHOP, nonce="n-1")
    assert (found.good, found.bound, found.standing) == (True, True, "valid")
    assert found.claims == {"document_title": "Giấy khai sinh", "birth_date": "2001-02-03"}
    assert (found.authority, found.unit, found.audience) == ("UBND phường Ngô Quyền", "H24.27", SHOP)


def test_what_is_held_is_told_without_the_key_and_on_erasure_counts_no_more():
    made = make_credential()
    shown = present(made, {"birth_date"})
    source = CredentialsSource()
    (told,) = source.export(person_id=HOLDER, now=LATER)["credentials"]
    assert told["credential"] == made.compact
    assert "key" not in str(sorted(told))
    assert source.erase(person_id=HOLDER, now=LATER).removed == 1
    assert not verdict(shown, now=LATER).good
    assert api.credentials_of(actor=OWNER) == ()
    assert source.erase(person_id=HOLDER, now=LATER).removed == 0


def test_a_mistyped_key_withdraws_nothing_and_makes_none():
    make_credential()
    before = list(IssuerKey.objects.values_list("kid", "withdrawn_at"))
    with pytest.raises(KeyUnknown):
        api.rotate(now=LATER, withdraw="no-such-key")
    assert list(IssuerKey.objects.values_list("kid", "withdrawn_at")) == before


def test_a_claim_inside_another_comes_with_the_one_around_it():
    found = verdict(present(make_credential(), {"address.street"}))
    assert found.claims["address"] == {"ward": "Ngô Quyền", "street": "Lạch Tray"}


def test_the_same_key_is_the_same_credential():
    assert make_credential() == make_credential()
    assert CredentialRow.objects.count() == 1


def test_the_same_key_for_something_else_is_refused():
    make_credential()
    with pytest.raises(api.KeyReused):
        make_credential(claims={**CLAIMS, "holder_name": "Ai khác"})


@pytest.mark.parametrize("name", ["iss", "_sd", "cnf", "status", "custody", "a.b"])
def test_control_claims_are_not_the_callers_to_set(name):
    with pytest.raises(api.ClaimRefused):
        make_credential(claims={name: "x"}, disclosable=())


def test_what_is_not_claimed_cannot_be_disclosable_or_disclosed():
    with pytest.raises(api.ClaimRefused):
        make_credential(disclosable=("nothing",))
    with pytest.raises(api.ClaimRefused):
        present(make_credential(), {"nothing"})


def test_a_period_ends_after_it_begins():
    with pytest.raises(api.PeriodRefused):
        make_credential(valid_to=NOW)


def test_revoked_is_said_at_once_and_for_ever():
    made = make_credential()
    shown = present(made)
    assert verdict(shown).good
    assert api.revoke(source_ref=made.source_ref, reason="cấp sai", now=LATER) == 1
    assert codes(verdict(shown)) == ["revoked"]
    assert api.reinstate(source_ref=made.source_ref, reason="", now=LATER) == api.revoke(source_ref=made.source_ref, reason="", now=LATER) == 0
    with pytest.raises(api.NotPresentable):
        present(made)


def test_a_suspension_can_be_lifted():
    made = make_credential()
    shown = present(made)
    api.suspend(source_ref=made.source_ref, reason="đang xác minh", now=LATER)
    assert codes(verdict(shown)) == ["suspended"]
    api.reinstate(source_ref=made.source_ref, reason="đã rõ", now=LATER)
    assert verdict(shown).good


def test_revoking_one_source_leaves_the_others():
    make_credential()
    other = make_credential(idempotency_key="k2", source_ref="vault.document:2")
    api.revoke(source_ref="vault.document:1", reason="", now=LATER)
    assert verdict(present(other)).good


def test_nobody_else_sees_or_presents_it():
    made = make_credential()
    for actor in (Actor(kind=ActorKind.CITIZEN, subject_id=UUID(int=6)), Actor(kind=ActorKind.CITIZEN, subject_id=HOLDER, organisation_id=UUID(int=9)),
                  Actor(kind=ActorKind.OFFICER, subject_id=HOLDER)):  # fmt: skip
        assert api.credentials_of(actor=actor) == ()
        with pytest.raises(api.CredentialUnknown):
            api.credential(credential_id=made.uuid, actor=actor)
        with pytest.raises(api.CredentialUnknown):
            present(made, actor=actor)


def test_a_key_on_the_holders_device_is_asked_there():
    made = make_credential(holder_key=jwk_of(new_key().public_key()))
    assert made.custody == "holder"
    with pytest.raises(api.KeyElsewhere):
        present(made)


def test_a_presentation_counts_for_its_minutes_and_at_most_a_day():
    made = make_credential()
    short, long = present(made, minutes=5), present(made, minutes=999_999)
    assert codes(verdict(short, now=LATER + timedelta(minutes=7))) == ["presentation_old"]
    assert verdict(long, now=LATER + timedelta(hours=23)).good
    assert codes(verdict(long, now=LATER + timedelta(hours=25))) == ["presentation_old"]


def test_the_bare_credential_is_no_presentation():
    made = make_credential()
    assert codes(verdict(made.compact)) == ["binding_missing"]
    assert verdict(made.compact, binding_needed=False).good


def test_behind_a_short_address_until_its_end():
    made = make_credential()
    shown = api.show(credential_id=made.uuid, disclose=(), audience=SHOP, now=LATER, actor=OWNER, minutes=5)
    assert api.shown(code=shown.code, now=LATER) == shown.text
    with pytest.raises(api.CredentialUnknown):
        api.shown(code=shown.code, now=LATER + timedelta(minutes=5))
    assert api.sweep(now=LATER + timedelta(minutes=5)) == 1


def test_after_a_rotation_old_credentials_still_count_and_new_ones_have_the_new_key():
    old = present(make_credential())
    kid = api.rotate(now=LATER)
    new = make_credential(idempotency_key="k2")
    assert verdict(old).good
    assert verdict(present(new)).key_id == kid != verdict(old).key_id
    assert api.issuer_metadata(now=LATER)["jwks"]["keys"][0]["kid"] == kid


def test_nothing_under_a_withdrawn_key_counts():
    old = present(make_credential())
    before = IssuerKey.objects.get()
    api.rotate(now=LATER, withdraw=before.kid)
    found = verdict(old)
    assert (codes(found), found.key_withdrawn_at, found.claims) == (["key_withdrawn"], LATER, {})
    assert api.issuer_metadata(now=LATER)["withdrawn_keys"] == [{"kid": before.kid, "withdrawn_at": LATER.isoformat()}]


def test_an_unused_old_key_is_no_longer_published():
    api.issuer_metadata(now=NOW)
    kid = api.rotate(now=LATER)
    assert [k["kid"] for k in api.issuer_metadata(now=LATER)["jwks"]["keys"]] == [kid]


def test_private_parts_are_ciphertext_and_never_published():
    from django.db import connection

    made = make_credential()
    with connection.cursor() as cursor:
        cursor.execute("SELECT compact, holder_key, private_key FROM credentials_credential, credentials_issuer_key")
        for value in cursor.fetchone():
            assert "~" not in value
            assert "PRIVATE" not in value
    assert all("d" not in key for key in api.issuer_metadata(now=NOW)["jwks"]["keys"])
    assert "private_numbers" in dir(from_pem(IssuerKey.objects.get().private_key))
    assert made.compact


def test_places_are_random_and_lists_turn_when_half_full(monkeypatch):
    from motcua.platform.credentials.actions import issuing

    monkeypatch.setattr(issuing, "CAPACITY", 1024)
    make_credential()
    StatusListRow.objects.update(capacity=1024)
    monkeypatch.setattr("motcua.platform.credentials.rules.crowded", lambda *, used, capacity: used >= 3)
    made = [make_credential(idempotency_key=f"n{n}") for n in range(4)]
    assert StatusListRow.objects.count() == 2
    places = list(CredentialRow.objects.order_by("id").values_list("status_index", flat=True))
    assert places != sorted(places) or places != list(range(len(places)))
    assert all(verdict(present(m)).good for m in made)


def test_the_list_hides_who_is_on_it():
    made = make_credential()
    row = CredentialRow.objects.select_related("status_list").get()
    token = api.status_token(list_id=row.status_list.uuid, now=LATER)
    assert str(made.uuid) not in token
    assert row.status_list.capacity >= 100_000


def test_a_kept_list_is_given_again_until_something_changes():
    make_credential()
    which = StatusListRow.objects.get().uuid
    first = api.status_token(list_id=which, now=LATER)
    assert api.status_token(list_id=which, now=LATER + timedelta(hours=1)) == first
    assert api.status_token(list_id=which, now=LATER + timedelta(hours=13)) != first


def test_sensitive_kinds_hide_how_many_claims_there_are():
    plain = make_credential(kind="1.000656", idempotency_key="k2", claims={"document_title": "Giấy", "holder_name": "Hường"}, disclosable=())
    assert verdict(present(make_credential())).hidden > verdict(present(plain)).hidden


def test_an_unknown_kind_is_issued_as_the_general_one():
    made = make_credential(kind="1.000656", claims={"document_title": "Giấy", "holder_name": "Hường"}, disclosable=())
    assert (made.kind, made.kind_en) == ("1.000656", "Result of an administrative procedure")


def test_facts_go_out():
    made = make_credential()
    api.revoke(source_ref=made.source_ref, reason="", now=LATER)
    drain_all()
    names = [e.name for e in outbox.read(after_seq=0, limit=10)]
    assert names == ["credentials.credential.issued.v1", "credentials.credential.state_changed.v1"]


def test_while_the_holder_restricts_the_use_nothing_is_presented_and_nothing_shown_before_opens():
    made = make_credential()
    shown = api.show(credential_id=made.uuid, disclose=(), audience=SHOP, now=LATER, actor=OWNER)
    assert api.shown(code=shown.code, now=LATER)
    restrict_processing(HOLDER, now=NOW)
    with pytest.raises(ProcessingRestricted):
        present(made)
    with pytest.raises(api.CredentialUnknown):
        api.shown(code=shown.code, now=LATER)
