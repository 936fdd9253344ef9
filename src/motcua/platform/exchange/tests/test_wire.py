"""Against the real gateway process and a provider on the wire: registered, called, logged, collected, proved."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from motcua.foundation.consent.testing import load_purposes
from motcua.gateway import protocol
from motcua.kernel.actors import SYSTEM
from motcua.platform.exchange import api, conf
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import AnswerUnreadable, ServiceRefused
from motcua.platform.exchange.testing import gateway_running
from motcua.simulator.people import person

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
NUMBER = "031190000123"
pytestmark = pytest.mark.django_db


class Register(BaseHTTPRequestHandler):
    """A register that wants its secret."""

    def do_GET(self) -> None:
        known = self.headers.get("X-Provider-Secret") == conf.DEMO_SECRET
        answer = json.dumps({"personal_number": NUMBER, "full_name": "VŨ THỊ HOA"} if known else {"error": "no"}).encode()
        self.send_response(200 if known else 401)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture(autouse=True)
def _purposes(db: None) -> None:
    load_purposes()


@pytest.fixture
def running(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    register = ThreadingHTTPServer(("127.0.0.1", 0), Register)
    threading.Thread(target=register.serve_forever, daemon=True).start()
    monkeypatch.setattr(conf, "POPULATION_URL", f"http://127.0.0.1:{register.server_address[1]}/v1/persons")
    with gateway_running(settings, now=NOW):
        yield
    register.shutdown()
    register.server_close()


def test_from_a_form_to_the_proof(running: None) -> None:
    person = SimpleNamespace(personal_number=NUMBER)
    found = api.PopulationPrefiller().prefill(actor=SYSTEM, person=person, fields=frozenset({"full_name"}), now=NOW)
    assert found["full_name"].value == "VŨ THỊ HOA"
    assert api.collect(now=NOW).messages == 1
    message = api.messages()[0]
    assert (message.service, message.status, message.has_user) == (api.POPULATION_SERVICE, 200, True)
    assert message.purpose.startswith("Điền sẵn biểu mẫu")
    assert protocol.verify_log(gateway.config_path().parent).problem is None
    assert api.gateway_state().config_current
    silent = {adapter["service"] for adapter in gateway.adapters() if not adapter["ok"]}  # no partner runs here
    assert silent
    assert {problem.partition(": ")[0] for problem in api.check_config()} == silent


def test_a_revoked_right_is_in_force_at_once(running: None) -> None:
    right = {"service": api.POPULATION_SERVICE, "client": "VN-HP/GOV/H24/one-stop", "method": "GET", "path": "/*"}
    api.revoke_right(**right, actor=SYSTEM, now=NOW)
    api.write_gateway_config(now=NOW)
    time.sleep(0.1)
    with pytest.raises(Exception, match="AccessDenied"):
        api.call(service=api.POPULATION_SERVICE, path=f"/{NUMBER}", purpose="register-check", ground="x", actor=SYSTEM, now=NOW)


def test_the_simulated_population_register_fills_a_form(settings, peers) -> None:
    someone = person(0)
    settings.MOTCUA_PEERS_URL = peers.url
    wanted = frozenset({"full_name", "born_on", "residence"})
    with gateway_running(settings, now=NOW):
        source = api.PopulationPrefiller()
        who = SimpleNamespace(personal_number=someone.cccd)
        found = source.prefill(actor=SYSTEM, person=who, fields=wanted, now=NOW)
        nobody = source.prefill(actor=SYSTEM, person=SimpleNamespace(personal_number="031099999999"), fields=wanted, now=NOW)
        peers.fault("population", "garbage", times=1)
        with pytest.raises(AnswerUnreadable):
            source.prefill(actor=SYSTEM, person=who, fields=wanted, now=NOW)
        peers.fault("population", "http_500", times=1)
        with pytest.raises(ServiceRefused):
            source.prefill(actor=SYSTEM, person=who, fields=wanted, now=NOW)
        assert api.collect(now=NOW).messages == 4
    assert nobody == {}
    assert {name: v.value for name, v in found.items()} == {
        "full_name": someone.full_name,
        "born_on": someone.born_on.isoformat(),
        "residence": {"unit": someone.unit_code, "line": someone.address_line},
    }
