"""Officers hear once of a step whose time passed and of opinions that are late; whoever switched it off does not."""

from datetime import timedelta

import pytest

from motcua.foundation.identity.testing import make_officer
from motcua.kernel.actors import Role
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions import late
from motcua.platform.casework.adapters.messages import OPINION_LATE, OPINION_MISSING, STEP_LATE
from motcua.platform.casework.contracts import Stance
from motcua.platform.casework.models import Dossier, Opinion
from motcua.platform.casework.tests import crossing as x
from motcua.platform.messaging import api as messaging
from motcua.platform.messaging.testing import written

LATER = t.NOW + timedelta(days=30)


@pytest.fixture
def held(town):
    """A dossier whose step has a clock of its own, with two opinions asked; and who is asked."""
    x.publish()
    return x.at_department(town), x.officers()


def heard(actor, *templates):
    found = messaging.inbox(person_id=actor.subject_id, limit=50)
    return [m.template for m in found if m.template in (templates or (STEP_LATE, OPINION_LATE, OPINION_MISSING))]


def test_each_hears_once_however_often_it_runs(held):
    ref, people = held
    assert api.warn_late(now=LATER) == 3
    assert [api.warn_late(now=LATER + timedelta(days=n)) for n in (0, 1)] == [0, 0]
    assert sorted(heard(people["SXD.appraiser"])) == [OPINION_MISSING, OPINION_MISSING, STEP_LATE]
    assert (heard(people["SNNMT.appraiser"]), heard(people["SXD.leader"])) == ([OPINION_LATE], [])
    assert {m.link for m in written(template=STEP_LATE)} == {f"/lam-viec/ho-so/{ref.code}/"}


def test_two_runs_at_once_tell_once_even_without_the_mark(held):
    _, people = held
    api.warn_late(now=LATER)
    Dossier.objects.update(step_due_told=None)
    Opinion.objects.update(warned_at=None)
    assert api.warn_late(now=LATER) == 3
    assert len(heard(people["SXD.appraiser"])) == 3


def test_in_time_nobody_hears(held):
    ref, people = held
    due = api.dossier(code=ref.code, actor=people["SXD.appraiser"]).step_due_at
    first = min(o.due_at for o in Opinion.objects.all())
    assert api.warn_late(now=min(due, first)) == 0
    for opinion in api.opinions(code=ref.code, actor=people["SXD.appraiser"], now=t.NOW):
        actor = people[f"{opinion.unit_code}.appraiser"]
        api.give_opinion(opinion_id=opinion.opinion_id, stance=Stance.AGREE, text="Đồng ý", actor=actor, now=t.NOW)
    assert (api.warn_late(now=due), api.warn_late(now=due + timedelta(minutes=1))) == (0, 1)


def test_an_opinion_is_late_by_date(held):
    due = min(o.due_at for o in Opinion.objects.all())
    Dossier.objects.update(step_due_told=Dossier.objects.get(step_due_at__isnull=False).step_due_at)
    assert api.warn_late(now=due + timedelta(minutes=1)) == 0
    assert api.warn_late(now=due + timedelta(days=1)) == 2


def test_the_officer_who_has_it_hears_and_her_colleagues_do_not(held):
    ref, people = held
    other = make_officer(Role.APPRAISER, unit_code="SXD", code="CB.SXD.2")
    api.assign(code=ref.code, officer_id=other.subject_id, actor=people["SXD.leader"], now=t.NOW)
    api.warn_late(now=LATER)
    assert (STEP_LATE in heard(other), heard(people["SXD.appraiser"])) == (True, [])


@pytest.mark.usefixtures("tampered")
def test_who_left_the_unit_is_replaced_by_its_officers(held, town):
    ref, people = held
    Dossier.objects.filter(uuid=ref.uuid).update(assigned_to=town.appraiser.subject_id)
    api.warn_late(now=LATER)
    assert (heard(town.appraiser), STEP_LATE in heard(people["SXD.appraiser"])) == ([], True)


def test_a_stopped_or_paused_dossier_is_nobodys_lateness(held):
    ref, people = held
    api.request_supplement(code=ref.code, items=("Bản vẽ",), reason="Thiếu", actor=people["SXD.appraiser"], now=t.NOW)
    assert heard(people["SXD.appraiser"], STEP_LATE) == []
    api.warn_late(now=LATER)
    assert heard(people["SXD.appraiser"], STEP_LATE) == []


@pytest.mark.usefixtures("tampered")
def test_a_new_time_of_the_step_is_told_anew(held):
    _, people = held
    api.warn_late(now=LATER)
    Dossier.objects.update(step_due_at=LATER + timedelta(days=1))
    assert api.warn_late(now=LATER + timedelta(days=2)) == 1
    assert heard(people["SXD.appraiser"]).count(STEP_LATE) == 2


def test_whoever_switched_it_off_is_left_in_peace(held):
    _, people = held
    messaging.choose_topics(wanted=[], actor=people["SXD.appraiser"], now=t.NOW)
    api.warn_late(now=LATER)
    assert heard(people["SXD.appraiser"]) == []


def test_one_that_fails_stops_no_other(held, monkeypatch):
    monkeypatch.setattr(late, "_tell_step", lambda pk, *, now: 1 / 0)
    assert api.warn_late(now=LATER) == 2
