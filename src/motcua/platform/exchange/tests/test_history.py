"""The past of a thing and the way back: every act that may be undone returns exactly what held before, and only while it still stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.foundation.identity.testing import make_officer
from motcua.kernel.actors import SYSTEM, Role
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import Forbidden
from motcua.platform.casework import testing as t
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Kind, NotUndone, PastAct, StillUsed, ThingUnknown
from motcua.platform.exchange.testing import FakeGateway, public_pem

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
MEMBER, CLIENT = "VN-HP/GOV/H24.10", "VN-HP/GOV/H24.10/desk"
SERVICE, PEER = "VN-HP/GOV/H24.10/desk/files", "VN-HP/GOV/H99/ss1"
PEER_FACTS: dict[str, Any] = {
    "server_id": PEER, "address": "ss1.example.vn:5500", "certificates": ["a" * 64], "public_keys": [public_pem()], "clients": ["VN-HP/GOV/H99/x"],
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _things(module_town: t.Town, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeGateway(monkeypatch)
    api.register_member(member_class="GOV", member_code="H24.10", name_vi="Phường", unit_code=t.UNIT, **WHO)
    api.register_subsystem(member=MEMBER, code="desk", name_vi="Một cửa", **WHO)
    api.register_service(subsystem=CLIENT, code="files", base_url="http://10.0.0.5/", name_vi="Hồ sơ", **WHO)


def newest(kind: Kind, name: str, **more: Any) -> PastAct:
    return api.past(kind=kind, id=name, **{**WHO, **more})[0]


def undo(act: PastAct, **more: Any) -> None:
    api.undo(entry=act.id, **{**WHO, **more})


def rights() -> list[tuple[Any, ...]]:
    held = api.rights(actor=SYSTEM, service=SERVICE)
    return [(r.subject, r.method, r.path, r.purpose, r.fields, r.valid_from, r.valid_until, r.pace) for r in held]


def test_a_member_a_system_and_a_service_get_back_what_they_said() -> None:
    before = (api.member(id=MEMBER, actor=SYSTEM), api.client(id=CLIENT, actor=SYSTEM), api.service(id=SERVICE))
    api.register_member(member_class="GOV", member_code="H24.10", name_vi="Phường mới", unit_code="", **WHO)
    api.register_subsystem(member=MEMBER, code="desk", name_vi="Khác", networks=["10.0.0.0/8"], environment="sandbox", **WHO)
    api.change_service(service=SERVICE, settings={"timeout_s": 2.5, "pace": {"per_second": 1.5}, "name_vi": "Đổi tên"}, **WHO)
    for kind, name in ((Kind.MEMBER, MEMBER), (Kind.CLIENT, CLIENT), (Kind.SERVICE, SERVICE)):
        assert newest(kind, name).undo
        undo(newest(kind, name))
    after = (api.member(id=MEMBER, actor=SYSTEM), api.client(id=CLIENT, actor=SYSTEM), api.service(id=SERVICE))
    assert [one.tag for one in after] == [one.tag for one in before]


def test_a_switched_off_service_comes_back_with_its_notice() -> None:
    api.set_service_enabled(service=SERVICE, enabled=False, notice="Nghỉ", **WHO)
    undo(newest(Kind.SERVICE, SERVICE))
    assert (api.service(id=SERVICE).enabled, api.service(id=SERVICE).notice) == (True, "")
    undo(newest(Kind.SERVICE, SERVICE))  # taking back the taking back
    assert (api.service(id=SERVICE).enabled, api.service(id=SERVICE).notice) == (False, "Nghỉ")


def test_a_right_taken_back_stands_again_on_all_its_terms() -> None:
    bounds = {"valid_from": NOW, "valid_until": NOW + timedelta(days=9)}
    named = {"service": SERVICE, "client": CLIENT, "method": "GET", "path": "/a/*"}
    api.register_right(**named, purpose="Tra cứu", fields=["a", "b.c"], pace={"per_second": 0.5, "per_day": 10}, **bounds, **WHO)
    held = rights()
    assert api.revoke_right(**named, reason="Hết việc", **WHO)
    gone = newest(Kind.SERVICE, SERVICE)
    assert (gone.ground, gone.about) == ("Hết việc", f"{CLIENT} GET /a/*")
    undo(gone)
    assert rights() == held
    api.register_right(**named, purpose="Tra cứu", fields=["a"], **WHO)
    undo(newest(Kind.SERVICE, SERVICE))
    assert rights() == held


def test_a_right_given_by_mistake_goes() -> None:
    api.register_right(service=SERVICE, client=CLIENT, purpose="Nhầm", **WHO)
    undo(newest(Kind.SERVICE, SERVICE))
    assert rights() == []


def test_another_server_is_connected_again() -> None:
    port = {"port": 5500, "certificate": "/etc/motcua/own.crt", "key": "/etc/motcua/own.key", "trusted": "/etc/motcua/trusted.pem"}
    api.set_setting(name="message_port", content=port, **WHO)
    api.register_member(member_class="GOV", member_code="H99", name_vi="Tỉnh khác", **WHO)
    api.register_subsystem(member="VN-HP/GOV/H99", code="x", name_vi="Hệ thống", **WHO)
    api.set_peer(**PEER_FACTS, **WHO)
    held = api.peer(id=PEER, actor=SYSTEM)
    api.set_peer(**{**PEER_FACTS, "address": "other.example.vn:5500"}, **WHO)
    undo(newest(Kind.PEER, PEER))
    assert api.peer(id=PEER, actor=SYSTEM) == held
    api.remove_peer(server_id=PEER, **WHO)
    undo(newest(Kind.PEER, PEER))
    assert api.peer(id=PEER, actor=SYSTEM) == held


def test_a_group_gets_back_what_it_said_and_stands_again() -> None:
    api.register_subsystem(member=MEMBER, code="land", name_vi="Đất đai", **WHO)
    api.set_group(name="wards", name_vi="Các phường", clients=[CLIENT], **WHO)
    held = api.group(name="wards", actor=SYSTEM)
    api.set_group(name="wards", name_vi="Tên khác", name_en="Wards", clients=[f"{MEMBER}/land"], **WHO)
    undo(newest(Kind.GROUP, "wards"))
    assert api.group(name="wards", actor=SYSTEM) == held
    api.set_group(name="wards", name_vi="Chỉ đổi tên", clients=[CLIENT], **WHO)  # gateways are told nothing new, people are
    undo(newest(Kind.GROUP, "wards"))
    assert api.group(name="wards", actor=SYSTEM) == held
    api.remove_group(name="wards", **WHO)
    undo(newest(Kind.GROUP, "wards"))
    assert api.group(name="wards", actor=SYSTEM) == held


def test_a_group_made_by_mistake_goes_unless_something_names_it() -> None:
    api.set_group(name="wrong", name_vi="Nhầm", clients=[], **WHO)
    made = newest(Kind.GROUP, "wrong")
    api.register_right(service=SERVICE, client="group:wrong", purpose="Nhầm", **WHO)
    with pytest.raises(StillUsed):
        undo(made)
    undo(newest(Kind.SERVICE, SERVICE))
    undo(made)
    assert api.groups(actor=SYSTEM) == ()
    undo(newest(Kind.GROUP, "wrong"))
    assert [g.name for g in api.groups(actor=SYSTEM)] == ["wrong"]


def codes() -> list[str]:
    return [g.code for g in api.gateways(actor=SYSTEM) if g.registered]


def test_a_new_gateway_goes_until_it_has_a_token_and_a_removed_one_stands_again_without() -> None:
    api.set_gateway(code="cong-2", name_vi="Cổng hai", url="http://127.0.0.1:9", **WHO)
    undo(newest(Kind.GATEWAY, "cong-2"))
    assert codes() == []
    undo(newest(Kind.GATEWAY, "cong-2"))
    token = api.make_gateway_token(code="cong-2", **WHO)
    assert not any(act.undo for act in api.past(kind=Kind.GATEWAY, id="cong-2", **WHO)), "by now a gateway may run with it"
    api.remove_gateway(code="cong-2", reason="Máy hỏng", **WHO)
    assert (codes(), api.gateway_actor(token=token), newest(Kind.GATEWAY, "cong-2").ground) == ([], None, "Máy hỏng")
    undo(newest(Kind.GATEWAY, "cong-2"))
    assert [(g.name_vi, g.url, g.has_token) for g in api.gateways(actor=SYSTEM) if g.registered] == [("Cổng hai", "http://127.0.0.1:9", False)]
    assert api.gateway_actor(token=token) is None
    with pytest.raises(ThingUnknown):
        api.remove_gateway(code="cong-3", **WHO)


SCHEMA: dict[str, Any] = {"type": "object", "required": ["id"]}


def test_a_room_gets_back_what_it_said_and_is_opened_again() -> None:
    api.set_event_room(client=CLIENT, name_vi="Phòng tin", name_en="News", owners=[CLIENT], **WHO)
    held = api.event_room(id=CLIENT, actor=SYSTEM)
    api.set_event_room(client=CLIENT, name_vi="Phòng khác", subscribers=[CLIENT], pace={"per_second": 2}, **WHO)
    undo(newest(Kind.EVENT_ROOM, CLIENT))
    assert api.event_room(id=CLIENT, actor=SYSTEM) == held
    api.remove_event_room(client=CLIENT, reason="Không dùng", **WHO)
    assert newest(Kind.EVENT_ROOM, CLIENT).ground == "Không dùng"
    undo(newest(Kind.EVENT_ROOM, CLIENT))
    assert api.event_room(id=CLIENT, actor=SYSTEM) == held


def test_a_room_opened_by_mistake_is_closed_unless_something_is_declared_in_it() -> None:
    api.set_event_room(client=CLIENT, name_vi="Nhầm", **WHO)
    opened = newest(Kind.EVENT_ROOM, CLIENT)
    api.set_event_type(room=CLIENT, name="born", schema=SCHEMA, name_vi="Khai sinh", **WHO)
    with pytest.raises(NotUndone):
        undo(opened)
    undo(newest(Kind.EVENT_ROOM, CLIENT))
    undo(opened)
    assert api.event_rooms(actor=SYSTEM) == ()


def test_a_kind_of_event_gets_back_what_it_said_whatever_became_of_another() -> None:
    api.set_event_room(client=CLIENT, name_vi="Phòng tin", **WHO)
    api.set_event_type(room=CLIENT, name="born", schema=SCHEMA, name_vi="Khai sinh", key="/id", subscribers=[CLIENT], **WHO)
    held = api.event_type(room=CLIENT, name="born", actor=SYSTEM)
    api.set_event_type(room=CLIENT, name="born", schema={"type": "object"}, name_vi="Sinh", **WHO)
    changed = newest(Kind.EVENT_ROOM, CLIENT)
    assert changed.about == "born"
    api.set_event_type(room=CLIENT, name="died", schema=SCHEMA, name_vi="Khai tử", **WHO)
    undo(changed)
    assert api.event_type(room=CLIENT, name="born", actor=SYSTEM) == held
    api.remove_event_type(room=CLIENT, name="born", **WHO)
    undo(newest(Kind.EVENT_ROOM, CLIENT))
    assert api.event_type(room=CLIENT, name="born", actor=SYSTEM) == held
    with pytest.raises(NotUndone):
        undo(changed)


def test_a_setting_gets_back_what_it_said_and_the_default_where_nothing_was_set() -> None:
    def said() -> Any:
        return api.setting(name="events", actor=SYSTEM).content

    api.set_setting(name="events", content={"lifetime_s": 3600, "attempts": 5}, reason="Thử", **WHO)
    first, held = newest(Kind.SETTING, "events"), said()
    assert (first.ground, first.undo) == ("Thử", True)
    api.set_setting(name="events", content={"lifetime_s": 7200, "attempts": 5}, **WHO)
    assert [change.name for change in newest(Kind.SETTING, "events").changes] == ["lifetime_s"]
    with pytest.raises(NotUndone):
        undo(first)
    undo(newest(Kind.SETTING, "events"))
    assert said() == held
    api.set_setting(name="events", content=None, **WHO)
    undo(newest(Kind.SETTING, "events"))
    assert said() == held
    api.set_setting(name="keep_bodies", content={"days": 30}, **WHO)
    undo(newest(Kind.SETTING, "keep_bodies"))
    assert api.setting(name="keep_bodies", actor=SYSTEM).content is None


def test_a_gateway_gets_back_its_name_and_address() -> None:
    api.set_gateway(code="cong-2", name_vi="Cổng hai", url="http://127.0.0.1:9", **WHO)
    api.set_gateway(code="cong-2", name_vi="Cổng phụ", url="", **WHO)
    undo(newest(Kind.GATEWAY, "cong-2"))
    (found,) = [g for g in api.gateways(actor=SYSTEM) if g.code == "cong-2"]
    assert (found.name_vi, found.url) == ("Cổng hai", "http://127.0.0.1:9")


def test_the_way_back_is_judged_by_what_came_after_however_much_that_is() -> None:
    """The log is asked once for the act and what followed it, its places in the book with two questions more."""
    api.change_service(service=SERVICE, settings={"timeout_s": 2}, **WHO)
    act = newest(Kind.SERVICE, SERVICE)
    for number in range(35):
        api.change_service(service=SERVICE, settings={"name_en": f"Files {number}"}, **WHO)
    with CaptureQueriesContext(connection) as asked:
        undo(act)
    assert api.service(id=SERVICE).timeout_s == 10
    assert sum('FROM "audit_entry"' in one["sql"] and "SELECT" in one["sql"][:7] for one in asked) <= 2


def test_what_came_after_closes_the_way_back_for_the_same_setting_only() -> None:
    api.change_service(service=SERVICE, settings={"timeout_s": 2}, **WHO)
    first = newest(Kind.SERVICE, SERVICE)
    api.change_service(service=SERVICE, settings={"name_en": "Files"}, **WHO)
    assert [act.undo for act in api.past(kind=Kind.SERVICE, id=SERVICE, **WHO)][:2] == [True, True]
    api.change_service(service=SERVICE, settings={"timeout_s": 3}, **WHO)
    with pytest.raises(NotUndone):
        undo(first)
    assert api.service(id=SERVICE).timeout_s == 3


def test_the_way_back_closes_after_thirty_days() -> None:
    api.change_service(service=SERVICE, settings={"timeout_s": 2}, **WHO)
    act, late = newest(Kind.SERVICE, SERVICE), NOW + timedelta(days=31)
    assert not newest(Kind.SERVICE, SERVICE, now=late).undo
    with pytest.raises(NotUndone):
        undo(act, now=late)


def test_credentials_leave_no_trace_in_the_history() -> None:
    api.change_service(service=SERVICE, settings={"provider_headers": {"X-Secret": "bi-mat-1"}}, **WHO)
    act = newest(Kind.SERVICE, SERVICE)
    assert "bi-mat-1" not in repr(act)
    assert [change.name for change in act.changes] == ["provider_headers"]
    assert not act.undo


def test_the_leader_of_the_owning_unit_takes_back_what_she_did_and_no_other_leader() -> None:
    api.register_right(service=SERVICE, client=CLIENT, purpose="Tra cứu", fields=["a"], **WHO)
    held = rights()
    own, other = (make_officer(Role.LEADER, unit_code=unit, code=f"l.{unit}") for unit in (t.UNIT, t.OTHER_UNIT))
    api.revoke_right(service=SERVICE, client=CLIENT, actor=own, now=NOW)
    act = newest(Kind.SERVICE, SERVICE, actor=own)
    with pytest.raises(Forbidden):
        undo(act, actor=other)
    undo(act, actor=own)
    assert rights() == held


def test_an_operator_reads_the_past_and_changes_nothing() -> None:
    api.set_service_enabled(service=SERVICE, enabled=False, notice="", **WHO)
    operator = make_officer(Role.OPERATOR, code="truc")
    assert not newest(Kind.SERVICE, SERVICE, actor=operator).undo
    with pytest.raises(NamedError):
        undo(newest(Kind.SERVICE, SERVICE), actor=operator)
