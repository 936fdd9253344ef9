"""A thousand ways to lie, by somebody who owns the database: all are found, and an untouched log is believed."""

import random
import sys
from collections import Counter

import pytest
from django.db import connection, transaction

from motcua.foundation.audit import api
from motcua.foundation.audit.testing import DigestSigner
from motcua.foundation.audit.tests.tampering import (
    STRANGE,
    WAYS,
    Log,
    change_a_column,
    closed,
    cut_the_end,
    delete_entry_and_link,
    empty_a_column,
    rewrite_everything,
    run,
    write_no_instant,
)

pytestmark = pytest.mark.django_db
RUNS = 1000


@pytest.fixture
def log(monkeypatch):
    monkeypatch.setattr(api.root_signers, "_things", {})
    api.root_signers.add(DigestSigner())
    return Log()


def test_a_thousand_tamperings_are_all_found(log, capsys):
    dice, tried, found, missed = random.Random(20261122), Counter(), Counter(), []
    for number in range(RUNS):
        with transaction.atomic():
            kind = dice.choice(WAYS)(log, dice)
            report = api.verify(copies=log.copies)
            transaction.set_rollback(True)
        tried[kind] += 1
        found[kind] += not report.ok
        if report.ok:
            missed.append((number, kind))
    untouched = api.verify(copies=log.copies)
    with capsys.disabled():
        sys.stdout.write(f"\n{'kind of tampering':60} tried found\n")
        for kind, count in sorted(tried.items()):
            sys.stdout.write(f"{kind:60} {count:5} {found[kind]:5}\n")
        sys.stdout.write(f"{'all':60} {tried.total():5} {found.total():5}; in the untouched log: {untouched.fault_count}\n")
    assert not missed
    assert untouched.ok
    assert untouched.faults == ()


@pytest.mark.parametrize("way", [change_a_column, write_no_instant, empty_a_column, delete_entry_and_link, rewrite_everything, cut_the_end])
def test_the_place_is_told(log, way):
    with transaction.atomic():
        way(log, random.Random(3))
        report = api.verify(copies=log.copies)
        transaction.set_rollback(True)
    assert report.faults[0].place
    assert report.faults[0].vi != report.faults[0].en


def test_no_column_can_hide_behind_what_cannot_be_read(log):
    """Every column emptied, every instant made one of no calendar: found, with its place, and the check goes on."""
    ways = [(t, c, None) for t, c, _ in log.columns]
    ways += [(t, c, odd) for t, c, kind in log.columns if kind == "timestamp with time zone" for odd in STRANGE]
    missed = []
    for table, column, value in ways:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE {table} ALTER {column} DROP IDENTITY IF EXISTS, ALTER {column} DROP NOT NULL")
            run(f"UPDATE {table} SET {column} = %s WHERE ctid = %s::tid", value, log.rows(table)[0]["ctid"])
            report = api.verify(copies=log.copies)
            transaction.set_rollback(True)
        if report.ok or not report.faults[0].place:
            missed.append((table, column, value))
    assert not missed


@pytest.mark.parametrize("value", ["infinity", None])
def test_an_entry_without_an_instant_is_named_by_its_place(log, value):
    link = closed()[3]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_entry ALTER at DROP NOT NULL")
        run("UPDATE audit_entry SET at = %s WHERE id = %s", value, link.entry_id)
        (fault,) = api.verify(copies=log.copies).faults
        transaction.set_rollback(True)
    assert (fault.kind, fault.stream, fault.seq, fault.entry_id) == (api.FaultKind.ENTRY_CHANGED, link.stream, link.seq, link.entry_id)


def test_without_copies_the_end_cannot_be_missed(log):
    """What the copies are for: an owner who cuts the end, roots and all, leaves a log that is whole in itself."""
    with transaction.atomic():
        cut_the_end(log, random.Random(1))
        assert api.verify().ok
        assert not api.verify(copies=log.copies).ok
        transaction.set_rollback(True)
