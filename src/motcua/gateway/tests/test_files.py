"""A partner that exchanges files: a gateway process, real folders, and the simulated insurance taking its turns when the test says so."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.translate.tests.test_declarations import changed, documented
from motcua.simulator.peers.cardbatches.folders import CardBatches
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.store import Store

from .conftest import CLIENT, OTHER, SERVICE, Rig, config, service

CHILDREN = [
    {"number": "031326900001", "full_name": "Nguyễn  Thị Bé", "born_on": "2026-11-05", "sex": "female", "ward": "11329"},
    {"number": "031226900002", "full_name": "Trần Văn Tí", "born_on": "2026-11-06", "sex": "male", "ward": "11329"},
]
LATER = 10_000_000_000.0


class Partner:
    """The gateway and the insurance with the folders between them."""

    def __init__(self, root: Path, rig: Rig) -> None:
        self.root, self.rig = root, rig
        settings = Settings(data=root / "peers", batch_drop=str(root / "insurance"), batch_pace=0)
        self.store = Store(settings.data)
        self.faults = Faults(self.store)
        self.insurance = CardBatches(store=self.store, settings=settings, faults=self.faults)
        self.inbox, self.outbox, self.work = self.insurance.inbox, self.insurance.outbox, root / "insurance" / "work"

    def send(self, children: Any, message_id: str | None = None, **more: Any) -> gw.Reply:
        body = more.pop("body", None) or json.dumps({"children": children}).encode()
        return gw.call(self.rig.url, CLIENT, SERVICE, "/batches", method="POST", body=body, message_id=message_id, **more)

    def look(self, receipt: str, *more: str, client: gw.ClientId = CLIENT, query: dict[str, str] | None = None) -> gw.Reply:
        return gw.call(self.rig.url, client, SERVICE, "/".join(("/batches", receipt, *more)), query)


def settings_in(root: Path) -> dict[str, Any]:
    return json.loads(json.dumps(documented("files")).replace("/srv/exchange", str(root)))


def declared(root: Path, settings: dict[str, Any]) -> gw.Config:
    right = [gw.Right(subject=str(CLIENT)), gw.Right(subject=str(OTHER))]
    offered = service("", adapter=gw.Adapter(kind="files", settings=settings), rights=tuple(right))
    return replace(config("http://127.0.0.1:1"), services=(offered,), folders=(str(root),), limits=gw.Limits())


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    folder = tmp_path_factory.mktemp("files")
    rig = Rig(folder, declared(folder, settings_in(folder)))
    rig.start()
    yield rig
    rig.stop()


@pytest.fixture
def partner(running: Rig, tmp_path: Path) -> Iterator[Partner]:
    partner = Partner(tmp_path, running)
    partner.insurance.turn(now=0)
    new = declared(tmp_path, settings_in(tmp_path))
    running.configure(services=new.services, folders=new.folders)
    yield partner
    partner.store.close()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_a_batch_goes_out_as_a_file_and_comes_back_as_rows(partner: Partner) -> None:
    given = partner.send(CHILDREN, "files-1")
    receipt = given.json()["receipt"]
    assert (given.status, given.json()["state"]) == (202, "sent")
    name = given.json()["file"]
    assert names(partner.inbox) == [name, f"{name}.sha256"]
    text = (partner.inbox / name).read_text()
    assert text.splitlines()[1] == "031326900001;NGUYỄN THỊ BÉ;05/11/2026;2;11329"
    assert partner.look(receipt).json()["state"] == "sent"
    assert partner.look(receipt, "rows").status == 404
    partner.insurance.turn(now=LATER)
    told = partner.look(receipt).json()
    assert (told["state"], told["answer"]["rows"], told["progress"][0]["status"]) == ("answered", 2, {"rows": 2, "state": "taken"})
    first = partner.look(receipt, "rows", query={"limit": "1"}).json()
    second = partner.look(receipt, "rows", query={"after": str(first["next"])}).json()
    assert first == {"rows": [{"number": "031326900001", "result": "issued", "card": "TE1311326900001"}], "next": 1}
    assert (second["rows"][0]["number"], second["next"]) == ("031226900002", None)
    assert names(partner.outbox) == []
    assert names(partner.work / "taken") == [f"KQ_{receipt}.csv", f"KQ_{receipt}.csv.sha256", f"TN_{receipt}.csv", f"TN_{receipt}.csv.sha256"]


def test_the_same_message_again_is_no_second_file(partner: Partner) -> None:
    first, again = partner.send(CHILDREN, "files-2"), partner.send(CHILDREN, "files-2")
    assert first.json() == again.json()
    assert len(names(partner.inbox)) == 2
    other = partner.send(CHILDREN[:1], "files-2")
    assert (other.status, other.json()["error"]) == (409, "exchange.different_body")
    partner.insurance.turn(now=LATER)
    assert partner.send(CHILDREN, "files-2").json()["receipt"] == first.json()["receipt"]
    assert names(partner.inbox) == []


def test_a_receipt_is_its_holders(partner: Partner) -> None:
    receipt = partner.send(CHILDREN).json()["receipt"]
    assert partner.look(receipt, client=OTHER).status == 404
    assert partner.look("a" * 26).status == 404
    assert partner.look("A" * 26).status == 404


def test_rows_without_number_are_streamed(partner: Partner) -> None:
    count = 20_000
    line = json.dumps(CHILDREN[0], ensure_ascii=False) + "\n"
    reply = partner.send(None, body=(line * count).encode(), headers={"Content-Type": "application/x-ndjson"})
    assert reply.status == 202
    with (partner.inbox / reply.json()["file"]).open() as file:
        assert sum(1 for _ in file) == count + 1
    partner.insurance.turn(now=LATER)
    assert partner.look(reply.json()["receipt"]).json()["answer"]["rows"] == count


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"[1", "body: is no well-formed JSON"),
        (b'{"children": []}', "body.children: has no rows"),
        (b'{"children": 5}', "body.children: has no rows"),
        (json.dumps({"children": [CHILDREN[0], CHILDREN[0] | {"born_on": "2026-02-30"}]}).encode(), "body.children[1].born_on: is no date"),
    ],
)
def test_a_request_that_does_not_fit_leaves_no_file(partner: Partner, body: bytes, place: str) -> None:
    with pytest.raises(gw.ExchangeFault) as error:
        partner.send(None, body=body)
    assert error.value.params["fault"] == "Client.BadRequest"
    assert list(partner.inbox.iterdir()) == []
    assert place.partition(":")[0].startswith("body")


@pytest.mark.parametrize(
    ("switch", "place"),
    [
        ("wrong_digest", "manifest"),
        ("wrong_encoding", "rows"),
        ("broken_csv", "rows"),
        ("missing_column", "rows[0]"),
    ],
)
def test_a_broken_answer_is_set_aside_and_may_come_again(partner: Partner, switch: str, place: str) -> None:
    receipt = partner.send(CHILDREN).json()["receipt"]
    partner.faults.switch_on(peer="card_batches", fault=switch, times=1)
    partner.insurance.turn(now=LATER)
    told = partner.look(receipt).json()
    if switch != "wrong_digest":  # a file that is not the promised one may be of anybody: its receipt is not touched
        assert told["state"] == "broken"
        assert told["broken"]["place"].startswith(place)
    reason = json.loads((partner.work / "quarantine" / f"KQ_{receipt}.csv.reason.json").read_text())
    assert reason["place"].startswith(place)
    assert reason["vi"] != reason["en"]
    problems = gw.check(partner.rig.url, token="secret")["adapters"][0]["problems"]
    assert "quarantine" in problems[0]["en"]
    if switch != "wrong_digest":
        assert fault_of(partner, receipt) == "Server.ServerProxy.ServiceFailed.InvalidAnswer"
    partner.store.put("card_batch", receipt, partner.store.get("card_batch", receipt, now=0) | {"state": "taken"})
    partner.insurance.turn(now=LATER)
    assert partner.look(receipt).json()["state"] == "answered"
    assert partner.look(receipt, "rows").status == 200


def fault_of(partner: Partner, receipt: str) -> str:
    with pytest.raises(gw.ExchangeFault) as error:
        partner.look(receipt, "rows")
    return str(error.value.params["fault"])


def test_a_partner_that_is_late_is_at_fault_until_it_answers(partner: Partner) -> None:
    receipt = partner.send(CHILDREN).json()["receipt"]
    assert partner.look(receipt, "rows").status == 404
    late = changed(settings_in(partner.root), "answer_within_s", 0.000001)
    partner.rig.configure(services=declared(partner.root, late).services)
    problems = gw.check(partner.rig.url, token="secret")["adapters"][0]["problems"]
    assert [p["en"] for p in problems] == [f"The partner has not fetched 1 files of {partner.inbox}."]
    assert fault_of(partner, receipt) == "Server.ServerProxy.ServiceFailed.Timeout"
    partner.faults.switch_on(peer="card_batches", fault="slow", value=100, times=1)
    partner.insurance.turn(now=0)
    assert gw.check(partner.rig.url, token="secret")["adapters"][0]["problems"] == []
    assert (partner.look(receipt).json()["state"], fault_of(partner, receipt)) == ("sent", "Server.ServerProxy.ServiceFailed.Timeout")
    partner.insurance.turn(now=LATER)
    assert len(partner.look(receipt, "rows").json()["rows"]) == 2


def test_a_file_that_the_partner_refuses_is_a_fault_at_once(partner: Partner) -> None:
    given = partner.send(CHILDREN, "files-refused").json()
    digest = partner.inbox / f"{given['file']}.sha256"
    digest.write_text(f"{'0' * 64}  {given['file']}\n")
    partner.insurance.turn(now=0)
    assert fault_of(partner, given["receipt"]) == "Server.ServerProxy.ServiceFailed.InvalidAnswer"
    assert partner.look(given["receipt"]).json()["state"] == "refused"


def test_what_nobody_asked_for_is_set_aside(partner: Partner) -> None:
    receipt = partner.send(CHILDREN).json()["receipt"]
    partner.faults.switch_on(peer="card_batches", fault="unknown_receipt", times=1)
    partner.insurance.turn(now=LATER)
    stray = partner.outbox / "hello.txt"
    stray.write_text("x")
    (partner.outbox / "KQ_half.csv.part").write_text("x")
    (partner.outbox / "link.csv").symlink_to("/etc/passwd")
    settings = changed(settings_in(partner.root), "settle_s", 0)
    partner.rig.configure(services=declared(partner.root, settings).services)
    assert partner.look(receipt).json()["state"] == "sent"
    aside = names(partner.work / "quarantine")
    assert {"hello.txt", "hello.txt.reason.json", f"KQ_{'a' * 26}.csv"} <= set(aside)
    assert names(partner.outbox) == ["KQ_half.csv.part", "link.csv"]


def test_another_answer_to_an_answered_receipt_is_set_aside(partner: Partner) -> None:
    receipt = partner.send(CHILDREN).json()["receipt"]
    partner.insurance.turn(now=LATER)
    name = f"KQ_{receipt}.csv"
    kept = {path.name: path.read_bytes() for path in partner.outbox.glob(f"{name}*")}
    answer = partner.look(receipt).json()["answer"]
    for file, content in kept.items():  # the same file again is no news
        (partner.outbox / file).write_bytes(content)
    assert partner.look(receipt).json()["answer"] == answer
    assert not (partner.work / "quarantine").exists()
    partner.store.put("card_batch", receipt, partner.store.get("card_batch", receipt, now=0) | {"state": "taken"})
    partner.insurance.turn(now=LATER)  # every card is known now
    assert partner.look(receipt).json()["answer"] == answer
    assert names(partner.work / "quarantine") == [name, f"{name}.reason.json", f"{name}.sha256"]


def test_missing_folders_are_a_fault_and_a_problem(partner: Partner) -> None:
    partner.inbox.rmdir()
    with pytest.raises(gw.ExchangeFault) as error:
        partner.send(CHILDREN)
    assert error.value.params["fault"] == "Server.ServerProxy.NetworkError"
    problem = gw.check(partner.rig.url, token="secret")["adapters"][0]["problems"][0]
    assert problem == {"vi": f"Không có thư mục {partner.inbox}.", "en": f"There is no folder {partner.inbox}."}


def test_what_is_kept_is_its_owners_alone(partner: Partner) -> None:
    partner.send(CHILDREN)
    assert stat.S_IMODE((partner.work / "receipts").stat().st_mode) == 0o700


@pytest.mark.parametrize("folders", [(), ("/srv",), ("/",)])
def test_folders_lie_only_where_the_operator_opened_them(tmp_path: Path, folders: tuple[str, ...]) -> None:
    wrong = replace(declared(tmp_path, settings_in(tmp_path)), folders=folders)
    with pytest.raises(gw.ConfigError, match=r"folders"):
        gw.check_config(wrong)
