"""What is sent together: in order, seen by whatever asks next, gone with the savepoint or the transaction that is undone."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from motcua.foundation.outbox import api
from motcua.foundation.outbox.models import Command
from motcua.kit.copying import copy_rows
from motcua.kit.together import ask, together, write

pytestmark = pytest.mark.django_db
_INSERT = "INSERT INTO outbox_command (scope, key, body_hash, created_at) VALUES ('s', %s, '', now())"


def put(*keys):
    for key in keys:
        write(_INSERT, [key])


def put_and_fail(key):
    put(key)
    raise ValueError("stop")


def kept():
    return list(Command.objects.order_by("id").values_list("key", flat=True))


def test_one_round_trip_in_order():
    with CaptureQueriesContext(connection) as ran, transaction.atomic(), together():
        put("a", "b", "100 %s")
    assert len([q for q in ran.captured_queries if "INSERT" in q["sql"]]) == 1
    assert kept() == ["a", "b", "100 %s"]


def test_whoever_asks_sees_what_was_said_before():
    with transaction.atomic(), together():
        put("a")
        assert kept() == ["a"]
        put("b")
        copy_rows(model=Command, rows=[Command(scope="s", key="c", body_hash="", created_at="2026-01-01T00:00:00Z")])
    assert kept() == ["a", "b", "c"]


def test_an_undone_savepoint_takes_its_own_along_and_no_more():
    with transaction.atomic(), together():
        put("kept")
        with pytest.raises(ValueError, match="stop"), transaction.atomic():
            put_and_fail("undone")
        put("after")
    assert kept() == ["kept", "after"]


def test_a_refused_row_is_named_where_it_is_sent_and_undoes_its_savepoint():
    with transaction.atomic(), together():
        put("a")
        with pytest.raises(IntegrityError), transaction.atomic():
            put("a")
        put("b")
    assert kept() == ["a", "b"]


def test_after_an_error_nothing_more_is_sent():
    with pytest.raises(ValueError, match="stop"), transaction.atomic(), together():
        put_and_fail("a")
    put("alone")
    assert kept() == ["alone"]


def test_what_is_asked_travels_with_what_is_written_and_each_gets_its_own_rows():
    with CaptureQueriesContext(connection) as ran, transaction.atomic(), together():
        put("a")
        one, none = ask("SELECT key FROM outbox_command WHERE scope = %s", ["s"]), ask("SELECT 1 WHERE false", [])
        put("b")
        two = ask("SELECT key FROM outbox_command WHERE scope = %s ORDER BY id", ["s"])
        put("c")
        assert one.waits
        assert two.rows() == [("a",), ("b",)]
        assert (one.rows(), none.rows(), one.waits) == ([("a",)], [], False)
    assert len([q for q in ran.captured_queries if "outbox_command" in q["sql"]]) == 1
    assert kept() == ["a", "b", "c"]
    assert ask("SELECT count(*) FROM outbox_command", []).rows() == [(3,)]


def test_a_key_that_travels_is_refused_when_its_answer_is_looked_at():
    def claim(body):
        return api.once(scope="t", key="k", body=body, now=datetime(2026, 1, 1, tzinfo=UTC))

    with transaction.atomic(), together():
        mine = claim({"n": 1})
        assert mine.first
        mine.keep({"done": 1})
        assert (mine.first, mine.result) == (True, {"done": 1})
    with transaction.atomic(), together():
        again = claim({"n": 1})
        assert (again.first, again.result) == (False, {"done": 1})
        other = claim({"n": 2})
        with pytest.raises(api.KeyReused):
            other.first  # noqa: B018 - the look is what is tried
    with transaction.atomic(), pytest.raises(api.KeyReused):
        claim({"n": 2})


def test_inner_blocks_belong_to_the_outer_and_none_stands_outside_a_transaction(transactional_db):
    with CaptureQueriesContext(connection) as ran, transaction.atomic(), together():
        put("a")
        with together():
            put("b")
        put("c")
    assert len([q for q in ran.captured_queries if "INSERT" in q["sql"]]) == 1
    with pytest.raises(RuntimeError), together():
        pass
