"""The log: recorded with the change, chained by room, closed by the hour."""

import copy
import hashlib
import json
import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from motcua.foundation.audit import api, rules
from motcua.foundation.audit.models import Entry, Hour, Link, Waiting
from motcua.foundation.audit.queries.entries import record
from motcua.foundation.audit.testing import NOW, OFFICER, DigestSigner, act, as_owner
from motcua.kernel.evidence import digest

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def signer(monkeypatch):
    monkeypatch.setattr(api.root_signers, "_things", {})
    return api.root_signers.add(DigestSigner())


def test_an_act_is_recorded_as_it_was_said():
    api.record(action="land.transferred", object_ref="land.parcel:9", actor=OFFICER, now=NOW, on_behalf_of="officer:1", ground="UQ 12")
    entry = api.entries().entries[0]
    assert (entry.action, entry.object_ref, entry.on_behalf_of, entry.ground) == ("land.transferred", "land.parcel:9", "officer:1", "UQ 12")
    assert entry.actor_ref == OFFICER.ref
    assert entry.at == NOW


def test_an_act_goes_with_its_transaction():
    with transaction.atomic():
        act()
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    assert not Waiting.objects.exists()


def test_details_with_floats_are_refused():
    with pytest.raises(TypeError):
        api.record(action="a.b", object_ref="x", actor=OFFICER, now=NOW, details={"amount": 0.1})


def test_sealing_chains_everything_once():
    for number in range(5):
        act(number)
    assert api.seal(now=NOW) == 5
    assert api.seal(now=NOW) == 0
    assert [link.seq for link in Link.objects.order_by("seq")] == [1, 2, 3, 4, 5]
    report = api.verify()
    assert (report.ok, report.entries, report.sealed, report.open) == (True, 5, 5, 5)
    assert not Waiting.objects.exists()


def test_each_room_has_a_chain_of_its_own():
    for number in range(6):
        act(number, action=("land.sold", "health.seen", "odd")[number % 3])
    api.seal(now=NOW)
    places = Link.objects.order_by("stream", "seq").values_list("stream", "seq")
    assert list(places) == [("health", 1), ("health", 2), ("land", 1), ("land", 2), ("other", 1), ("other", 2)]
    assert (api.verify().ok, api.verify().streams) == (True, 3)


def test_batches_larger_than_one_are_sealed_in_order(monkeypatch):
    monkeypatch.setattr("motcua.foundation.audit.actions.sealing._BATCH", 2)
    ids = [act(number) for number in range(5)]
    assert api.seal(now=NOW) == 5
    assert [link.entry.uuid for link in Link.objects.select_related("entry").order_by("seq")] == ids
    assert api.verify().ok


def test_an_hour_is_closed_after_its_end_and_only_once(signer):
    act()
    api.seal(now=NOW)
    assert api.close_hours(now=NOW + timedelta(minutes=59)) == 0
    assert api.close_hours(now=NOW + HOUR) == 1
    assert api.close_hours(now=NOW + HOUR) == 0
    (hour,) = api.hours()
    assert (hour.number, hour.from_at, hour.to_at, hour.seals, hour.signed_by) == (1, NOW, NOW + HOUR, 1, "digest")


def test_empty_hours_are_closed_too_and_follow_each_other(signer):
    act()
    api.seal(now=NOW)
    assert [api.close_hours(now=NOW + n * HOUR) for n in (1, 2, 3)] == [1, 1, 1]
    assert [hour.seals for hour in api.hours()] == [0, 0, 1]
    report = api.verify()
    assert (report.ok, report.hours, report.late) == (True, 3, ())


def test_what_was_closed_late_is_closed_together_and_seen(signer, monkeypatch):
    act()
    api.seal(now=NOW)
    with monkeypatch.context() as away:
        away.setattr(DigestSigner, "sign", lambda *_, **__: (_ for _ in ()).throw(ConnectionError()))
        with pytest.raises(ConnectionError):
            api.close_hours(now=NOW + HOUR)
    assert not api.hours()
    assert api.close_hours(now=NOW + 5 * HOUR) == 5
    report = api.verify()
    assert (report.ok, report.late, api.hours()[0].hours) == (True, (1,), 5)


def test_a_clock_set_back_loses_no_entry(signer):
    for hours in (0, 5):
        act(hours)
        api.seal(now=NOW + hours * HOUR)
    api.close_hours(now=NOW + 6 * HOUR)
    act(7)
    api.seal(now=NOW + HOUR)
    assert api.close_hours(now=NOW + 2 * HOUR) == 0
    assert api.close_hours(now=NOW + 7 * HOUR) == 1
    assert (api.verify().ok, api.verify().open, api.hours()[0].seals) == (True, 0, 1)


def test_an_outsider_can_check_one_entry(signer):
    ids = [act(number, action=f"room{number % 3}.done") for number in range(11)]
    api.seal(now=NOW)
    with pytest.raises(api.NotYetClosed):
        api.proof(entry_uuid=ids[4])
    api.close_hours(now=NOW + HOUR)
    for wanted in ids:
        document = json.loads(json.dumps(api.proof(entry_uuid=wanted).document))
        failed = [name for name, ok in api.check_proof(document=document).steps if not ok]
        assert failed == ["the hour is signed", "the signature is time-stamped"]  # the test's signer is none that outsiders know
    with pytest.raises(api.EntryUnknown):
        api.proof(entry_uuid=uuid4())


@pytest.mark.parametrize("part", ["entry", "link", "span", "in_stream", "in_hour", "hour"])
def test_a_proof_that_was_touched_proves_nothing(signer, part):
    ids = [act(number, action=f"room{number % 3}.done") for number in range(11)]
    api.seal(now=NOW)
    api.close_hours(now=NOW + HOUR)
    whole = api.check_proof(document=api.proof(entry_uuid=ids[4]).document).steps
    for key in api.proof(entry_uuid=ids[4]).document[part]:
        document = copy.deepcopy(dict(api.proof(entry_uuid=ids[4]).document))
        if isinstance(key, dict):
            key["sibling"] = "00" * 32
            document[part] = [key, *document[part][1:]]
        elif key in {"signature", "certificate", "time_stamp", "from_at", "to_at", "closed_at", "seals", "previous", "number", "signed_by"}:
            continue  # under the signature, which this signer's proofs lack
        else:
            document[part][key] = 7 if isinstance(document[part][key], int) else "00" * 32
        assert api.check_proof(document=document).steps != whole


def test_a_file_that_is_no_proof_is_none():
    assert not api.check_proof(document={"kind": "x"}).ok
    assert not api.check_proof(document={}).ok


def test_pages_go_back_in_time_by_cursor():
    for number in range(5):
        act(number)
    first = api.entries(limit=2)
    second = api.entries(limit=2, before=first.next_before)
    last = api.entries(limit=2, before=second.next_before)
    assert [e.details["lần"] for page in (first, second, last) for e in page.entries] == [4, 3, 2, 1, 0]
    assert last.next_before is None
    assert len(api.entries(object_ref="test.thing:3").entries) == 1
    assert not api.entries(actor_ref="officer:nobody").entries


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_make_one_chain():
    for number in range(40):
        act(number)
    done = []

    def work():
        done.append(api.seal(now=NOW))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    api.seal(now=NOW)
    assert api.verify().ok
    assert Link.objects.count() == 40
    assert Hour.objects.count() == 0


def test_an_entry_is_found_by_person_and_dossier_and_keeps_the_unit():
    api.record(action="a.b", object_ref="x", actor=OFFICER, now=NOW, person="person:1", dossier="H24-1", unit="11329")
    act()
    for wanted in ({"person": "person:1"}, {"dossier": "H24-1"}):
        (found,) = api.entries(**wanted).entries
        assert (found.person, found.dossier, found.unit) == ("person:1", "H24-1", "11329")


def test_the_digest_of_entries_made_before_person_and_dossier_still_holds():
    """The digest of an entry of form 1 as version 1 wrote it."""
    told = rules.record_of(
        uuid=UUID(int=1), at=NOW, actor_ref="system", on_behalf_of="", action="a.b", object_ref="x", ground="", details={"n": 1}, form=1,
    )  # fmt: skip
    kept = '{"action":"a.b","actor":"system","at":"2026-11-20T02:00:00.000000+00:00","details":{"n":1},"ground":"","object":"x","on_behalf_of":"","uuid":"00000000-0000-0000-0000-000000000001"}'
    assert digest(told) == rules.digest_of(told) == hashlib.sha256(kept.encode()).digest()


@pytest.mark.parametrize("column", ["person", "dossier", "unit"])
def test_nothing_can_be_written_into_an_old_entry_afterwards(column):
    told = {
        "uuid": UUID(int=1),
        "at": NOW,
        "actor_ref": "s",
        "on_behalf_of": "",
        "action": "a",
        "object_ref": "x",
        "ground": "",
        "details": {},
    }
    assert rules.record_of(**told, form=1) != rules.record_of(**told, form=1, **{column: "z"})


def test_letters_composed_otherwise_are_kept_as_they_are_hashed():
    api.record(action="a.b", object_ref="x", actor=OFFICER, now=NOW, ground="Đie\u0302\u0300u 7", details={"ly\u0301": "vi\u0300"})
    entry = Entry.objects.get()
    assert (entry.ground, entry.details) == ("Điều 7", {"lý": "vì"})
    assert rules.digest_of(record(entry)).hex() == entry.digest
    entry.ground = "Đie\u0302\u0300u 7"
    assert rules.digest_of(record(entry)).hex() != entry.digest


def _paged(**wanted):
    """All pages of three, one after the other."""
    found, before = [], None
    while True:
        page = api.entries(**wanted, before=before, limit=3)
        found += page.entries
        if page.next_before is None:
            return found
        before = page.next_before


def test_pages_of_a_period_lose_and_repeat_nothing():
    """Instants that several share, and a clock set back in between."""
    minutes = (0, 5, 5, 5, 5, 1, 9, 5, 0, 30)
    made = [(act(n, now=NOW + timedelta(minutes=m)), NOW + timedelta(minutes=m), n) for n, m in enumerate(minutes)]
    found = _paged(from_at=NOW, to_at=NOW + timedelta(minutes=30))
    within = [(at, n, uuid) for uuid, at, n in made if at < NOW + timedelta(minutes=30)]
    assert [e.uuid for e in found] == [uuid for *_, uuid in sorted(within, reverse=True)]
    assert [e.uuid for e in _paged()] == [uuid for uuid, *_ in reversed(made)]


def test_an_instant_of_no_calendar_ends_no_list_of_a_period():
    for number in range(7):
        act(number)
    as_owner("UPDATE audit_entry SET at = 'infinity' WHERE id IN (SELECT id FROM audit_entry ORDER BY id LIMIT 4)")
    assert len(_paged(from_at=NOW)) == 7
