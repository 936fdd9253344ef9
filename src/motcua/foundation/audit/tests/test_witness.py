"""Roots go outside by themselves: to a file in a second place, to a service; and what only a witness can show is found."""

import asyncio
import json
import random
from datetime import timedelta

import httpx
import pytest
from django.core.management import call_command
from django.db import connection, transaction

from motcua.foundation.audit import adapters, api
from motcua.foundation.audit.actions import publishing
from motcua.foundation.audit.adapters.file import FileWitness
from motcua.foundation.audit.adapters.http import HttpWitness
from motcua.foundation.audit.testing import NOW, DigestSigner, act, as_owner
from motcua.foundation.audit.tests.tampering import Log, cut_the_end, rewrite_everything
from motcua.foundation.registers.testing import load_registers
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.factory import build

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SERVICE = "http://127.0.0.1:8010/witness"


@pytest.fixture(autouse=True)
def _ready(monkeypatch):
    load_registers()
    monkeypatch.setattr(api.root_signers, "_things", {})
    api.root_signers.add(DigestSigner())
    monkeypatch.setattr(adapters.conf, "WITNESS_TOKEN", "t")


class Peer(httpx.BaseTransport):
    """The simulated witness, asked in this process."""

    def __init__(self, folder):
        self.app = build(Settings(data=folder, witness_token="t"))

    def handle_request(self, request):
        async def go():
            asked = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
            answer = await httpx.ASGITransport(self.app).handle_async_request(asked)
            return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())

        return asyncio.run(go())


@pytest.fixture
def peer(tmp_path):
    made = Peer(tmp_path / "peers")
    yield made
    made.app.state.store.close()


@pytest.fixture(params=["file", "service"])
def witness(request, tmp_path, peer, monkeypatch):
    made = FileWitness(str(tmp_path / "roots.jsonl")) if request.param == "file" else HttpWitness(SERVICE, transport=peer)
    monkeypatch.setattr(adapters, "configured", lambda: (made,))
    return made


def hours(count, *, begin=0):
    for n in range(begin, begin + count):
        act(n, now=NOW + n * HOUR)
        api.seal(now=NOW + n * HOUR)
        api.close_hours(now=NOW + (n + 1) * HOUR)


def state():
    (one,) = api.witnesses()
    return one


def test_each_hour_is_given_once_and_the_log_agrees(witness):
    hours(3)
    assert (api.publish_roots(now=NOW + 4 * HOUR), api.publish_roots(now=NOW + 4 * HOUR)) == (3, 0)
    hours(2, begin=3)
    assert api.publish_roots(now=NOW + 6 * HOUR) == 2
    assert (state().last_number, state().trouble, state().alarmed) == (5, None, False)
    report = api.verify(copies=api.witnessed())
    assert (report.ok, report.compared) == (True, 5)


def test_many_roots_go_in_batches(witness, monkeypatch):
    monkeypatch.setattr(publishing, "_BATCH", 2)
    hours(5)
    assert api.publish_roots(now=NOW + 6 * HOUR) == 5
    assert sorted(api.witnessed()) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("way", ["cut the end", "signed anew by the real key"])
@pytest.mark.parametrize("asked", [True, False], ids=["with the witness", "without"])
def test_what_only_a_witness_shows_is_found(witness, way, asked):
    log = Log()
    api.publish_roots(now=NOW + 6 * HOUR)
    with transaction.atomic():
        if way == "cut the end":
            cut_the_end(log, random.Random(1))
        else:
            rewrite_everything(log, random.Random(1), how="signed anew, stamped back")
        report = api.verify(copies=api.witnessed() if asked else None)
        again = api.publish_roots(now=NOW + 7 * HOUR)
        trouble = state().trouble
        transaction.set_rollback(True)
    assert report.ok is not asked
    assert (again, trouble) == (0, api.WitnessTrouble.DISAGREES)


def test_a_witness_that_is_away_is_tried_again_and_after_hours_there_is_an_alarm(witness, monkeypatch):
    hours(2)
    with monkeypatch.context() as away:
        away.setattr(type(witness), "last", lambda _: (_ for _ in ()).throw(api.WitnessAway(reason="x")))
        api.publish_roots(now=NOW + 3 * HOUR)
        assert (state().trouble, state().alarmed) == (api.WitnessTrouble.AWAY, False)
        for hour in (4, 5, 6):
            api.publish_roots(now=NOW + hour * HOUR)
        assert (state().alarmed, state().failing_since) == (True, NOW + 3 * HOUR)
    (told,) = api.entries(action="audit.witness_failed").entries
    assert (told.details["trouble"], told.details["address"]) == ("away", witness.address)
    assert api.publish_roots(now=NOW + 7 * HOUR) == 2
    assert (state().trouble, state().alarmed) == (None, False)
    assert len(api.entries(action="audit.witness_back").entries) == 1


def test_a_witness_that_lost_what_it_was_given_is_told_and_gets_it_again_only_when_asked(witness, monkeypatch):
    hours(2)
    api.publish_roots(now=NOW + 3 * HOUR)
    monkeypatch.setattr(type(witness), "last", lambda _: None)
    assert api.publish_roots(now=NOW + 3 * HOUR) == 0
    assert (state().trouble, state().alarmed) == (api.WitnessTrouble.LOST, True)
    assert api.begin_witness_again(address=witness.address)
    assert not api.begin_witness_again(address="elsewhere")


@pytest.mark.parametrize("fault", ["http_500", "garbage"])
def test_a_service_that_answers_nonsense_is_away(peer, monkeypatch, fault):
    made = HttpWitness(SERVICE, transport=peer)
    monkeypatch.setattr(adapters, "configured", lambda: (made,))
    hours(1)
    api.publish_roots(now=NOW + 2 * HOUR)
    peer.app.state.faults.switch_on(peer="witness", fault=fault)
    api.publish_roots(now=NOW + 2 * HOUR)
    assert state().trouble is api.WitnessTrouble.AWAY


def test_a_service_takes_no_second_root_of_a_number_and_nobody_without_the_token(peer, monkeypatch):
    hours(2)
    first, second = api.roots()
    made = HttpWitness(SERVICE, transport=peer)
    made.append(rows=[first])
    made.append(rows=[first])
    with pytest.raises(api.WitnessDisagrees):
        made.append(rows=[second | {"number": 1}])
    monkeypatch.setattr(adapters.conf, "WITNESS_TOKEN", "other")
    with pytest.raises(api.WitnessAway):
        made.append(rows=[second])


def test_half_a_line_in_the_file_is_nothing_to_go_on_from(tmp_path, monkeypatch):
    made = FileWitness(str(tmp_path / "roots.jsonl"))
    monkeypatch.setattr(adapters, "configured", lambda: (made,))
    hours(1)
    api.publish_roots(now=NOW + 2 * HOUR)
    with (tmp_path / "roots.jsonl").open("a") as file:
        file.write('{"number": 2, "ro')
    api.publish_roots(now=NOW + 2 * HOUR)
    assert state().trouble is api.WitnessTrouble.DISAGREES


def test_the_command_compares_with_a_file_and_tells_of_the_witness(tmp_path, monkeypatch, capsys):
    kept = tmp_path / "roots.jsonl"
    monkeypatch.setattr(adapters.conf, "WITNESSES", str(kept))
    hours(2)
    call_command("audit", "witness", "--publish")
    assert "2 hours given, in order" in capsys.readouterr().out
    assert len(kept.read_text().splitlines()) == 2
    call_command("audit", "verify", "--json")
    assert json.loads(capsys.readouterr().out)["compared"] == 2
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("DELETE FROM audit_hour WHERE number = 2")
    with pytest.raises(SystemExit):
        call_command("audit", "verify", "--json", "--against", str(kept))
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert "copy" in {fault["kind"] for fault in faults}


@pytest.mark.parametrize(("address", "wrong"), [("http://elsewhere/x", "https"), ("/no/such/folder/roots", "folder"), ("https://a.vn/w", "")])
def test_settings_are_judged(address, wrong):
    told = adapters.witness_at(address).check_config()
    assert wrong in told
    assert bool(told) is bool(wrong)
