"""Giving, withdrawing, text versions: examples, and any order of them against a simple oracle."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.foundation.consent import api as consent
from motcua.foundation.consent import models, rules, testing
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.errors import Forbidden
from motcua.kernel.policy import Allowed, Denied

NOW = testing.NOW
ME = Actor(kind=ActorKind.CITIZEN, subject_id=uuid.UUID(int=5), level=2)
PURPOSE = "reminders"


@pytest.fixture(autouse=True)
def _purposes(db):
    testing.load_purposes()


def give(*, version=1, now=NOW, actor=ME, **more):
    wanted = {"purpose": PURPOSE, "language": "vi", "way": consent.Way.WEB, **more}
    return consent.give(subject_id=ME.subject_id, version=version, actor=actor, now=now, **wanted)


def withdraw(*, now, actor=ME):
    return consent.withdraw(subject_id=ME.subject_id, purpose=PURPOSE, way=consent.Way.WEB, actor=actor, now=now)


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def decide(at, purpose=PURPOSE):
    return consent.decide(purpose=purpose, subject_id=ME.subject_id, controller="11329", at=at)


def among(at, purpose=PURPOSE, more=()):
    return consent.allowed_among(purpose=purpose, person_ids={ME.subject_id, *more}, controller="11329", at=at)


def test_nothing_is_agreed_to_beforehand():
    assert isinstance(decide(NOW), Denied)


def test_consent_holds_from_giving_up_to_withdrawing():
    given_one = give()
    withdraw(now=NOW + timedelta(hours=1))
    assert isinstance(decide(NOW - timedelta(seconds=1)), Denied)
    assert isinstance(decide(NOW), Allowed)
    assert isinstance(decide(NOW + timedelta(minutes=59)), Allowed)
    assert isinstance(decide(NOW + timedelta(hours=1)), Denied)
    assert given_one.words.startswith("Tôi đồng ý")
    assert len(given_one.text_hash) == 64


def test_law_names_its_citation_and_asks_nobody():
    allowed = decide(NOW, "casework")
    assert isinstance(allowed, Allowed)
    assert "Luật 91/2025/QH15" in allowed.ground
    with pytest.raises(consent.NotAConsentPurpose):
        give(purpose="casework")


def test_many_are_asked_in_one_question(django_assert_max_num_queries):
    others = [uuid.UUID(int=n) for n in range(100, 160)]
    give()
    with django_assert_max_num_queries(3):
        assert among(NOW, more=others) == {ME.subject_id}
    assert among(NOW, "casework", others) == {ME.subject_id, *others}
    assert among(NOW, "curiosity") == set()


def test_unknown_purpose_and_one_not_yet_in_force_are_refused():
    assert isinstance(decide(NOW, "curiosity"), Denied)
    assert isinstance(decide(datetime(2025, 1, 1, tzinfo=UTC), "casework"), Denied)


def test_agency_outside_the_list_is_refused():
    models.Purpose.objects.filter(code="casework").update(controllers=["99999"])
    assert isinstance(decide(NOW, "casework"), Denied)


def test_wider_text_asks_again_and_narrower_does_not():
    give()
    testing.publish_text(PURPOSE, 2, widens=False, on=date(2026, 12, 1))
    testing.publish_text(PURPOSE, 3, widens=True, on=date(2026, 12, 10))
    assert isinstance(decide(datetime(2026, 12, 5, tzinfo=UTC)), Allowed)
    later = datetime(2026, 12, 11, tzinfo=UTC)
    assert isinstance(decide(later), Denied)
    assert not consent.consents_of(subject_id=ME.subject_id, now=later)[0].live
    give(version=3, now=later)
    assert isinstance(decide(later), Allowed)
    assert [c.cause for c in consent.consents_of(subject_id=ME.subject_id, now=later)] == [None, consent.EndCause.REPLACED]


def test_nobody_agrees_to_a_text_that_is_not_in_force():
    testing.publish_text(PURPOSE, 2, widens=True, on=date(2026, 11, 1))
    with pytest.raises(consent.TextChanged):
        give(version=1)
    assert not models.Consent.objects.exists()


def test_giving_twice_is_one_consent_and_one_event():
    assert give().uuid == give(now=NOW + timedelta(minutes=1)).uuid
    assert len(recorded("consent.consent.given.v1")) == 1


def test_withdrawing_tells_once_and_nothing_when_nothing_is_held():
    give()
    assert len(withdraw(now=NOW)) == 1
    assert withdraw(now=NOW) == ()
    assert len(recorded("consent.consent.withdrawn.v1")) == 1


@pytest.mark.parametrize("kind", [ActorKind.CITIZEN, ActorKind.OFFICER, ActorKind.MACHINE, ActorKind.ANONYMOUS])
def test_nobody_else_answers_for_her(kind):
    other = Actor(kind=kind, subject_id=uuid.UUID(int=6))
    give()
    with pytest.raises(Forbidden):
        withdraw(now=NOW, actor=other)
    with pytest.raises(Forbidden):
        give(actor=other, purpose="health-card")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE consent_text SET vi = 'khác'",
        "DELETE FROM consent_text",
        "UPDATE consent_consent SET version = 9",
        "UPDATE consent_consent SET ended_at = now(), cause = 'withdrawn', given_at = given_at - interval '1 day'",
        "DELETE FROM consent_consent",
    ],
)
def test_what_was_agreed_to_cannot_be_rewritten(change):
    give()
    with pytest.raises(DatabaseError), transaction.atomic():
        run(change)


def test_ended_consent_cannot_begin_again():
    give()
    withdraw(now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Consent.objects.update(ended_at=None, cause="")


def test_texts_published_under_another_wording_are_refused(tmp_path):
    for name in ("purposes.yaml", "texts.yaml"):
        (tmp_path / name).write_text((testing.DATA / name).read_text().replace("không được chuyển", "được chuyển"))
    with pytest.raises(consent.PurposesFaulty):
        consent.load_reference(now=NOW, folder=tmp_path)


def test_loading_again_changes_nothing():
    done = consent.load_reference(now=NOW)
    assert (done.added, done.changed) == (0, 0)


STEPS = st.lists(st.tuples(st.sampled_from(["give", "withdraw", "widen", "narrow"]), st.integers(1, 40)), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, probe=st.integers(0, 500))
def test_any_order_of_giving_withdrawing_and_new_texts(steps, probe):
    """The oracle keeps for every day whether it was allowed; the tables are asked for that day afterwards."""
    begin = datetime(2027, 1, 1, 3, tzinfo=UTC)
    day, version, needed, held = 0, 1, 1, None
    changes = [(0, None, 1)]
    with transaction.atomic():
        for step, pause in steps:
            day += pause
            at = begin + timedelta(days=day)
            if step == "give":
                give(version=version, now=at)
                held = version
            elif step == "withdraw":
                withdraw(now=at)
                held = None
            else:
                version += 1
                testing.publish_text(PURPOSE, version, widens=step == "widen", on=at.date())
                needed = version if step == "widen" else needed
            changes.append((day, held, needed))
        then_held, then_needed = [(h, n) for d, h, n in changes if d <= probe][-1]
        allowed = isinstance(decide(begin + timedelta(days=probe)), Allowed)
        listed = among(begin + timedelta(days=probe))
        transaction.set_rollback(True)
    assert listed == ({ME.subject_id} if allowed else set())
    assert allowed == (then_held is not None and then_held >= then_needed)


def test_window_begins_where_the_stretch_begins():
    assert rules.window_of(NOW + timedelta(minutes=9, seconds=59), minutes=10) == NOW
    assert rules.window_of(NOW + timedelta(minutes=10), minutes=10) == NOW + timedelta(minutes=10)
