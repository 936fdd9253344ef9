import os
import signal
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from motcua.config.postgres import PostgresFailed, Server


@pytest.fixture
def server():
    with tempfile.TemporaryDirectory(prefix="motcua-pg-test-") as folder:
        Path(folder).chmod(0o755)
        made = Server(Path(folder) / "pg")
        yield made
        made.stop(mode="immediate")


def test_acknowledged_rows_survive_kill_9(server):
    url = server.start().owner_url
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("CREATE TABLE kept (n int)")
        db.execute("INSERT INTO kept VALUES (7)")
    os.kill(server.pid(), signal.SIGKILL)
    time.sleep(0.3)
    with psycopg.connect(server.start().owner_url) as db:
        assert db.execute("SELECT n FROM kept").fetchone() == (7,)


def test_the_application_role_may_not_make_tables(server):
    with psycopg.connect(server.start().app_url) as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute("CREATE TABLE mine (n int)")


def test_starting_twice_is_harmless(server):
    assert server.start() == server.start()


def test_a_broken_cluster_is_explained(server):
    server.start()
    server.stop()
    (server.data / "postgresql.conf").write_text("this is not a setting !")
    with pytest.raises(PostgresFailed, match=r"postgresql\.conf"):
        server.start(timeout=10)
