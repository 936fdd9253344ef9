"""Settings made in the exchange's room, seen at work: a real gateway, a partner's folders, another security server, a time-stamp authority."""

from __future__ import annotations

import hashlib
import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives import serialization

from motcua.gateway import protocol as gw
from motcua.gateway.core.log import load_key
from motcua.gateway.evidence.command import main as evidence
from motcua.gateway.evidence.heads import read_head
from motcua.gateway.tests.authority import Authority
from motcua.gateway.tests.conftest import Crowd, Provider, Rig, free_port
from motcua.gateway.tests.test_two_servers import identity
from motcua.gateway.translate.tests.test_declarations import documented
from motcua.kernel.actors import SYSTEM
from motcua.platform.exchange import api, conf
from motcua.platform.exchange.contracts import RegistrationRefused
from motcua.platform.exchange.testing import gateway_running, until

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
ONE_STOP, PERSONS = "VN-HP/GOV/H24/one-stop", api.POPULATION_SERVICE
POPULATION = PERSONS.rpartition("/")[0]
AWAY, THERE = "VN-HP/GOV/H99/away", "VN-HP/GOV/H99/gw9"
DAY, HOUR = 86_400, 3_600
CHILD = {"number": "031326900001", "full_name": "Nguyễn Thị Bé", "born_on": "2026-11-05", "sex": "female", "ward": "11329"}
# What another process believes the hour to be: read by its interpreter before anything else.
CLOCK = """
import os, time, time_machine
time_machine.travel(time.time() + int(os.environ["AHEAD_S"]), tick=True).start()
"""
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _provider(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = Crowd(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(conf, "POPULATION_URL", f"http://127.0.0.1:{server.server_address[1]}/persons")
    api.load_reference(now=NOW)
    yield
    server.shutdown()
    server.server_close()


def in_force() -> None:
    """The gateway has what the tables say."""
    api.write_gateway_config(now=NOW)
    assert until(lambda: api.gateway_state().config_current)


def call(url: str, path: str, *, client: str = ONE_STOP, service: str = PERSONS, **more: Any) -> gw.Reply:
    return gw.call(url, gw.ClientId.parse(client), gw.ServiceId.parse(service), path, **more)


# ---- folders


def batches(root: Path) -> dict[str, Any]:
    """The documented adapter of files below a folder."""
    settings: dict[str, Any] = json.loads(json.dumps(documented("files")).replace("/srv/exchange", str(root)))
    return {"kind": "files", "settings": settings | {"settle_s": 0}}


def test_a_partner_takes_files_from_the_folder_that_was_set_and_lays_its_answer_there(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, mine = (str(tmp_path / name) for name in ("khai-bao", "moi"))
    monkeypatch.setattr(conf, "FOLDERS", f"{first} {mine}")  # declared systems use the first
    adapter, service = batches(tmp_path / "moi"), f"{POPULATION}/batches"
    out, back = Path(adapter["settings"]["outgoing"]["folder"]), Path(adapter["settings"]["incoming_folder"])
    for folder in (out, back):
        folder.mkdir(parents=True)
    with gateway_running(settings, now=NOW):
        url = settings.MOTCUA_GATEWAY_URL
        with pytest.raises(RegistrationRefused):  # the folder is not open yet
            api.register_service(subsystem=POPULATION, code="batches", base_url="", name_vi="Lô", settings={"adapter": adapter}, **WHO)
        api.set_setting(name="folders", content={"roots": [first, mine]}, **WHO)
        api.register_service(subsystem=POPULATION, code="batches", base_url="", name_vi="Lô", settings={"adapter": adapter}, **WHO)
        api.register_right(service=service, client=ONE_STOP, purpose="Thử", **WHO)
        in_force()
        given = call(url, "/batches", service=service, method="POST", body=json.dumps({"children": [CHILD]}).encode()).json()
        assert given["state"] == "sent"
        taken = (out / given["file"]).read_bytes()
        (out / given["file"]).unlink()
        assert CHILD["number"].encode() in taken
        receipt, answer = given["receipt"], b"SO_DINH_DANH;MA_KET_QUA;SO_THE;GHI_CHU\r\n031326900001;00;TE1;\r\n"
        name = f"KQ_{receipt}.csv"
        (back / name).write_bytes(answer)
        (back / f"{name}.sha256").write_text(f"{hashlib.sha256(answer).hexdigest()}  {name}\n")
        assert call(url, f"/batches/{receipt}/rows", service=service).json()["rows"][0]["card"] == "TE1"
        assert list(back.iterdir()) == []
        with pytest.raises(RegistrationRefused):  # a service still uses it
            api.set_setting(name="folders", content={"roots": [first]}, **WHO)
        assert call(url, f"/batches/{receipt}", service=service).json()["state"] == "answered"


# ---- the message port


class Away:
    """The security server of another city, with certificates for both sides."""

    def __init__(self, folder: Path) -> None:
        self.ids = {name: identity(folder, name) for name in ("ours", "renewed", "theirs")}
        self.trusted = folder / "trusted.pem"
        self.trusted.write_bytes(b"".join(one.certificate.read_bytes() for one in self.ids.values()))
        self.port = free_port()
        member, system = gw.Member(member_class="GOV", member_code="H99", name="Tỉnh khác", subsystems=(gw.Subsystem(code="away"),)), PERSONS.split("/")
        register = gw.Member(member_class=system[1], member_code=system[2], name="C06", subsystems=(gw.Subsystem(code=system[3]),))
        networks = ("127.0.0.0/8",)
        self.config = gw.Config(instance="VN-HP", server_id=THERE, members=(member, register), networks=networks, log_token="t")
        self.rig = Rig(folder, self.config)
        load_key(self.rig.data)

    def start(self, *, server: str, key: Path, port: int) -> None:
        """Know our server by its certificate and the key of its log."""
        ours = gw.SecurityServer(
            id=server, address=f"127.0.0.1:{port}", certificates=tuple(self.ids[name].digest for name in ("ours", "renewed")),
            public_keys=(key.read_text(),), clients=(POPULATION,),
        )  # fmt: skip
        own = gw.MessagePort(**self.files("theirs"), port=self.port)
        self.rig.config = replace(self.config, servers=(ours,), message_port=own)
        gw.write_config(self.rig.config_path, self.rig.config)
        self.rig.start()

    def files(self, name: str) -> dict[str, str]:
        one = self.ids[name]
        return {"certificate": str(one.certificate), "key": str(one.key), "trusted": str(self.trusted)}

    @property
    def public_key(self) -> str:
        public = load_key(self.rig.data).public_key()
        return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()

    def answers(self, port: int) -> bool:
        """Whether a call from there comes through, once it knows where we are."""
        address = f"127.0.0.1:{port}"
        if self.rig.config.servers[0].address != address:
            self.rig.configure(servers=(replace(self.rig.config.servers[0], address=address),))
        try:
            return call(self.rig.url, "/x", client=AWAY).status == 200
        except gw.ExchangeFault:
            return False


def test_servers_exchange_before_and_after_the_message_port_was_set_anew(settings: Any, tmp_path: Path) -> None:
    away, ports = Away(tmp_path), [free_port(), free_port()]
    member = api.register_member(member_class="GOV", member_code="H99", name_vi="Tỉnh khác", **WHO)
    api.register_subsystem(member=member, code="away", name_vi="Một cửa nơi khác", **WHO)
    api.register_right(service=PERSONS, client=AWAY, purpose="Thử", **WHO)
    api.set_setting(name="message_port", content={"port": ports[0], **away.files("ours")}, **WHO)
    known = {"certificates": [away.ids["theirs"].digest], "public_keys": [away.public_key], "clients": [AWAY]}
    api.set_peer(server_id=THERE, address=f"127.0.0.1:{away.port}", name_vi="Tỉnh khác", **known, **WHO)
    api.write_gateway_config(now=NOW)
    with gateway_running(settings, now=NOW) as folder:
        server = gw.load_config((folder / "config.json").read_bytes()).server_id
        away.start(server=server, key=folder / "key.pub.pem", port=ports[0])
        try:
            assert until(lambda: away.answers(ports[0]))
            api.set_setting(name="message_port", content={"port": ports[1], **away.files("renewed")}, **WHO)
            in_force()
            assert until(lambda: away.answers(ports[1]))
            assert not away.answers(ports[0])
            record = list(gw.read_records(folder))[-1]
            assert (record.client, record.service) == (AWAY, PERSONS)
            api.set_setting(name="message_port", content={"port": free_port(), **away.files("ours"), "key": "/nowhere.key"}, **WHO)
            api.write_gateway_config(now=NOW)
            assert until(lambda: not api.gateway_state().config_current), "it is told that the port cannot be opened"
            assert away.answers(ports[1]), "and the one before holds"
        finally:
            away.rig.stop()


# ---- archives


class Ahead(Authority):
    """An authority whose clock goes with the gateway's."""

    ahead = timedelta()

    def respond(self, query: Any, at: datetime) -> bytes:
        return super().respond(query, at + self.ahead)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ahead]:
    made = Ahead()
    monkeypatch.setattr(conf, "TIME_STAMPS", made.start())
    monkeypatch.setattr(conf, "TIME_STAMPS_TRUSTED", made.trusted(tmp_path))
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(CLOCK)
    monkeypatch.syspath_prepend(tmp_path / "clock")
    yield made
    made.stop()


def heads(folder: Path) -> list[Any]:
    found = [read_head(path.read_bytes()) for path in (folder / "archive").glob("mlog-*.zip.head")]
    return sorted(found, key=lambda head: head.first)


def verified(capsys: pytest.CaptureFixture[str], folder: Path, *, ahead_s: int = 0) -> tuple[int, set[str]]:
    """What ``motcua exchange verify`` says by then: its exit status and the codes of all that it found."""
    capsys.readouterr()
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=ahead_s), tick=True):
        status = evidence(["verify", str(folder), "--trusted", conf.TIME_STAMPS_TRUSTED, "--json"])
    told = json.loads(capsys.readouterr().out)
    return status, {said["code"] for kind in ("findings", "remarks") for said in told[kind]}


def test_what_is_set_of_archives_and_kept_bodies_is_done(
    settings: Any, authority: Ahead, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three lives of a gateway, hours and days apart: each start is a second of this test."""
    api.change_service(service=PERSONS, settings={"keep_body": "plain"}, **WHO)
    api.write_gateway_config(now=NOW)

    def at(seconds: int) -> Any:
        monkeypatch.setenv("AHEAD_S", str(seconds))
        authority.ahead = timedelta(seconds=seconds)
        return gateway_running(settings, now=NOW)

    def exchanged(name: str) -> None:
        call(settings.MOTCUA_GATEWAY_URL, f"/{name}")  # the provider's answer tells what it was asked
        assert until(lambda: gw.health(settings.MOTCUA_GATEWAY_URL)["time_stamps"]["unstamped_seals"] == 0)
        api.collect(now=NOW)

    with at(0) as folder:
        exchanged("first")
    with at(3 * HOUR):
        exchanged("second")
        assert heads(folder) == [], "nobody asked for archives"
        api.set_setting(name="archiving", content={"hours": 2, "megabytes": 1}, **WHO)
        api.set_setting(name="keep_bodies", content={"days": 3}, **WHO)
        in_force()
        (head,) = until(lambda: heads(folder))
        call(settings.MOTCUA_GATEWAY_URL, "/third")
        api.collect(now=NOW)
    bodies = [folder / "archive" / one.file for one in head.bodies]
    assert any(b"first" in zipfile.ZipFile(path).read(name) for path in bodies for name in zipfile.ZipFile(path).namelist())
    assert verified(capsys, folder, ahead_s=3 * HOUR) == (0, {"unstamped"}), "the newest message waits for its stamp"
    with at(4 * DAY):
        one, two = until(lambda: len(heads(folder)) == 2 and heads(folder))
        assert until(lambda: not any(path.exists() for path in bodies))
        assert list(folder.glob("bodies-*.bin")) == []
        call(settings.MOTCUA_GATEWAY_URL, "/fourth")
        api.collect(now=NOW)
    assert [(head.first, head.last) for head in (one, two)] == [(1, 2), (3, 3)]
    assert verified(capsys, folder, ahead_s=4 * DAY) == (0, {"bodies_gone", "unstamped"})
    assert verified(capsys, folder) == (1, {"bodies_missing"}), "before their time is over they are missed"
    texts = {zipped: (folder / "archive" / zipped).read_bytes() for zipped in (one.archive, two.archive)}
    with zipfile.ZipFile(folder / "archive" / two.archive) as zipped:
        linked = zipped.read("linkinginfo").decode()
    assert one.archive in linked.splitlines()[0], "the second archive begins where the first ended"
    spoilt = bytearray(texts[two.archive])
    spoilt[len(spoilt) // 2] ^= 1
    (folder / "archive" / two.archive).write_bytes(spoilt)
    assert verified(capsys, folder, ahead_s=4 * DAY)[0] == 1
    (folder / "archive" / two.archive).write_bytes(texts[two.archive])
    (folder / "archive" / one.archive).unlink()
    assert verified(capsys, folder, ahead_s=4 * DAY)[0] == 1, "an archive that is gone is missed"
