"""What is set in tables is what a real gateway does: events between systems, and a service that SOAP callers reach."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from motcua.gateway import protocol
from motcua.kernel.actors import SYSTEM
from motcua.platform.exchange import api, conf
from motcua.platform.exchange.testing import gateway_running
from motcua.platform.exchange.tests.test_settings import OFFER, SCHEMA

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
POPULATION, ONE_STOP, PERSONS = "VN-HP/GOV/C06-sim/population", "VN-HP/GOV/H24/one-stop", api.POPULATION_SERVICE
NUMBER = "031190000123"
pytestmark = pytest.mark.django_db


class Provider(BaseHTTPRequestHandler):
    """A register that tells a name, and a subscriber that takes nothing."""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps({"full_name": "VŨ THỊ HOA"}).encode()
        self.send_response(200 if self.command == "GET" else 500)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.setattr(conf, "POPULATION_URL", f"{address}/persons")
    yield address
    server.shutdown()
    server.server_close()


def ask(url: str, method: str, path: str, client: str, body: bytes = b"", kind: str = "application/json") -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
    connection.request(method, path, body=body, headers={"X-Road-Client": client, "Content-Type": kind})
    answer = connection.getresponse()
    told = answer.status, answer.read()
    connection.close()
    return told


def until(look: Any) -> Any:
    """What ``look`` sees as soon as it sees something; five seconds of a busy machine at least."""
    for _ in range(400):
        if seen := look():
            return seen
        threading.Event().wait(0.03)
    raise AssertionError("waited in vain")


def test_events_pass_between_systems_as_the_tables_say_and_dead_letters_are_emptied(settings: Any, provider: str, db: None) -> None:
    api.load_reference(now=NOW)
    api.set_event_room(client=POPULATION, name_vi="Biến động dân cư", **WHO)
    api.set_event_type(room=POPULATION, name="newDeath", schema=SCHEMA, key="/number", name_vi="Khai tử", subscribers=[ONE_STOP], **WHO)
    api.set_setting(name="events", content={"attempts": 1, "retry_s": 0.05}, **WHO)
    with gateway_running(settings, now=NOW):
        url, room = settings.MOTCUA_GATEWAY_URL, f"/r1/{POPULATION}"
        wanted = {"eventType": "newDeath", "delivery": "PUSH", "options": {"callback": f"{provider}/events"}}
        subscribe = f"{room}/api/v1/subs/newDeath"
        assert ask(url, "POST", subscribe, "VN-HP/GOV/H24/sandbox", json.dumps(wanted).encode())[0] == 500, "no right"
        assert ask(url, "POST", subscribe, ONE_STOP, json.dumps(wanted).encode())[0] == 200
        wrong = json.dumps({"eventType": "newDeath", "event": {}}).encode()
        assert ask(url, "POST", f"{room}/pub/v1/newDeath", POPULATION, wrong)[0] == 400, "not of the schema"
        event = json.dumps({"eventType": "newDeath", "event": {"number": NUMBER}}).encode()
        assert ask(url, "POST", f"{room}/pub/v1/newDeath", POPULATION, event)[0] == 201
        (found,) = until(lambda: [s for s in api.event_subscriptions(actor=SYSTEM) if s.dead])
        assert (found.room, found.subscriber, found.delivery, found.waiting) == (POPULATION, ONE_STOP, "PUSH", 0)
        (letter,) = api.dead_letters(room=POPULATION, event_type="newDeath", actor=SYSTEM)
        assert (letter.subscriber, letter.status, letter.attempts) == (ONE_STOP, 500, 1)
        assert api.empty_dead_letters(room=POPULATION, event_type="newDeath", drop=True, **WHO) == 1
        assert api.dead_letters(room=POPULATION, event_type="newDeath", actor=SYSTEM) == ()


def test_a_service_offered_as_soap_answers_soap(settings: Any, provider: str, db: None) -> None:
    api.load_reference(now=NOW)
    api.change_service(service=PERSONS, settings={"soap_offer": OFFER}, **WHO)
    envelope = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f'<a:Ask xmlns:a="urn:a"><a:Number>{NUMBER}</a:Number></a:Ask></s:Body></s:Envelope>'
    )
    with gateway_running(settings, now=NOW):
        url = settings.MOTCUA_GATEWAY_URL
        status, answer = ask(url, "POST", f"/soap/{PERSONS}", ONE_STOP, envelope.encode(), "text/xml; charset=utf-8")
        assert (status, "VŨ THỊ HOA" in answer.decode()) == (200, True)
        assert b"definitions" in ask(url, "GET", f"/soap/{PERSONS}?wsdl", ONE_STOP)[1]
        api.change_service(service=PERSONS, settings={"soap_offer": None}, **WHO)
        api.write_gateway_config(now=NOW)
        until(lambda: ask(url, "POST", f"/soap/{PERSONS}", ONE_STOP, envelope.encode(), "text/xml; charset=utf-8")[0] != 200)


def test_settings_of_evidence_are_taken_over_by_the_gateway(settings: Any, provider: str, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "TIME_STAMPS", "http://127.0.0.1:9/tsa")
    api.load_reference(now=NOW)
    with gateway_running(settings, now=NOW) as folder:
        api.set_setting(name="archiving", content={"hours": 2, "megabytes": 8}, **WHO)
        api.set_setting(name="keep_bodies", content={"days": 3}, **WHO)
        api.change_service(service=PERSONS, settings={"keep_body": "plain"}, **WHO)
        api.write_gateway_config(now=NOW)
        until(lambda: api.gateway_state().config_current)
        reply = protocol.call(
            settings.MOTCUA_GATEWAY_URL, protocol.ClientId.parse(ONE_STOP), protocol.ServiceId.parse(PERSONS), f"/{NUMBER}"
        )
        assert reply.json()["full_name"] == "VŨ THỊ HOA"
        kept = b"".join(path.read_bytes() for path in folder.glob("bodies-*.bin"))
        assert b"HOA" in kept, "this service's log keeps the body itself"
