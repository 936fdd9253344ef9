"""The live process, running: who may listen, what is told, how soon, and when it ends."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import Empty, Queue

import httpx
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.insight.datasets.testing import dossiers, fill
from motcua.kernel.actors import Role
from motcua.kit import clock

pytestmark = pytest.mark.django_db(transaction=True)


def database_url():
    c = connection.settings_dict
    return f"postgresql://{c['USER']}:{c['PASSWORD']}@{c['HOST']}:{c['PORT']}/{c['NAME']}"


@pytest.fixture(scope="module")
def _data(tmp_path_factory):
    return tmp_path_factory.mktemp("live")


@pytest.fixture(autouse=True)
def _same_data_folder(_data, monkeypatch):
    monkeypatch.setenv("MOTCUA_DATA", str(_data))


@pytest.fixture(scope="module")
def live(django_db_setup, _data):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).resolve().parents[4]),
        "DJANGO_SETTINGS_MODULE": "motcua.config.settings.test",
        "DATABASE_URL": database_url(),
        "MOTCUA_DATA": str(_data),
        "MOTCUA_LAKE_CATALOGUE": "sqlite",
        "MOTCUA_IOC_BEAT_SECONDS": "1",
    }
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws", "--workers-kill-timeout", "1"]
    process = subprocess.Popen([*command, "motcua.operations.ioc.web.live:app"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                if httpx.get(f"{url}/healthz", timeout=1, trust_env=False).status_code == 200:
                    break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield f"{url}/dieu-hanh/luong/"
    finally:
        process.terminate()
        process.wait(timeout=20)


def cookie_of(role):
    client = Client()
    sign_in(client, make_officer(role))
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


class Listener:
    """Reads a stream in a thread and hands out its events."""

    def __init__(self, url, cookies, **headers):
        self.events: Queue = Queue()
        self._url, self._cookies, self._headers = url, cookies, headers
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        name, ident, data = "", "", []
        try:
            with httpx.stream("GET", self._url, cookies=self._cookies, headers=self._headers, timeout=15, trust_env=False) as answer:
                for line in answer.iter_lines():
                    key, _, value = line.partition(": ")
                    if key == "event":
                        name = value
                    elif key == "id":
                        ident = value
                    elif key == "data":
                        data.append(value)
                    elif not line and name:
                        self.events.put((name, ident, "\n".join(data)))
                        name, data = "", []
        except httpx.HTTPError:
            pass
        self.events.put(("end", "", ""))

    def next(self, *names, seconds=10.0):
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                found = self.events.get(timeout=left)
            except Empty:
                break
            if found[0] in names:
                return found
        raise AssertionError(f"none of {names} within {seconds} s")


def test_a_new_snapshot_reaches_the_board_at_once(live):
    fill(dossiers(2, days_taken=None, at=clock.now()), now=clock.now())
    listener = Listener(live, cookie_of(Role.OPERATOR))
    _, ident, html = listener.next("board")
    assert 'id="o-received"' in html
    assert listener.next("beat")[1] == ident
    snapshot = fill(dossiers(3, first_seq=100, days_taken=None, at=clock.now()), now=clock.now())
    with psycopg.connect(database_url(), autocommit=True) as other:
        other.execute("SELECT pg_notify('motcua_live', %s)", [json.dumps({"snapshot": snapshot})])
    assert snapshot in listener.next("board", seconds=5)[2]
    again = Listener(live, cookie_of(Role.OPERATOR), **{"last-event-id": listener.events.get(timeout=5)[1]})
    assert again.next("board", "beat")[0] == "beat"


def test_visitors_other_officers_and_other_sites_hear_nothing(live):
    for cookies in ({}, cookie_of(Role.RECEPTION), {settings.SESSION_COOKIE_NAME: "forged"}):
        assert httpx.get(live, cookies=cookies, trust_env=False).status_code == 401
    stranger = httpx.get(live, cookies=cookie_of(Role.OPERATOR), headers={"origin": "https://evil.example"}, trust_env=False)
    assert stranger.status_code == 403


def test_a_sign_out_ends_the_stream(live):
    cookies = cookie_of(Role.LEADER)
    listener = Listener(live, cookies, origin="http://127.0.0.1:8000")
    listener.next("board")
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()
    assert listener.next("out", seconds=8)
    assert listener.next("end")
