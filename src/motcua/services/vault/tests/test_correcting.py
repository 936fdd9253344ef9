"""Fields of her papers that a person's request has corrected: hers alone, judged as when she types them, an empty one gone."""

import pytest

from motcua.foundation.consent.contracts import CorrectionRefused, personal_sources
from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_citizen
from motcua.services.vault import api
from motcua.services.vault.actions import personal
from motcua.services.vault.queries import VaultPrefiller
from motcua.services.vault.testing import NOW, held, picture
from motcua.services.vault.tests.test_own_papers import card_of, owner  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def correct(owner, paper, field, value):  # noqa: F811
    return personal_sources["vault"].correct(
        person_id=owner.subject_id, field=f"{paper.uuid}:{field}", value=value, ground="dossier:H1", now=NOW
    )


def test_a_request_corrects_fields_of_her_own_papers_and_of_no_others(owner):  # noqa: F811
    paper, source = held(owner), personal_sources["vault"]
    about = {"person_id": owner.subject_id, "field": f"{paper.uuid}:number", "ground": "dossier:H1", "now": NOW}
    assert tuple(f.value for f in source.correctable(person_id=owner.subject_id, now=NOW) if f.key == about["field"]) == ("310123456789",)
    done = source.correct(value="310999999999", **about)
    assert (done.before, done.after) == ("310123456789", "310999999999")
    fact = api.document(document_id=paper.uuid, actor=owner, now=NOW).facts["number"]
    assert (fact.value, fact.trust) == ("310999999999", api.Trust.STATED)
    for wrong in ({"person_id": make_citizen(7).subject_id}, {"field": f"{paper.uuid}:none"}, {"field": "x"}):
        with pytest.raises(CorrectionRefused):
            source.correct(value="1", **(about | wrong))
    with pytest.raises(CorrectionRefused):
        source.correct(value="hôm nào đó", **(about | {"field": f"{paper.uuid}:expires_on"}))


def test_a_request_makes_her_card_nobody_elses(owner):  # noqa: F811
    told = api.PaperTyped(fields={}, card_text=card_of(owner))
    card = api.add_paper(kind="identity_card", typed=told, content=picture(), name="can-cuoc.png", actor=owner, now=NOW)
    other = identity.person(person_id=make_citizen(7).subject_id).personal_number
    with pytest.raises(CorrectionRefused, match="is not yours"):
        correct(owner, card, "number", other)
    assert api.document(document_id=card.uuid, actor=owner, now=NOW).facts["number"].value != other


def test_a_field_that_a_request_empties_is_gone_and_offered_to_no_form(owner):  # noqa: F811
    card = held(owner, kind="health_card", number="DN4310123456789", hospital="Bệnh viện Việt Tiệp")
    asked = {"actor": owner, "person": None, "fields": frozenset({"health_card_hospital"}), "now": NOW}
    assert VaultPrefiller().prefill(**asked)
    done = correct(owner, card, "hospital", " ")
    assert (done.before, done.after) == ("Bệnh viện Việt Tiệp", "")
    assert "hospital" not in api.document(document_id=card.uuid, actor=owner, now=NOW).facts
    assert not VaultPrefiller().prefill(**asked)


def test_a_field_that_the_paper_needs_is_not_emptied(owner):  # noqa: F811
    with pytest.raises(CorrectionRefused, match="Give: card number"):
        correct(owner, held(owner, kind="health_card", number="DN4310123456789"), "number", " ")


def test_an_error_of_the_room_is_not_taken_for_a_paper_that_is_gone(owner, monkeypatch):  # noqa: F811
    def breaks(**_):
        raise ValueError

    monkeypatch.setattr(personal, "correct_field", breaks)
    with pytest.raises(ValueError, match=r"^$"):
        correct(owner, held(owner), "number", "1")
