"""What was sealed before there were streams stays provable, and is bound by the first hour."""

from datetime import timedelta

import pytest

from motcua.foundation.audit import api
from motcua.foundation.audit.models import Entry, Hour, Root, Span
from motcua.foundation.audit.testing import NOW, DigestSigner, act, as_owner, first_book

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _signer(monkeypatch):
    monkeypatch.setattr(api.root_signers, "_things", {})
    api.root_signers.add(DigestSigner())


def test_the_old_chain_and_its_days_hold_before_and_after_the_first_hour():
    first_book(5, now=NOW)
    assert api.verify().ok
    act()
    api.seal(now=NOW)
    api.close_hours(now=NOW + HOUR)
    hour = Hour.objects.get()
    assert (api.verify().ok, api.verify().checked, hour.previous) == (True, 6, Root.objects.get().root)
    assert [s.stream for s in Span.objects.order_by("stream")] == ["1:days", "1:seals", "test"]


@pytest.mark.parametrize(
    ("sql", "stream"),
    [
        ("UPDATE audit_entry SET ground = 'x'", "1:seals"),
        ("UPDATE audit_entry SET person = 'person:9'", "1:seals"),
        ("UPDATE audit_seal SET hash = repeat('0', 64) WHERE seq = 2", "1:seals"),
        ("UPDATE audit_root SET root = repeat('a', 64)", "1:days"),
        ("UPDATE audit_root SET signature = 'x'", "1:days"),
        ("DELETE FROM audit_root", "1:seals"),
    ],
)
def test_changes_of_the_old_book_are_found_before_the_first_hour_too(sql, stream):
    first_book(5, now=NOW)
    before = api.verify()
    as_owner(sql)
    report = api.verify()
    if sql.startswith("DELETE"):  # an unclosed day looks like one that was never closed, until the first hour binds the book
        assert report.ok
        return
    assert (before.ok, report.ok, report.faults[0].stream) == (True, False, stream)


def test_an_entry_of_the_old_book_is_proved_with_the_book():
    first_book(2, now=NOW)
    with pytest.raises(api.InFirstBook):
        api.proof(entry_uuid=Entry.objects.first().uuid)
