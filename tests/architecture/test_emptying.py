"""Emptying the tables after a test that commits."""

import re
import threading

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.management.sql import sql_flush
from django.db import connection

from motcua.foundation.outbox.models import Command


def elsewhere():
    params = connection.get_connection_params()
    return psycopg.connect(**{k: v for k, v in params.items() if k in {"dbname", "user", "password", "host", "port"}})


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_an_answer_that_is_still_being_made():
    """A request reads one table and later another; emptying holds the second and wants the first: each would wait for the other."""
    emptied = next(s for s in sql_flush(no_style(), connection) if s.lstrip().startswith("TRUNCATE"))
    first, *_, last = [name for name in re.findall(r'"([a-z_]+)"', emptied) if name.startswith(("audit_", "outbox_"))]
    holds = threading.Event()
    read = []

    def answer():
        with elsewhere() as other:
            other.execute(f"SELECT count(*) FROM {last}")
            holds.set()
            other.execute("SELECT pg_sleep(0.5)")
            read.append(other.execute(f"SELECT count(*) FROM {first}").fetchone())

    working = threading.Thread(target=answer)
    working.start()
    assert holds.wait(5)
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    working.join(5)
    assert len(read) == 1
    assert not Command.objects.exists()
