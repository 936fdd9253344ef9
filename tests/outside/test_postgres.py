import os
import shutil
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


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that the server's user cannot reach")
def test_a_folder_closed_to_others_is_replaced():
    with tempfile.TemporaryDirectory(prefix="motcua-closed-") as folder:  # mode 0700, owned by root
        made = Server(Path(folder) / "pg")
        try:
            with psycopg.connect(made.start().owner_url) as db:
                assert db.execute("SELECT 1").fetchone() == (1,)
            assert str(made.folder).startswith("/var/lib/motcua/")
        finally:
            made.stop(mode="immediate")
            shutil.rmtree(made.folder.parent, ignore_errors=True)
