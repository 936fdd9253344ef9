"""The log: recorded with the change, never altered, chained, closed by the day."""

import hashlib
import threading
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from motcua.foundation.audit import api, rules
from motcua.foundation.audit.models import Entry, Root, Seal, Waiting
from motcua.foundation.audit.queries import record
from motcua.foundation.audit.testing import NOW, OFFICER, DigestSigner, act
from motcua.kernel.evidence import digest, verify_proof

pytestmark = pytest.mark.django_db


@pytest.fixture
def signer(monkeypatch):
    monkeypatch.setattr(api.root_signers, "_things", {})
    return api.root_signers.add(DigestSigner())


def tamper(sql, *params):
    """What a database administrator with the owner's password could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("audit_entry", "audit_seal", "audit_root"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, params)
        for table in ("audit_entry", "audit_seal", "audit_root"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


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


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal", "audit_root"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nothing_can_be_changed_or_removed(table, verb, signer):
    act()
    api.seal(now=NOW)
    api.close_days(now=NOW + timedelta(days=1))
    column = {"audit_entry": "ground='x'", "audit_seal": "hash='x'", "audit_root": "root='x'"}[table]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table, column))


def test_details_with_floats_are_refused():
    with pytest.raises(TypeError):
        api.record(action="a.b", object_ref="x", actor=OFFICER, now=NOW, details={"amount": 0.1})


def test_sealing_chains_everything_once():
    for number in range(5):
        act(number)
    assert api.seal(now=NOW) == 5
    assert api.seal(now=NOW) == 0
    assert [s.seq for s in Seal.objects.order_by("seq")] == [1, 2, 3, 4, 5]
    report = api.verify()
    assert (report.ok, report.entries, report.sealed) == (True, 5, 5)


def test_batches_larger_than_one_are_sealed_in_order(monkeypatch):
    monkeypatch.setattr("motcua.foundation.audit.actions.sealing._BATCH", 2)
    ids = [act(number) for number in range(5)]
    assert api.seal(now=NOW) == 5
    assert [s.entry.uuid for s in Seal.objects.select_related("entry").order_by("seq")] == ids
    assert api.verify().ok


def test_a_changed_entry_is_found_at_its_place():
    for number in range(4):
        act(number)
    api.seal(now=NOW)
    third = Seal.objects.get(seq=3).entry_id
    tamper("UPDATE audit_entry SET details = %s WHERE id = %s", '{"lần": 99}', third)
    report = api.verify()
    assert (report.ok, report.first_bad) == (False, 3)


def test_a_removed_entry_is_found():
    for number in range(3):
        act(number)
    api.seal(now=NOW)
    second = Seal.objects.get(seq=2).entry_id
    tamper("DELETE FROM audit_seal WHERE seq = 2")
    tamper("DELETE FROM audit_entry WHERE id = %s", second)
    assert api.verify().first_bad == 3


def test_an_entry_taken_out_of_the_queue_is_found():
    act()
    Waiting.objects.all().delete()
    api.seal(now=NOW)
    report = api.verify()
    assert (report.ok, report.unsealed) == (False, 1)


def test_a_day_is_closed_after_its_end_in_vietnam_and_only_once(signer):
    act()
    api.seal(now=NOW)
    assert api.close_days(now=NOW + timedelta(hours=14, minutes=59)) == 0
    assert api.close_days(now=NOW + timedelta(hours=15)) == 1
    assert api.close_days(now=NOW + timedelta(days=3)) == 0
    day = api.days()[0]
    assert (day.day, day.first_seq, day.last_seq, day.signed_by) == (date(2026, 11, 20), 1, 1, "digest")


def test_days_follow_each_other_and_hold(signer):
    for number in range(6):
        act(number)
        api.seal(now=NOW + timedelta(days=number // 2))
    assert api.close_days(now=NOW + timedelta(days=9)) == 3
    report = api.verify()
    assert (report.ok, report.days) == (True, 3)


def test_a_clock_set_back_loses_no_entry(signer):
    for days in (0, 5):
        act(days)
        api.seal(now=NOW + timedelta(days=days))
    api.close_days(now=NOW + timedelta(days=6))
    act(7)
    api.seal(now=NOW + timedelta(days=1))
    assert api.close_days(now=NOW + timedelta(days=2)) == 0
    act(8)
    api.seal(now=NOW + timedelta(days=8))
    assert api.close_days(now=NOW + timedelta(days=9)) == 1
    assert (api.verify().ok, api.days()[0].last_seq) == (True, 4)


@pytest.mark.parametrize("sql", ["UPDATE audit_root SET root = repeat('a', 64)", "UPDATE audit_root SET signature = 'x'"])
def test_a_changed_root_is_found(signer, sql):
    act()
    api.seal(now=NOW)
    api.close_days(now=NOW + timedelta(days=1))
    tamper(sql)
    assert api.verify().first_bad_day == date(2026, 11, 20)


def test_an_outsider_can_check_one_entry(signer):
    ids = [act(number) for number in range(7)]
    api.seal(now=NOW)
    with pytest.raises(api.NotYetClosed):
        api.proof(entry_uuid=ids[4])
    api.close_days(now=NOW + timedelta(days=1))
    proof = api.proof(entry_uuid=ids[4])
    assert verify_proof(leaf=bytes.fromhex(proof.leaf), proof=proof.steps, root=bytes.fromhex(proof.day.root))
    with pytest.raises(api.EntryUnknown):
        api.proof(entry_uuid=uuid4())


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
    assert Seal.objects.count() == 40
    assert Root.objects.count() == 0


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
