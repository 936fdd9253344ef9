"""Filing for another: both persons on record and visible to both; and dossiers that come from outside."""

import pytest

from motcua.foundation.identity.testing import claims_of
from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import Channel, Filing, FilingKind, Principal

CHILD = Principal(name="Bé Thử An")


def file(actor, filing, *, now=t.NOW):
    with t.form_is(t.frozen(actor, "giay-chung-sinh", now=now)) as form:
        return api.submit(
            draft_id=form.draft_id, procedure_code=t.BIRTH, unit_code=t.UNIT, idempotency_key="k", actor=actor, now=now, filing=filing
        )


def of_other(town, **more):
    return Principal(name="Đỗ Thị Thử 7", number=claims_of(7)["SoDinhDanh"], **more)


def test_an_authorised_person_files_with_the_paper_and_both_see_it(town):
    paper = t.stored(town.citizen, name="uy-quyen.pdf").uuid
    ref = file(town.citizen, Filing(FilingKind.AUTHORISED, of_other(town), paper))
    for person in (town.citizen, town.other_citizen):
        seen = api.dossier(code=ref.code, actor=person)
        assert (seen.party.name, seen.submitter.name, seen.filing) == ("Đỗ Thị Thử 7", "Đỗ Thị Thử 1", FilingKind.AUTHORISED)
        assert [r.code for r in api.my_dossiers(actor=person, now=t.NOW).rows] == [ref.code]
    assert api.withdraw(code=ref.code, actor=town.citizen, now=t.NOW).status == 7


@pytest.mark.parametrize(("filing", "field"), [
    (Filing(FilingKind.AUTHORISED, CHILD), "paper"), (Filing(FilingKind.CHILD), "principal"), (Filing(FilingKind.OFFICER, CHILD), "kind"),
    (Filing(FilingKind.EMPLOYEE), "principal"),
])  # fmt: skip
def test_what_is_missing_is_named(town, filing, field):
    with pytest.raises(contracts.FilingWrong) as refused:
        file(town.citizen, filing)
    assert field in refused.value.fields


def test_a_parent_acts_for_the_child(town):
    ref = file(town.citizen, Filing(FilingKind.CHILD, CHILD))
    seen = api.dossier(code=ref.code, actor=town.citizen)
    assert (seen.party.name, seen.party.person_id, seen.submitter.person_id) == ("Bé Thử An", None, town.citizen.subject_id)
    assert {a.verb for a in api.available_actions(code=ref.code, actor=town.citizen, now=t.NOW)} == {"withdraw"}


def test_a_postal_agent_sees_what_he_filed_and_does_nothing_more(town):
    ref = file(town.citizen, Filing(FilingKind.POSTAL_AGENT, of_other(town)))
    assert api.dossier(code=ref.code, actor=town.citizen).submitter is not None
    assert api.available_actions(code=ref.code, actor=town.citizen, now=t.NOW) == ()
    assert api.available_actions(code=ref.code, actor=town.other_citizen, now=t.NOW) != ()


def outside(**more):
    given = {
        "origin": "national", "external_ref": "000.00.00.G22-260309-0001", "procedure_code": t.REPAIR, "unit_code": t.UNIT,
        "answers": {"request": "sửa mái"}, "party": Principal(name="Đỗ Thị Thử 7", number=claims_of(7)["SoDinhDanh"]), "papers": [],
        "submitted_at": t.NOW, "channel": Channel.ONLINE, "now": t.NOW,
    }
    return api.submit_outside(**{**given, **more})


def test_a_dossier_from_outside_comes_once_and_belongs_to_its_owner(town):
    first, again = outside(), outside(unit_code=t.OTHER_UNIT)
    assert first == again == api.dossier_by_ref(origin="national", external_ref="000.00.00.G22-260309-0001")
    seen = api.dossier(code=first.code, actor=town.other_citizen)
    assert (seen.origin, seen.waiting_for_fee, seen.status) == ("national", True, 1)
    assert api.dossier_by_ref(origin="national", external_ref="x") is None


def test_a_fee_that_was_paid_there_is_not_asked_again(town):
    ref = outside(fee_paid=75_000)
    assert ref.payment_id is None
    assert api.receive(code=ref.code, actor=town.reception, now=t.NOW).status == 2


def test_papers_from_outside_keep_their_names(town):
    ref = outside(papers=[t.PaperGiven("khac", t.stored(town.citizen).uuid, name="Ảnh hiện trạng")])
    assert [p.name for p in api.dossier(code=ref.code, actor=town.reception).papers] == ["Ảnh hiện trạng"]
