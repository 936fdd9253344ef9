"""A worker that dies by signal 9 before, during and after every step: the chain goes on, and no agency does anything twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from motcua.foundation.consent.testing import load_purposes
from motcua.foundation.outbox.testing import recorded
from motcua.platform.casework import testing as t
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.testing import gateway_running
from motcua.platform.messaging.testing import written
from motcua.services.linked import api, models
from motcua.services.linked.testing import granted
from motcua.simulator.peers.civilstatus.routes import BIRTH
from motcua.simulator.peers.insurance.routes import ORDER
from motcua.simulator.peers.population.registered import CHANGE, NEWBORN, RESIDENCE
from motcua.simulator.peers.store import Store

STEPS = ("birth", "number", "residence", "card_order", "card")
MOMENTS = ("claimed", "asked", "recorded")
EFFECTS = (BIRTH, NEWBORN, RESIDENCE, ORDER)
# Starts once; each line of its input is a worker of its own that is killed at the moment which the line names.
WORKERS = """
import os, signal, sys
import django
django.setup()
from datetime import datetime
from motcua.platform.exchange import api as exchange
from motcua.services.linked.actions import running
def die():
    os.kill(os.getpid(), signal.SIGKILL)
def work(moment, at):
    ask, take = exchange.call, running._try
    def asked(**message):
        if moment == "claimed":
            die()
        answer = ask(**message)
        if moment == "asked":
            die()
        return answer
    def taken(row, *, now):
        done = take(row, now=now)
        if moment == "recorded":
            die()
        return done
    exchange.call, running._try = asked, taken
    running.run_due(now=datetime.fromisoformat(at))
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        work(*line.split())
        os._exit(0)
    _, ended = os.waitpid(pid, 0)
    print(os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else -os.WEXITSTATUS(ended), flush=True)
"""


@pytest.fixture
def town(transactional_db):
    """A commune whose dossiers other processes see."""
    load_purposes()
    with t.quick_papers():
        yield t.make_town()


@pytest.fixture
def worker(town, settings, peers):
    """``worker(moment, at)``: a worker runs what is due at ``at`` and is killed; the signal that ended it, 0 when nothing was due."""
    settings.MOTCUA_PEERS_URL, settings.MOTCUA_DEMO = peers.url, True
    with gateway_running(settings, port=peers.gateway_port, now=t.NOW):
        here = urlsplit(os.environ["DATABASE_URL"])
        address = urlunsplit(here._replace(path="/" + connection.settings_dict["NAME"]))
        env = {**os.environ, "DATABASE_URL": address, "MOTCUA_GATEWAY_URL": settings.MOTCUA_GATEWAY_URL, "PYTHONPATH": os.pathsep.join(sys.path)}
        process = subprocess.Popen([sys.executable, "-c", WORKERS], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

        def run(moment, at):
            process.stdin.write(f"{moment} {at.isoformat()}\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        yield run
        process.stdin.close()
        process.wait(20)


def done_by(peers):
    """How many births, numbers, residences and cards the agencies hold, and what the population register says has changed."""
    store = Store(Path(peers.data))
    changes = Counter(document.body["kind"] for document in store.all(CHANGE, limit=100_000))
    return Counter({kind: len(store.all(kind, limit=100_000)) for kind in EFFECTS}) + changes


def test_killed_at_every_moment_of_every_step(town, worker, peers):
    before, ref, at = done_by(peers), granted(town), t.NOW
    assert api.begin(dossier_id=ref.uuid, now=t.NOW)
    for step in STEPS:
        for moment in MOMENTS:
            assert models.Chain.objects.get().step == step
            assert worker(moment, at) == signal.SIGKILL, (step, moment)
            at += timedelta(hours=1)
    assert worker("none", at) == 0
    found = api.of_dossier(code=ref.code, actor=town.citizen)
    assert (found.state, bool(found.facts["card_number"])) == ("done", True)
    assert [(a.step, a.ended) for a in models.Attempt.objects.order_by("id")] == [(step, "done") for step in STEPS]

    assert done_by(peers) - before == Counter({**dict.fromkeys(EFFECTS, 1), "born": 1, "resides": 1})
    exchange.collect(now=at)
    asked = Counter(m.service.split("/", 1)[1] for m in exchange.messages(limit=1000) if m.issue == ref.code and "one-stop" in m.client)
    assert sorted(asked.values()) == [2, 4, 4], asked  # every question was heard twice: once unanswered for us, once recorded

    told = [event for event in recorded() if event.name.startswith("linked.")]
    assert Counter(event.name for event in told) == {"linked.step.done.v1": 5, "linked.chain.completed.v1": 1}
    assert [event.payload["step"] for event in told if "step" in event.payload] == list(STEPS)
    assert len(written(template="linked.done", channel="inapp")) == 1
    assert json.dumps(sorted(found.facts)) == json.dumps(sorted({"register_no", "child_number", "residence_no", "residence_unit", "order_id", "card_number", "valid_until"}))
