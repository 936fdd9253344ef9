"""A result by post: chosen by its owner, handed over by the desk, told by the post, handed back by law when it is delivered."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.outbox.testing import recorded
from motcua.kernel.errors import Forbidden, NotFound
from motcua.platform.casework import api as casework
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import DossierUnknown
from motcua.platform.messaging.testing import written
from motcua.services.post import api, models, rules
from motcua.services.post.actions import hearing
from motcua.services.post.contracts import AddressIncomplete, ConsignmentState, NotChosen, NotOffered, PostAddress, PostStatus, TooLate
from motcua.services.post.testing import HOME, heard

LATER = t.NOW + timedelta(hours=4)


def resolved(town, *, home=HOME):
    """A dossier with its result, chosen to go by post."""
    ref = t.submit(town.citizen)
    casework.receive(code=ref.code, actor=town.reception, now=t.NOW)
    casework.forward(code=ref.code, actor=town.reception, now=t.NOW)
    casework.propose_result(code=ref.code, decision="granted", actor=town.appraiser, now=t.NOW)
    casework.sign_result(code=ref.code, decision="granted", actor=town.leader, now=t.NOW)
    if home is not None:
        api.choose(code=ref.code, address=home, actor=town.citizen, now=t.NOW)
    return ref


def handed_over(town):
    ref = resolved(town)
    api.hand_over(code=ref.code, actor=town.reception, now=t.NOW)
    api.order_due(now=t.NOW)
    return ref


def tell(ref, status, *, attempt=1, now=LATER, **more):
    return hearing.take(heard(status, ref=f"{ref.code}-{attempt}", **more), now=now, machine_now=now.timestamp())


def state_of(ref, town):
    return api.of_dossier(code=ref.code, actor=town.citizen).state


def status_of(ref, town):
    return int(casework.dossier(code=ref.code, actor=town.citizen).status)


def test_the_whole_way(town, post):
    ref = handed_over(town)
    found = api.of_dossier(code=ref.code, actor=town.citizen)
    assert (found.state, found.tracking_code, found.fee) == ("handed_over", "HC000000000VN", 26_000)
    for status in ("accepted", "in_transit", "delivered"):
        tell(ref, status)
    assert (state_of(ref, town), status_of(ref, town)) == ("delivered", 10)
    assert [f.name for f in recorded() if f.name.startswith("post.")] == ["post.consignment.handed_over.v1", "post.consignment.delivered.v1"]


def test_by_law_it_is_handed_back_when_delivered_not_when_heard(town, post):
    ref = handed_over(town)
    tell(ref, "delivered", at=LATER - timedelta(hours=1))
    assert casework.dossier(code=ref.code, actor=town.citizen).handed_back_at == LATER - timedelta(hours=1)


def test_events_twice_and_late_change_nothing(town, post):
    ref = handed_over(town)
    for event_id in ("a", "a"):
        tell(ref, "delivered", event_id=event_id)
    for status in ("in_transit", "returned", "delivered"):
        tell(ref, status)
    assert (state_of(ref, town), status_of(ref, town)) == ("delivered", 10)
    assert models.ConsignmentEvent.objects.count() == 4


def test_an_event_of_an_unknown_or_earlier_letter_is_nobodys(town, post):
    ref = handed_over(town)
    assert not tell(ref, "delivered", attempt=7)
    assert not tell(ref, "delivered", tracking="HC999999999VN")
    assert status_of(ref, town) == 9


def test_what_came_back_can_be_sent_again_or_collected(town, post):
    ref = handed_over(town)
    tell(ref, "returned")
    assert state_of(ref, town) == "returned"
    assert [m.template for m in written(template="post.returned", channel="inapp")] == ["post.returned"]
    api.hand_over(code=ref.code, actor=town.reception, now=LATER)
    api.order_due(now=LATER)
    tell(ref, "delivered", attempt=2, tracking="HC000000001VN")
    assert state_of(ref, town) == "delivered"


def test_a_silent_post_is_asked_again_under_the_same_reference(town, post):
    ref, post.silent = resolved(town), 2
    for _ in range(2):  # the officer presses twice
        api.hand_over(code=ref.code, actor=town.reception, now=t.NOW)
    assert [api.order_due(now=t.NOW + timedelta(seconds=s)) for s in (0, 5, 15, 60, 90)] == [0, 0, 0, 1, 0]
    assert list(post.letters) == [f"{ref.code}-1"]


def test_an_event_says_what_a_lost_answer_did_not(town, post):
    ref, post.silent = resolved(town), 9
    api.hand_over(code=ref.code, actor=town.reception, now=t.NOW)
    api.order_due(now=t.NOW)
    tell(ref, "accepted")
    assert api.of_dossier(code=ref.code, actor=town.citizen).tracking_code == "HC000000000VN"
    assert len(written(template="post.handed_over", channel="inapp")) == 1


def test_lost_events_are_asked_for(town, post):
    ref = handed_over(town)
    post.told = [heard("delivered", ref=f"{ref.code}-1")]
    assert api.ask_due(now=t.NOW + timedelta(hours=5), machine_now=0) == 0  # it may still tell by itself
    assert api.ask_due(now=t.NOW + timedelta(hours=7), machine_now=0) == 1
    assert status_of(ref, town) == 10


def test_a_refusal_waits_for_the_desk(town, post):
    ref, post.refuses = resolved(town), "422 không có xã này"
    api.hand_over(code=ref.code, actor=town.reception, now=t.NOW)
    api.order_due(now=t.NOW)
    models.Consignment.objects.update(ready_at=t.NOW)
    (waits,) = api.waiting(actor=town.reception)
    assert (waits.state, waits.problem) == ("refused", "422 không có xã này")
    api.choose(code=ref.code, address=HOME, actor=town.reception, now=LATER)
    assert state_of(ref, town) == "chosen"


def test_who_may(town, post):
    ref = resolved(town)
    for outsider in (town.stranger, town.other_citizen):
        with pytest.raises(DossierUnknown):
            api.of_dossier(code=ref.code, actor=outsider)
    for who in (town.appraiser, town.leader):
        with pytest.raises(Forbidden):
            api.choose(code=ref.code, address=HOME, actor=who, now=t.NOW)
    for who in (town.appraiser, town.citizen):
        with pytest.raises(Forbidden):
            api.hand_over(code=ref.code, actor=who, now=t.NOW)
    assert api.of_dossier(code=ref.code, actor=town.operator).address.line == ""
    assert api.waiting(actor=town.stranger) == ()


def test_not_before_there_is_a_result(town, post):
    ref = t.submit(town.citizen)
    api.choose(code=ref.code, address=HOME, actor=town.citizen, now=t.NOW)
    with pytest.raises(Forbidden):
        api.hand_over(code=ref.code, actor=town.reception, now=t.NOW)


def test_the_post_has_it_so_nothing_can_be_changed(town, post):
    ref = handed_over(town)
    for address in (HOME, None):
        with pytest.raises(TooLate):
            api.choose(code=ref.code, address=address, actor=town.citizen, now=LATER)


def test_collected_at_the_desk_after_all(town, post):
    ref = resolved(town)
    api.choose(code=ref.code, address=None, actor=town.citizen, now=t.NOW)
    with pytest.raises(TooLate):
        api.hand_over(code=ref.code, actor=town.reception, now=t.NOW)
    bare = resolved(town, home=None)
    with pytest.raises(NotChosen):
        api.hand_over(code=bare.code, actor=town.reception, now=t.NOW)


def test_without_a_post_nothing_is_offered(town, monkeypatch):
    monkeypatch.setattr("motcua.services.post.conf.URL", "")
    with pytest.raises(NotOffered):
        api.choose(code=t.submit(town.citizen).code, address=HOME, actor=town.citizen, now=t.NOW)


@pytest.mark.parametrize(("change", "field"), [
    ({"name": " "}, "name"), ({"phone": "12"}, "phone"), ({"line": ""}, "line"), ({"unit_code": ""}, "unit"), ({"unit_code": "0"}, "unit"),
])  # fmt: skip
def test_an_address_must_be_whole(town, post, change, field):
    from dataclasses import replace

    with pytest.raises(AddressIncomplete) as refused:
        api.choose(code=t.submit(town.citizen).code, address=replace(HOME, **change), actor=town.citizen, now=t.NOW)
    assert list(refused.value.fields) == [field]


def test_elsewhere_costs_what_the_country_costs(town, post):
    away = PostAddress(name="A B", phone="0912345678", line="Số 1", elsewhere="phường Cầu Giấy, thành phố Hà Nội")
    found = api.choose(code=t.submit(town.citizen).code, address=away, actor=town.citizen, now=t.NOW)
    assert (found.fee, found.address.shown) == (30_500, "Số 1, phường Cầu Giấy, thành phố Hà Nội")


def test_an_old_commune_leads_to_the_new_one_or_asks(town, post):
    from motcua.foundation.units import api as units

    single, several = {}, {}
    for old in units.communes(on=rules.LAST_OLD_DAY):
        led = {link.unit.code for link in units.successors(code=old.code, on=rules.LAST_OLD_DAY)}
        (single if len(led) == 1 else several)[old.code] = led
    ref, old = t.submit(town.citizen), next(iter(single))
    told = PostAddress(name="A B", phone="0912345678", line="Số 1", old_unit_code=old)
    assert {api.choose(code=ref.code, address=told, actor=town.citizen, now=t.NOW).address.unit_code} == single[old]
    for old in list(several)[:1]:
        with pytest.raises(AddressIncomplete, match=r"\.") as refused:
            api.choose(
                code=ref.code, address=PostAddress(name="A B", phone="0912345678", line="Số 1", old_unit_code=old), actor=town.citizen, now=t.NOW
            )
        assert "nay thuộc" in refused.value.fields["unit"][0]


WAYS = [["accepted", "in_transit", "out_for_delivery", "delivered"], ["accepted", "failed_attempt", "returning", "returned"]]


@given(st.sampled_from(WAYS).flatmap(lambda way: st.tuples(st.just(way), st.permutations([*way, *way[1:]]))))
def test_the_order_in_which_events_come_does_not_matter(told):
    way, mixed = told
    assert rules.told(map(PostStatus, mixed)) is rules.told(map(PostStatus, way)) is ConsignmentState(way[-1])


def test_what_ends_otherwise_is_not_sent(town, post):
    ref = resolved(town)
    casework.hand_back(code=ref.code, actor=town.reception, now=t.NOW)
    api.end(dossier_id=ref.uuid, now=t.NOW)
    assert state_of(ref, town) == "dropped"
    with pytest.raises(NotFound):
        api.of_dossier(code="H24.1-260101-0001", actor=town.citizen)
