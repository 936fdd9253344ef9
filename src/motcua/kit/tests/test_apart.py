"""One of many that fails stops no other; a database that is away stops all."""

import logging

import pytest
from django.db import OperationalError

from motcua.kit.apart import apart

LOG = logging.getLogger("motcua.test")


def test_one_that_fails_is_noted_and_the_others_are_done(caplog):
    done = []
    for n in range(3):
        with apart(LOG, "counting", n):
            done.append(2 // (n - 1))
    assert done == [-2, 2]
    assert [r.getMessage() for r in caplog.records] == ["counting failed: 1"]


def test_a_database_that_is_away_stops_all():
    with pytest.raises(OperationalError), apart(LOG, "counting", 1):
        raise OperationalError
