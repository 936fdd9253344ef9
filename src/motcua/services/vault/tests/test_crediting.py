"""A kept result has its electronic credential, which says what its kind says, and is void when the result is."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.identity.testing import make_citizen, sign_in
from motcua.platform.casework import events as casework_events
from motcua.platform.casework.events import ResultRevoked
from motcua.platform.credentials import api as credentials
from motcua.services.vault import api
from motcua.services.vault.adapters.claims import entries
from motcua.services.vault.rules.claims import chosen
from motcua.services.vault.testing import NOW, casework_knows, resolved

FORMS = Path(casework_events.__file__).parents[1] / "data" / "forms"
KINDS = {kind.key: {claim.name for claim in kind.claims} for kind in credentials.kinds_of()}
CHILD = {
    "child_name": "Đỗ Bé Mới", "child_born": "2026-11-01", "child_sex": "female", "birth_place": "Bệnh viện Phụ sản", "mother_name": "Đỗ Thị Thử 0",
    "applicant_name": "Đỗ Thị Thử 0", "applicant_number": "031191950000", "phone": "0100900000", "applicant_born": "1991-04-12",
}  # fmt: skip


def card_of(owner, *, answers=None, **event):
    fact = resolved(owner.subject_id, **event)
    entry = SimpleNamespace(file_id=fact.result_file_id, symbol="15/2026", expires_at=None, revoked_at=None, copy_kind="")
    with casework_knows(answers=answers, issued=(entry,)):
        held = api.keep_result(resolved=fact, now=NOW)
    return fact, held, credentials.credentials_of(actor=owner, source_refs=[f"vault.document:{held.uuid}"])


@pytest.mark.django_db
def test_a_result_brings_its_credential_once_and_takes_it_along(client):
    owner = make_citizen()
    event, held, (card,) = card_of(owner)
    with casework_knows():
        assert api.keep_result(resolved=event, now=NOW) == held
    assert card.claims["document_sha256"] == held.sha256
    page = sign_in(client, owner).get(f"/kho-giay-to/{held.uuid}/").content.decode()
    assert f"/chung-nhan/{card.uuid}/" in page
    names = ("dossier_id", "dossier_code", "procedure_code", "field", "unit_code", "person_id", "result_file_id")
    void = ResultRevoked(**{name: getattr(event, name) for name in names}, at=NOW, step="appraisal")
    api.revoke(revoked=void, now=NOW)
    assert credentials.credential(credential_id=card.uuid, actor=owner).state is credentials.State.REVOKED


@pytest.mark.django_db
def test_a_birth_certificate_names_the_child_and_tells_nothing_of_who_applied():
    _, _, (card,) = card_of(make_citizen(), answers=CHILD)
    assert (card.kind, card.claims["subject_name"], card.claims["birth_date"]) == ("birth-certificate", "Đỗ Bé Mới", "2026-11-01")
    assert (card.claims["document_number"], card.claims["sex"]) == ("15/2026", "female (bằng chữ)")
    assert {"subject_name", "birth_date", "mother_name", "document_number"} <= set(card.disclosable)
    assert not {"031191950000", "0100900000", "1991-04-12"} & set(map(str, card.claims.values()))


@pytest.mark.django_db
def test_a_result_without_its_form_names_the_party_alone():
    _, _, (card,) = card_of(make_citizen())
    assert (card.kind, card.claims["holder_name"]) == ("administrative-result", "Đỗ Thị Thử 0")
    assert not {"personal_number", "birth_date"} & set(card.claims)


@pytest.mark.django_db
def test_an_answer_to_a_complaint_is_no_credential():
    assert card_of(make_citizen(), procedure_code="2.002409")[2] == ()


def test_every_entry_is_of_a_kind_that_may_say_it_and_of_questions_that_are_asked():
    for entry in entries():
        assert set(entry.claims) <= KINDS.get(entry.kind, set())
        assert set(entry.needs) <= set(entry.claims)
        asked = {s.partition(".")[2] for s in entry.claims.values() if s.partition(".")[0] in {"answer", "said"}}
        assert bool(asked) == bool(entry.form)
        if entry.form:
            form = yaml.safe_load((FORMS / f"{entry.form}.yaml").read_text())
            assert asked <= {field["name"] for page in form["pages"] for field in page["fields"]}
    assert [e.procedures for e in entries()][-1] == ()


ANSWERS = sorted({f"{where}.{name}" for where in ("answer", "said") for name in (*CHILD, "site", "capital", "password", "email")})


@given(
    procedure=st.sampled_from([*(code for e in entries() for code in e.procedures), "1.000656", ""]),
    known=st.dictionaries(st.sampled_from([*ANSWERS, *(s for e in entries() for s in e.claims.values())]), st.one_of(st.text(max_size=9), st.integers(), st.none(), st.lists(st.text()))),
)  # fmt: skip
def test_whatever_is_known_only_claims_of_the_kind_come_of_it(procedure, known):
    kind, claims = chosen(entries=entries(), procedure=procedure, known=known)
    entry = next(e for e in entries() if e.kind == kind and (procedure in e.procedures or not e.procedures))
    assert set(claims) <= KINDS.get(kind, set())
    assert all(known[entry.claims[name]] not in (None, "") for name in claims)
