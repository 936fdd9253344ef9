from datetime import UTC, datetime

import pytest

from motcua.foundation.outbox import api

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def once(key="k", **body):
    return api.once(scope="submit:1", key=key, body=body, now=NOW)


def test_the_second_time_gets_the_first_answer():
    first = once(a=1)
    first.keep({"code": "H24"})
    again = once(a=1)
    assert (first.first, again.first, again.result) == (True, False, {"code": "H24"})


def test_another_body_under_the_same_key_is_refused():
    once(a=1)
    with pytest.raises(api.KeyReused) as refused:
        once(a=2)
    assert refused.value.status == 422


def test_keys_of_different_scopes_do_not_meet():
    assert once(a=1).first
    assert api.once(scope="submit:2", key="k", body={"a": 2}, now=NOW).first
