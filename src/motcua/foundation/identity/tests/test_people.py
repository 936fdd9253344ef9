"""People as they are recorded."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection

from motcua.foundation.identity import api, models
from motcua.foundation.identity.contracts import NotRepresentative
from motcua.foundation.identity.testing import NOW, claims_of, make_citizen, register_person
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import ANONYMOUS, ActorKind
from motcua.kernel.errors import Invalid
from motcua.kernel.identifiers import InvalidPersonalNumber

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return [e.name for e in recorded()]


def test_signing_in_twice_is_one_person_one_account_one_registration() -> None:
    first, second = (api.sign_in_citizen(claims=claims_of(), now=NOW) for _ in range(2))
    assert (first.account_id, first.person.uuid) == (second.account_id, second.person.uuid)
    assert names() == ["identity.person.registered.v1"]


def test_nothing_readable_is_stored() -> None:
    api.sign_in_citizen(claims=claims_of(3), now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM identity_person p")
        stored = cursor.fetchone()[0]
    for plain in ("Thử 3", claims_of(3)["SoDinhDanh"], "0100900003", "tổ dân phố"):
        assert plain not in stored
    assert SocialAccount.objects.get().extra_data == {}
    assert claims_of(3)["SoDinhDanh"] not in models.Account.objects.get().username


def test_found_again_by_number() -> None:
    made = api.sign_in_citizen(claims=claims_of(4), now=NOW).person
    assert api.person_by_number(number=f" {made.personal_number} ") == made
    assert api.person_by_number(number=claims_of(5)["SoDinhDanh"]) is None
    with pytest.raises(InvalidPersonalNumber):
        api.person_by_number(number="1")


def test_a_poorer_sign_in_wipes_nothing_and_lowers_no_level() -> None:
    full = api.sign_in_citizen(claims=claims_of(), now=NOW).person
    poor = claims_of(level=1, SoDienThoai=None, ThuongTru=None, MaDonViThuongTru=None)
    assert api.sign_in_citizen(claims=poor, now=NOW).person == full


def test_level_rises_with_a_better_sign_in() -> None:
    api.sign_in_citizen(claims=claims_of(level=1), now=NOW)
    assert api.sign_in_citizen(claims=claims_of(level=2), now=NOW).person.level == 2


def test_person_at_the_counter_becomes_the_same_person_online() -> None:
    met = register_person(personal_number=claims_of(9)["SoDinhDanh"], full_name="Đỗ Thị Thử 9", phone="+84 100 900 009", now=NOW)
    assert (met.level, met.phone) == (0, "0100900009")
    assert api.sign_in_citizen(claims=claims_of(9), now=NOW).person.uuid == met.uuid
    assert names() == ["identity.person.registered.v1"]


def test_actor_of_nobody_locked_or_unknown_is_anonymous() -> None:
    account = models.Account.objects.create_user(username="empty")
    assert api.actor_of(account_id=account.pk, now=NOW) == ANONYMOUS
    assert api.actor_of(account_id=10**9, now=NOW) == ANONYMOUS
    actor = make_citizen()
    models.Account.objects.filter(person__uuid=actor.subject_id).update(is_active=False)
    assert api.actor_of(account_id=models.Person.objects.get().account_id, now=NOW) == ANONYMOUS


def test_citizen_is_an_actor_with_her_level() -> None:
    actor = make_citizen(level=1)
    assert (actor.kind, actor.level, actor.name) == (ActorKind.CITIZEN, 1, "Đỗ Thị Thử 0")


def test_representation_follows_the_provider() -> None:
    firms = [{"MaSoThue": code, "TenDoanhNghiep": f"Công ty {code}"} for code in ("0299999988", "0299999949")]
    for day, firm in enumerate(firms):
        person = api.sign_in_citizen(claims=claims_of() | firm, now=NOW + timedelta(days=day)).person
    at = {day: [o.tax_code for o in api.represented_by(person_id=person.uuid, now=NOW + timedelta(days=day))] for day in (0, 1)}
    assert at == {0: ["0299999988"], 1: ["0299999949"]}
    with pytest.raises(NotRepresentative):
        api.must_represent(person_id=person.uuid, organisation_id=uuid4(), now=NOW)


def test_an_address_that_is_too_long_is_refused_and_never_cut() -> None:
    long, person = f"lan@{'vidu.' * 40}vn", make_citizen()
    with pytest.raises(Invalid) as refusal:
        api.correct_contact(person_id=person.subject_id, field="email", value=long, ground="x", now=NOW)
    assert refusal.value.fields["email"] == ("Thư điện tử dài quá 200 ký tự.", "The e-mail address is longer than 200 characters.")
    fits = long.replace("vidu.", "", 2)
    assert api.correct_contact(person_id=person.subject_id, field="email", value=fits, ground="x", now=NOW) == ("", fits)


def test_unknown_person_is_a_named_error() -> None:
    with pytest.raises(api.PersonUnknown):
        api.person(person_id=uuid4())
