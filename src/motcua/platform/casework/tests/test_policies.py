"""Who sees and does what: every door function against people who should be let in and people who should not."""

import pytest

from motcua.kernel.actors import ANONYMOUS
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.tests.test_lifecycle import at_signing, received

READS = (api.dossier, api.timeline, api.receipt_file, api.result_file, api.sheets_of)
OUTSIDERS = ("stranger", "other_citizen", "admin")


@pytest.mark.parametrize("name", OUTSIDERS)
@pytest.mark.parametrize("read", READS, ids=lambda f: f.__name__)
def test_outsiders_cannot_tell_the_dossier_from_one_that_does_not_exist(town, read, name):
    ref = received(town)
    with pytest.raises(contracts.DossierUnknown):
        read(code=ref.code, actor=getattr(town, name))
    with pytest.raises(contracts.DossierUnknown):
        read(code="H24.99.99-260101-0001", actor=getattr(town, name))


@pytest.mark.parametrize("name", OUTSIDERS)
def test_outsiders_find_nothing_in_lists(town, name):
    ref = received(town)
    actor = getattr(town, name)
    assert api.inbox(actor=actor, now=t.NOW).rows == ()
    assert api.find(query=ref.code, actor=actor, now=t.NOW) == ()
    assert api.counts(actor=actor, now=t.NOW)["all"] == 0


def test_a_visitor_is_nobody(town):
    ref = received(town)
    with pytest.raises(contracts.DossierUnknown):
        api.dossier(code=ref.code, actor=ANONYMOUS)
    assert api.my_dossiers(actor=ANONYMOUS, now=t.NOW).rows == ()


def test_the_operator_sees_that_it_is_but_not_whose(town):
    ref = received(town)
    seen = api.dossier(code=ref.code, actor=town.operator)
    assert seen.party.name == "Đ*** T*** T*** 1***"
    assert (seen.party.number, seen.party.phone, seen.answers, seen.papers, seen.tracking_code) == ("", "", (), (), "")
    assert all(not item.note and not item.actor_label for item in api.timeline(code=ref.code, actor=town.operator))
    with pytest.raises(contracts.DossierUnknown):
        api.receipt_file(code=ref.code, actor=town.operator)
    assert api.available_actions(code=ref.code, actor=town.operator, now=t.NOW) == ()


@pytest.mark.parametrize(("name", "act"), [
    ("citizen", lambda code, actor: api.receive(code=code, actor=actor, now=t.NOW)),
    ("leader", lambda code, actor: api.receive(code=code, actor=actor, now=t.NOW)),
    ("operator", lambda code, actor: api.receive(code=code, actor=actor, now=t.NOW)),
    ("appraiser", lambda code, actor: api.refuse(code=code, reason="không", actor=actor, now=t.NOW)),
])  # fmt: skip
def test_intake_belongs_to_reception(town, name, act):
    ref = t.submit(town.citizen)
    with pytest.raises(Forbidden):
        act(ref.code, getattr(town, name))
    assert len(api.timeline(code=ref.code, actor=town.citizen)) == 1


def test_buttons_are_exactly_what_the_policy_allows(town):
    ref = at_signing(town)
    offered = {n: {a.verb for a in api.available_actions(code=ref.code, actor=getattr(town, n), now=t.NOW)} for n in ("citizen", "reception", "appraiser", "leader")}
    assert offered["leader"] == {"sign_result", "send_back", "stop"}
    assert offered["reception"] == {"withdraw"}  # a wish voiced at the counter
    assert "sign_result" not in offered["appraiser"]
    assert offered["citizen"] == {"withdraw"}


def test_owner_reads_notes_to_her_and_not_those_between_officers(town):
    ref = at_signing(town)
    notes = {item.kind: item.note for item in api.timeline(code=ref.code, actor=town.citizen)}
    assert "Đủ điều kiện" not in notes.values()
    assert any(i.note == "Đủ điều kiện" for i in api.timeline(code=ref.code, actor=town.leader))
    assert all(not i.actor_label for i in api.timeline(code=ref.code, actor=town.citizen))


def test_look_up_needs_the_secret_and_shows_no_name(town):
    ref = received(town)
    secret = api.dossier(code=ref.code, actor=town.citizen).tracking_code
    seen = api.track(code=f" {ref.code.lower()} ", secret=secret.lower(), now=t.NOW)
    assert seen.masked_name == "Đ*** T*** T*** 1***"
    assert api.track(code=ref.code, phone_tail="0012", now=t.NOW).code == ref.code
    for wrong in ({"secret": "AAAAAAAA"}, {"phone_tail": "0000"}, {}):
        with pytest.raises(contracts.TrackingRefused):
            api.track(code=ref.code, now=t.NOW, **wrong)


def test_look_up_rests_after_ten_wrong_tries(town):
    ref = received(town)
    for _ in range(10):
        with pytest.raises(contracts.TrackingRefused):
            api.track(code=ref.code, phone_tail="0000", now=t.NOW)
    with pytest.raises(contracts.LookupResting):
        api.track(code=ref.code, phone_tail="0012", now=t.NOW)
