"""A gateway with a room for the tests, and the people around it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.tests.conftest import Rig
from motcua.gateway.tests.wire import send

from .jetstream import Nats, program
from .receiver import Receiver

ROOM = "VN-HP/GOV/C06/civil-status"
SCHOOL = "VN-HP/GOV/H24/schools"
HEALTH = "VN-HP/GOV/H24/health"
STRANGER = "VN-HP/COM/1234/shop"
BIRTHS = "newBirth"
SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {"child": {"type": "string"}, "weight": {"type": "integer", "minimum": 1}, "n": {"type": "integer"}},
    "required": ["child"],
}
FAST = gw.PubSub(retry_s=0.05, retry_max_s=0.2, attempts=4, timeout_s=5.0)


def config(**changes: Any) -> gw.Config:
    """Members, and a room with one declared event type."""
    def subsystems(*codes: str) -> tuple[gw.Subsystem, ...]:
        return tuple(gw.Subsystem(code=code) for code in codes)

    members = (
        gw.Member(member_class="GOV", member_code="C06", name="Cục C06", subsystems=subsystems("civil-status")),
        gw.Member(member_class="GOV", member_code="H24", name="UBND thành phố", subsystems=subsystems("schools", "health")),
        gw.Member(member_class="COM", member_code="1234", name="Cửa hàng", subsystems=subsystems("shop")),
    )
    births = gw.EventType(name=BIRTHS, schema=SCHEMA, key="/child")
    room = gw.Room(id=ROOM, subscribers=("group:city",), event_types=(births,))
    values = {name: getattr(FAST, name) for name in FAST.__slots__}
    pubsub = gw.PubSub(**{**values, "rooms": (room,), **changes})
    return gw.Config(
        instance="VN-HP",
        server_id="VN-HP/GOV/H24/gw1",
        members=members,
        groups=(gw.Group(name="city", clients=(SCHOOL, HEALTH)),),
        log_token="secret",
        pubsub=pubsub,
    )


def until(look: Callable[[], Any], seconds: float = 20.0) -> Any:
    """What ``look`` sees as soon as it sees something."""
    end = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.03)
    return seen


class Caller:
    """A client of the room's API; answers are (status, JSON or None)."""

    def __init__(self, rig: Rig, client: str, room: str = ROOM) -> None:
        self.rig, self.client, self.room = rig, client, room

    def __call__(self, method: str, path: str, body: Any = None, *, raw: bytes | None = None) -> tuple[int, Any]:
        status, _, answer = self.full(method, path, body, raw=raw)
        return status, json.loads(answer) if answer else None

    def full(self, method: str, path: str, body: Any = None, *, raw: bytes | None = None) -> tuple[int, dict[str, str], bytes]:
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        headers = [("X-GovStack-Client", self.client), ("Content-Type", "application/json")]
        status, found, answer = send(self.rig.url, method, f"/r1/{self.room}/{path}", headers, data)
        return status, {k.lower(): v for k, v in found}, answer

    def publish(self, child: str, n: int = 0, **more: Any) -> str:
        status, answer = self("POST", f"pub/v1/{BIRTHS}", {"eventType": BIRTHS, "event": {"child": child, "n": n}} | more)
        assert status == 201, answer
        return str(answer["id"])

    def subscribe(self, **options: Any) -> None:
        delivery = "PUSH" if "callback" in options else "PULL"
        item = {"eventType": BIRTHS, "delivery": delivery, "options": options}
        assert self("POST", f"api/v1/subs/{BIRTHS}", item) == (200, None)

    def pull(self) -> dict[str, Any] | None:
        status, item = self("GET", f"pull/v1/{BIRTHS}")
        assert status in {200, 404}, item
        return item if status == 200 else None

    def ack(self, identifier: str) -> int:
        return self("DELETE", f"pull/v1/{BIRTHS}/{quote(identifier, safe='')}")[0]

    def unsubscribe(self) -> None:
        self("DELETE", f"api/v1/subs/{BIRTHS}")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    rig = Rig(tmp_path_factory.mktemp("pubsub"), config())
    rig.start()
    yield rig
    assert rig.stop() == 0


@pytest.fixture
def rig(shared: Rig) -> Rig:
    """The module's gateway; nobody is subscribed."""
    for client in (ROOM, SCHOOL, HEALTH):
        Caller(shared, client).unsubscribe()
    return shared


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Rig]:
    """A gateway of one's own, not started."""
    rig = Rig(tmp_path, config())
    yield rig
    rig.stop()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="session")
def nats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nats]:
    """A NATS server for the whole run; streams have names of their own."""
    if program() is None:
        pytest.skip("nats-server is not installed (Debian: apt install nats-server)")
    server = Nats(tmp_path_factory.mktemp("nats"))
    server.start()
    yield server
    server.stop()
