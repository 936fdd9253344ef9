"""Rows written by COPY are the rows that ``save`` writes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from motcua.foundation.outbox.models import Event, Horizon
from motcua.kernel.ids import uuid7
from motcua.kit.copying import copy_rows, reserve_ids

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 9, 2, 0, 0, 123456, tzinfo=UTC)
ODD = "dấu \\ gạch\tngang\n“ngoặc” \\N đ"


def _event(**more: object) -> Event:
    facts = {"name": "a.b.c.v1", "stream": ODD, "payload": {"x": ODD, "n": [1, None, True]}, "actor_ref": "system", "occurred_at": AT}
    return Event(**{**facts, **more})


def test_a_copied_row_reads_back_as_a_saved_one() -> None:
    saved, copied = _event(), _event(history=True)
    saved.save()
    assert copy_rows(model=Event, rows=[copied]) == 1
    first, second = (Event.objects.get(event_id=e.event_id) for e in (saved, copied))
    for name in ("name", "stream", "payload", "pii", "actor_ref", "occurred_at"):
        assert getattr(first, name) == getattr(second, name)
    assert second.history
    assert second.recorded_at is not None
    assert second.seq > first.seq


def test_constraints_speak_as_they_do_for_save() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_rows(model=Horizon, rows=[Horizon(id=2, seq=0)])


def test_reserved_keys_are_new_and_ascending() -> None:
    keys = reserve_ids(model=Event, count=3)
    assert keys == sorted(set(keys))
    copy_rows(model=Event, rows=[_event(seq=key, event_id=uuid7()) for key in keys])
    later = _event()
    later.save()
    assert later.seq > keys[-1]


def test_no_rows_are_no_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert copy_rows(model=Event, rows=[]) == 0
