"""Progress told to the portal: once, in order, again until heard; compared, replayed, held back where a ministry is master."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from motcua.channels.national import api
from motcua.channels.national.adapters.tables import code_tables
from motcua.channels.national.contracts import DifferenceKind, DossierMessage, ProgressMessage
from motcua.channels.national.models import Difference, Telling
from motcua.channels.national.rules.codec import decode
from motcua.channels.national.testing import casework_opens, portal
from motcua.foundation.consent.testing import restrict_processing
from motcua.foundation.outbox.testing import drain_all
from motcua.kernel.errors import Forbidden
from motcua.kernel.ids import uuid7
from motcua.platform.casework import api as casework
from motcua.platform.casework.testing import NOW, make_town, pay, put_paper, quick_papers, submit

pytestmark = pytest.mark.django_db
TABLES = code_tables()


@pytest.fixture
def town():
    return make_town()


def received(town):
    """A dossier that was submitted, paid and taken in; its facts are lined up for the portal."""
    ref = submit(town.citizen)
    if ref.payment_id:
        pay(ref)
    with quick_papers():
        casework.receive(code=ref.code, actor=town.reception, now=NOW + timedelta(minutes=5))
    drain_all()
    return ref


def told(there, what="dossier"):
    return [body for kind, _, body in there.heard if kind == what]


def test_every_status_is_told_in_order_as_the_contract_says(town):
    ref = received(town)
    with portal() as there:
        api.send(now=NOW + timedelta(hours=1))
    statuses = [body["TrangThaiHoSo"] for body in told(there)]
    assert (statuses[0], statuses[-1]) == ("1", "2")
    assert statuses == sorted(statuses, key=int)
    last = decode(DossierMessage, told(there)[-1], tables=TABLES)
    assert (last.code, last.procedure_code, last.owner, last.received_at is not None) == (ref.code, "1.001193", town.citizen.name, True)
    step = decode(ProgressMessage, told(there, "progress")[-1], tables=TABLES)
    assert (step.status, bool(step.text), bool(step.office)) == ("2", True, True)


def test_sending_again_tells_nothing_new(town):
    received(town)
    with portal() as there:
        api.send(now=NOW + timedelta(hours=1))
        heard = len(there.heard)
        assert api.send(now=NOW + timedelta(hours=2)).done == 0
    assert len(there.heard) == heard == Telling.objects.filter(state="sent").count()


def test_the_same_fact_lines_up_once():
    facts = {"event_id": uuid7(), "event_name": "casework.dossier.received.v1", "order": 1, "dossier_id": uuid7(), "dossier_code": "H24.1",
             "procedure_code": "1.001193", "at": NOW, "now": NOW}
    for _ in range(3):
        api.line_up(**facts)
    assert Telling.objects.count() == 2


def test_a_portal_that_is_away_is_told_later_in_the_same_order(town):
    received(town)
    with portal(away=1) as there:
        assert api.send(now=NOW + timedelta(hours=1)).waiting == 1
        assert there.heard == []
        api.send(now=NOW + timedelta(hours=2))
    assert [b["TrangThaiHoSo"] for b in told(there)] == sorted((b["TrangThaiHoSo"] for b in told(there)), key=int)
    assert not Telling.objects.filter(state="waiting").exists()


def test_nothing_overtakes_a_message_that_was_refused(town):
    received(town)
    with portal(refuse=1) as there:
        assert api.send(now=NOW + timedelta(hours=1)).parked == 1
        assert there.heard == []
        (parked,) = api.tellings(actor=town.operator, state="parked")
        assert "MaTTHC" in parked.answer
        api.resend(telling_id=parked.telling_id, actor=town.operator, now=NOW + timedelta(hours=2))
        api.send(now=NOW + timedelta(hours=2))
    assert not Telling.objects.exclude(state="sent").exists()


def test_replay_from_any_point_tells_the_same_messages_under_the_same_identifiers(town):
    ref = received(town)
    with portal() as first:
        api.send(now=NOW + timedelta(hours=1))
    assert api.replay(actor=town.operator, now=NOW + timedelta(hours=2), from_at=NOW, codes_of=[ref.code]) == len(first.heard)
    with portal() as again:
        api.send(now=NOW + timedelta(hours=2))
    assert again.heard == first.heard
    with pytest.raises(Forbidden):
        api.replay(actor=town.leader, now=NOW)


def test_a_ministry_that_is_master_is_not_told(town):
    received(town)
    with casework_opens() as made, portal() as there:
        made.ministry = {"1.001193"}
        api.send(now=NOW + timedelta(hours=1))
    assert there.heard == []
    assert set(Telling.objects.values_list("state", flat=True)) == {"withheld"}


def test_a_fact_of_an_unknown_dossier_parks_and_harms_nobody(town):
    api.line_up(event_id=uuid7(), event_name="casework.dossier.received.v1", order=1, dossier_id=uuid7(), dossier_code="H24.0",
                procedure_code="", at=NOW, now=NOW)
    received(town)
    with portal() as there:
        api.send(now=NOW + timedelta(hours=1))
    assert Telling.objects.filter(state="parked").count() == 1
    assert there.heard


def test_the_comparison_finds_sends_again_and_settles(town):
    ref = received(town)
    later = NOW + timedelta(days=1)
    with casework_opens(), portal() as there:
        api.send(now=NOW + timedelta(hours=1))
        assert api.compare(now=later).differences == 0
        there.shown[ref.code] = "1"
        there.shown["H24.NA-1"] = "2"
        assert api.compare(now=later).differences == 2
        assert api.compare(now=later).differences == 2  # found again is the same difference
        assert Difference.objects.filter(settled_at=None).count() == 2
        (one,) = [d for d in api.differences(actor=town.operator) if d.kind is DifferenceKind.STATUS]
        assert (one.ours, one.theirs, one.dossier_code) == ("2", "1", ref.code)
        api.settle(difference_id=one.difference_id, actor=town.operator, now=later)
        api.send(now=later)
        assert there.shown[ref.code] == "2"
        del there.shown["H24.NA-1"]
        assert api.compare(now=later).differences == 0
    assert not Difference.objects.filter(settled_at=None).exists()


def test_a_comparison_without_a_portal_settles_nothing(town):
    with portal(away=1):
        done = api.compare(now=NOW)
    assert done.error
    assert api.last_comparison(actor=town.operator).error == done.error


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_each_message_once():
    rows = []
    for n in range(6):
        facts = {"event_id": uuid7(), "event_name": "national.anew", "order": n, "dossier_id": uuid7(), "dossier_code": f"H24.{n}"}
        rows.append(Telling(**facts, what="dossier", status=2, at=NOW, next_at=NOW, body={"MaHoSo": f"H24.{n}", "TrangThaiHoSo": "2"}))
    Telling.objects.bulk_create(rows)
    counts = []

    def work():
        counts.append(api.send(now=NOW).done)
        connection.close()

    with portal() as there:
        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (sum(counts), len(there.heard)) == (6, 6)


def test_papers_of_opinions_stay_between_offices(town):
    ref = received(town)
    kept = uuid7()
    put_paper(ref.code, requirement="y-kien-1", file_id=kept, name="Văn bản cho ý kiến", now=NOW)
    with portal() as there:
        api.send(now=NOW + timedelta(hours=1))
    assert told(there)
    assert not any(str(kept) in str(body) for body in told(there))


@pytest.mark.parametrize("over", [False, True])
def test_a_restriction_does_not_stop_what_the_law_demands_of_her_own_dossier(town, over):
    ref = received(town)
    restrict_processing(town.citizen.subject_id, now=NOW)
    if over:
        casework.withdraw(code=ref.code, actor=town.citizen, now=NOW + timedelta(minutes=6))
        drain_all()
    with portal() as there:
        api.send(now=NOW + timedelta(hours=1))
    assert there.heard
    assert set(Telling.objects.values_list("state", flat=True)) == {"sent"}
