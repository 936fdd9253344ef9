"""Settings of the whole exchange and rooms for events: what is set reaches the file, is a version, comes back, and is refused when wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from motcua.foundation.audit import api as audit
from motcua.foundation.identity.testing import make_officer
from motcua.gateway import protocol
from motcua.kernel.actors import ANONYMOUS, SYSTEM, Actor, ActorKind, Role
from motcua.kernel.errors import Forbidden
from motcua.kit.conf import data_dir
from motcua.platform.exchange import api, conf
from motcua.platform.exchange.actions.configuring import build_config
from motcua.platform.exchange.contracts import ChangedMeanwhile, RegistrationRefused, SettingWrong, StillUsed, ThingUnknown

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
ONE_STOP, POPULATION = "VN-HP/GOV/H24/one-stop", "VN-HP/GOV/C06-sim/population"
PERSONS = api.POPULATION_SERVICE
PORT = {"port": 5500, "certificate": "/etc/motcua/own.crt", "key": "/etc/motcua/own.key", "trusted": "/etc/motcua/trusted.pem"}
SCHEMA: dict[str, Any] = {"type": "object", "required": ["number"], "properties": {"number": {"type": "string"}}}
OFFER: dict[str, Any] = {
    "namespaces": {"a": "urn:a"},
    "operations": [
        {"method": "GET", "path": "/{number}", "element": "a:Ask", "answer_element": "a:Told",
         "request": [{"ours": "path.number", "theirs": "a:Number", "required": True}],
         "answer": [{"ours": "full_name", "theirs": "a:Name"}]},
    ],
}  # fmt: skip
ADAPTER: dict[str, Any] = {"kind": "soap", "settings": {**OFFER, "security": {"username": "motcua", "password": "very-secret"}}}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "TIME_STAMPS", "http://127.0.0.1:9/tsa")
    api.load_reference(now=NOW)


def config() -> protocol.Config:
    return build_config(token="", now=NOW)


def newest() -> int:
    return api.versions(actor=SYSTEM)[0].number


def folders() -> str:
    return str(data_dir() / "gateway" / "folders")


def everything() -> None:
    """Every setting, a room and a kind of event, a service offered as SOAP."""
    api.set_setting(name="archiving", content={"hours": 2.5, "megabytes": 8}, **WHO)
    api.set_setting(name="keep_bodies", content={"days": 30}, **WHO)
    api.set_setting(name="folders", content={"roots": [f"{folders()}/bhxh", f"{folders()}/insurance"]}, **WHO)
    api.set_setting(name="events", content={"lifetime_s": 3600, "operators": [POPULATION]}, **WHO)
    api.set_setting(name="message_port", content=PORT, **WHO)
    api.set_group(name="phuong-xa", name_vi="Phường, xã", clients=[ONE_STOP], **WHO)
    room = {"client": POPULATION, "name_vi": "Biến động dân cư", "owners": [ONE_STOP], "pace": {"per_day": 1000}}
    api.set_event_room(**room, subscribers=["group:phuong-xa"], **WHO)
    kind = {"name": "newDeath", "schema": SCHEMA, "key": "/number", "event_bytes": 4096, "pace": {"per_second": 5.0}}
    api.set_event_type(room=POPULATION, name_vi="Khai tử", publishers=[ONE_STOP], **kind, **WHO)
    api.change_service(service=PERSONS, settings={"soap_offer": OFFER, "contexts": ["/dan-cu/1.0"], "adapter": ADAPTER}, **WHO)


def test_everything_that_is_set_reaches_the_file() -> None:
    everything()
    written = protocol.load_config(api.write_gateway_config(now=NOW).read_bytes())
    assert written.archiving == protocol.Archiving(hours=2.5, megabytes=8)
    assert (written.keep_bodies_days, written.folders) == (30, (f"{folders()}/bhxh", f"{folders()}/insurance"))
    assert written.message_port == protocol.MessagePort(**PORT)
    pubsub = written.pubsub
    assert pubsub is not None
    assert (pubsub.lifetime_s, pubsub.operators, pubsub.attempts) == (3600, (ONE_STOP, POPULATION), protocol.PubSub().attempts)
    bounds = {"event_bytes": 4096, "pace": protocol.Pace(per_second=5)}
    kind = protocol.EventType(name="newDeath", schema=SCHEMA, key="/number", publishers=(ONE_STOP,), **bounds)  # type: ignore[arg-type]
    pace = protocol.Pace(per_day=1000)
    room = protocol.Room(id=POPULATION, owners=(ONE_STOP,), subscribers=("group:phuong-xa",), event_types=(kind,), pace=pace)
    assert pubsub.rooms == (room,)
    service = next(s for s in written.services if s.id == PERSONS)
    assert (service.soap_offer, service.contexts) == (OFFER, ("/dan-cu/1.0",))


def test_over_nats_a_room_has_a_stream_of_its_own_and_gets_it_back() -> None:
    room: dict[str, Any] = {"client": POPULATION, "name_vi": "Biến động dân cư", **WHO}
    for stream in ("dan-cu", "dân cư", "x" * 65):
        with pytest.raises(SettingWrong) as refused:
            api.set_event_room(**room, stream=stream)
        assert set(refused.value.fields) == {"stream"}
    api.set_setting(name="events", content={"store": "nats", "url": "nats://127.0.0.1:4222"}, **WHO)
    api.set_event_room(**room, stream="dan-cu")
    assert api.event_room(id=POPULATION, actor=SYSTEM).stream == "dan-cu"
    pubsub = protocol.load_config(api.write_gateway_config(now=NOW).read_bytes()).pubsub
    assert pubsub is not None
    assert [one.stream for one in pubsub.rooms] == ["dan-cu"]
    number, tag = newest(), api.event_room(id=POPULATION, actor=SYSTEM).tag
    with pytest.raises(RegistrationRefused):
        api.set_event_room(**room, stream="motcua-events-state")  # belongs to the stream of all rooms
    with pytest.raises(RegistrationRefused):
        api.set_setting(name="events", content={"store": "files"}, **WHO)  # while a room has a stream
    api.set_event_room(**room, expected=tag)
    assert api.event_room(id=POPULATION, actor=SYSTEM).stream == ""
    api.restore_version(number=number, reason="Nhầm", **WHO)
    assert api.event_room(id=POPULATION, actor=SYSTEM).stream == "dan-cu"


def test_every_setting_is_told_with_its_tag_and_who_set_it() -> None:
    unset = dict.fromkeys(("archiving", "events", "keep_bodies", "message_port"))
    # Social insurance is asked through files: its folder is opened with its declaration.
    assert {s.name: s.content for s in api.settings(actor=SYSTEM)} == {**unset, "folders": {"roots": [folders()]}}
    everything()
    found = api.setting(name="keep_bodies", actor=SYSTEM)
    assert (found.content, found.set_at, found.set_by) == ({"days": 30}, NOW, SYSTEM.ref)
    with pytest.raises(ChangedMeanwhile):
        api.set_setting(name="keep_bodies", content={"days": 1}, expected="0" * 16, **WHO)
    api.set_setting(name="keep_bodies", content=None, expected=found.tag, **WHO)
    assert config().keep_bodies_days == 0


def test_a_change_is_a_version_that_says_what_differs_and_what_says_the_same_is_none() -> None:
    before = newest()
    api.set_setting(name="keep_bodies", content={"days": 7}, **WHO)
    api.set_setting(name="keep_bodies", content={"days": 7}, **WHO)
    assert newest() == before + 1
    (change,) = api.version(number=newest(), actor=SYSTEM).changes
    assert (change.kind, change.field, change.before, change.after) == ("exchange", "keep_bodies_days", "0", "7")
    entry = audit.entries(limit=1).entries[0]
    assert (entry.action, entry.details) == ("exchange.change_setting", {"changed": ["days"], "before": {}, "after": {"days": "7"}})
    api.set_event_room(client=POPULATION, name_vi="Phòng", **WHO)
    api.set_event_type(room=POPULATION, name="newDeath", schema=SCHEMA, name_vi="Khai tử", **WHO)
    api.set_event_type(room=POPULATION, name="newDeath", schema={"type": "object"}, name_vi="Khai tử", **WHO)
    (change,) = api.version(number=newest(), actor=SYSTEM).changes
    assert (change.verb, change.kind, change.name, change.field) == ("changed", "event type", f"{POPULATION} newDeath", "schema")


def test_an_earlier_version_brings_settings_rooms_and_offers_back() -> None:
    bare, start = config(), newest()
    everything()
    full, number = config(), newest()
    planned = {(d.verb, d.kind) for d in api.preview_restore(number=start, **WHO)}
    assert {("removed", "event room"), ("removed", "event type")} <= planned
    assert config() == full, "looking changes nothing"
    api.restore_version(number=start, reason="Nhầm", **WHO)
    assert config() == bare
    api.restore_version(number=number, reason="Vẫn cần", **WHO)
    again = config()
    assert again.groups == ()  # a group that was removed is not made again: rights could name it
    assert again.pubsub is not None
    assert full.pubsub is not None
    assert again.pubsub.rooms[0].event_types == full.pubsub.rooms[0].event_types
    assert (again.archiving, again.keep_bodies_days, again.folders) == (full.archiving, full.keep_bodies_days, full.folders)
    assert (again.message_port, again.pubsub.lifetime_s) == (full.message_port, 3600)
    assert again.services == full.services


@pytest.mark.parametrize(
    ("name", "content", "field"),
    [
        ("nothing", {}, "name"), ("archiving", {"hours": 0, "megabytes": 8}, "hours"), ("archiving", {"hours": "x"}, "hours"),
        ("archiving", {"megabytes": 1.5}, "megabytes"), ("archiving", {"days": 1}, "days"), ("keep_bodies", {"days": -1}, "days"),
        ("keep_bodies", {}, "days"), ("keep_bodies", {"days": True}, "days"), ("folders", {"roots": "/srv"}, "roots"),
        ("folders", {"roots": ["/"]}, "roots"), ("folders", {"roots": ["/etc"]}, "roots"), ("folders", {"roots": ["../x"]}, "roots"),
        ("events", {"rooms": []}, "rooms"), ("events", {"attempts": 0}, "attempts"), ("events", {"retry_s": float("nan")}, "retry_s"),
        ("events", {"store": "nats", "url": "nats://me:secret@10.0.0.1:4222"}, "url"), ("events", {"at_once": 10**30}, "at_once"),
        ("message_port", {**PORT, "port": 0}, "port"), ("message_port", {**PORT, "key": "own.key"}, "key"), ("message_port", {}, "content"),
        ("message_port", {**PORT, "trusted": "/a/../b"}, "trusted"),
    ],
)  # fmt: skip
def test_what_cannot_hold_is_named_in_both_languages_and_kept_nowhere(name: str, content: Any, field: str) -> None:
    before, held = newest(), api.settings(actor=SYSTEM)
    with pytest.raises(SettingWrong) as refused:
        api.set_setting(name=name, content=content, **WHO)
    assert set(refused.value.fields) == {field}
    vi, en = refused.value.fields[field]
    assert vi != en
    assert newest() == before
    assert api.settings(actor=SYSTEM) == held


def test_archives_need_time_stamps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "TIME_STAMPS", "")
    with pytest.raises(SettingWrong) as refused:
        api.set_setting(name="archiving", content={"hours": 1}, **WHO)
    assert "MOTCUA_EXCHANGE_TSA" in refused.value.fields["hours"][0]


def test_an_installation_may_move_its_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Declared systems move along; what was open before is closed by hand, and nothing outside is opened by it."""
    before, moved = folders(), str(tmp_path / "moi")
    monkeypatch.setattr(conf, "FOLDERS", moved)
    api.load_reference(now=NOW)
    assert config().folders == (before, moved)
    with pytest.raises(SettingWrong):
        api.set_setting(name="folders", content={"roots": [before, moved]}, **WHO)
    api.set_setting(name="folders", content={"roots": [moved]}, **WHO)
    assert config().folders == (moved,)


def test_what_the_gateway_would_refuse_is_refused_whole() -> None:
    api.set_event_room(client=POPULATION, name_vi="Phòng", **WHO)
    with pytest.raises(RegistrationRefused):
        api.set_setting(name="events", content={"store": "kafka"}, **WHO)
    with pytest.raises(RegistrationRefused):
        api.change_service(service=PERSONS, settings={"soap_offer": {"operations": [{"method": "GET"}]}}, **WHO)
    with pytest.raises(RegistrationRefused):
        api.register_service(subsystem=POPULATION, code="pub", base_url="http://10.0.0.1/", name_vi="Trùng", **WHO)
    assert api.setting(name="events", actor=SYSTEM).content is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "a/b"}, "name"), ({"name": ""}, "name"), ({"name_vi": " "}, "name_vi"), ({"key": "number"}, "key"),
        ({"schema": {"type": "nothing"}}, "schema"), ({"schema": {"$ref": "http://127.0.0.1:1/s"}}, "schema"),
        ({"schema": {"pattern": "(?=a)b"}}, "schema"), ({"publishers": ["VN-HP/GOV/H24/nobody"]}, "publishers"),
        ({"event_bytes": -1}, "event_bytes"), ({"pace": {"per_second": "x"}}, "pace"), ({"subscribers": ["group:nobody"]}, "subscribers"), ({"subscribers": ["x"]}, "subscribers"),
    ],
)
def test_an_event_type_that_cannot_be_is_named(change: dict[str, Any], field: str) -> None:
    api.set_event_room(client=POPULATION, name_vi="Phòng", **WHO)
    good = {"name": "newDeath", "name_vi": "Khai tử", "schema": SCHEMA}
    with pytest.raises(SettingWrong) as refused:
        api.set_event_type(room=POPULATION, **{**good, **change}, **WHO)
    assert set(refused.value.fields) == {field}
    assert api.event_room(id=POPULATION, actor=SYSTEM).event_types == ()


def test_rooms_are_closed_empty_and_groups_stay_while_a_room_names_them() -> None:
    everything()
    with pytest.raises(StillUsed):
        api.remove_event_room(client=POPULATION, **WHO)
    with pytest.raises(StillUsed):
        api.remove_group(name="phuong-xa", **WHO)
    api.remove_event_type(room=POPULATION, name="newDeath", **WHO)
    with pytest.raises(ThingUnknown):
        api.remove_event_type(room=POPULATION, name="newDeath", **WHO)
    api.remove_event_room(client=POPULATION, **WHO)
    assert config().pubsub is None
    with pytest.raises(ThingUnknown):
        api.set_event_type(room=POPULATION, name="x", schema={}, name_vi="x", **WHO)
    api.remove_group(name="phuong-xa", **WHO)


def test_an_edit_of_what_changed_meanwhile_is_refused() -> None:
    api.set_event_room(client=POPULATION, name_vi="Phòng", **WHO)
    api.set_event_type(room=POPULATION, name="newDeath", schema=SCHEMA, name_vi="Khai tử", **WHO)
    tag = api.event_room(id=POPULATION, actor=SYSTEM).tag
    api.set_event_room(client=POPULATION, name_vi="Phòng", publishers=[ONE_STOP], expected=tag, **WHO)
    with pytest.raises(ChangedMeanwhile):
        api.set_event_room(client=POPULATION, name_vi="Phòng", expected=tag, **WHO)
    kind = api.event_type(room=POPULATION, name="newDeath", actor=SYSTEM)
    api.set_event_type(room=POPULATION, name="newDeath", schema={}, name_vi="Khai tử", expected=kind.tag, **WHO)
    with pytest.raises(ChangedMeanwhile):
        api.set_event_type(room=POPULATION, name="newDeath", schema=SCHEMA, name_vi="Khai tử", expected=kind.tag, **WHO)


def test_an_offer_holds_no_credentials() -> None:
    with pytest.raises(SettingWrong) as refused:
        api.change_service(service=PERSONS, settings={"soap_offer": ADAPTER["settings"]}, **WHO)
    assert set(refused.value.fields) == {"soap_offer"}


@pytest.mark.parametrize("actor", [ANONYMOUS, Actor(kind=ActorKind.MACHINE, name="m", scopes=frozenset({"exchange:read"}))])
def test_who_may_not_is_refused(actor: Actor) -> None:
    who = {"actor": actor, "now": NOW}
    api.set_event_room(client=ONE_STOP, name_vi="Phòng", **WHO)
    for act in (
        lambda: api.set_setting(name="keep_bodies", content={"days": 1}, **who),
        lambda: api.set_event_room(client=POPULATION, name_vi="x", **who),
        lambda: api.remove_event_room(client=ONE_STOP, **who),
        lambda: api.set_event_type(room=ONE_STOP, name="x", schema={}, name_vi="x", **who),
        lambda: api.remove_event_type(room=ONE_STOP, name="x", **who),
    ):
        with pytest.raises(Forbidden):
            act()


def test_the_leader_of_the_owning_unit_declares_events_but_opens_no_room() -> None:
    leader = make_officer(Role.LEADER, code="settings.leader", unit_code="11329")
    api.register_member(member_class="GOV", member_code="H24", name_vi="UBND thành phố", unit_code="11329", **WHO)
    who = {"actor": leader, "now": NOW}
    with pytest.raises(Forbidden):
        api.set_event_room(client=ONE_STOP, name_vi="x", **who)
    api.set_event_room(client=ONE_STOP, name_vi="Phòng", **WHO)
    api.set_event_type(room=ONE_STOP, name="resultReady", schema={}, name_vi="Có kết quả", **who)
    api.remove_event_type(room=ONE_STOP, name="resultReady", **who)


@pytest.mark.parametrize(("files", "clients"), [("/etc/gw/own.pem /etc/gw/own.key", None), ("/etc/gw/own.pem /etc/gw/own.key /etc/gw/all.pem", "/etc/gw/all.pem")])
def test_the_listener_speaks_tls_where_its_files_are_named(monkeypatch: pytest.MonkeyPatch, files: str, clients: str | None) -> None:
    assert config().tls is None
    monkeypatch.setattr(conf, "TLS_FILES", files)
    assert config().tls == protocol.Tls(certificate="/etc/gw/own.pem", key="/etc/gw/own.key", clients=clients)


@pytest.mark.parametrize("files", ["/etc/gw/own.pem", "a b c d"])
def test_another_number_of_files_is_told(monkeypatch: pytest.MonkeyPatch, files: str) -> None:
    monkeypatch.setattr(conf, "TLS_FILES", files)
    with pytest.raises(protocol.ConfigError, match="MOTCUA_GATEWAY_TLS"):
        config()
