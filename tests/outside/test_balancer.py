"""``deploy/many-machines`` at work: HAProxy's real program with the deployed configuration, two gateways of two workers each behind it."""

from __future__ import annotations

import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.tests.conftest import CLIENT, Crowd, Provider
from motcua.platform.exchange import api, conf

from .balanced import TARGET, Balanced, Callers, haproxy, soon

pytestmark = pytest.mark.skipif(haproxy() is None, reason="no haproxy on this machine")


class Site(BaseHTTPRequestHandler):
    """Stands for web or live: says which it is and what it was told."""

    name = ""

    def do_GET(self) -> None:
        text = "\n".join([self.name, self.headers.get("X-Forwarded-For") or "", self.headers.get("X-Forwarded-Proto") or ""]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args: object) -> None:
        return


def serve(handler: type[BaseHTTPRequestHandler]) -> Crowd:
    server = Crowd(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Balanced]:
    servers = [serve(Provider), *(serve(type(name, (Site,), {"name": name})) for name in ("web", "live"))]
    provider, web, live = (server.server_address[1] for server in servers)
    made = Balanced(tmp_path_factory.mktemp("balanced"), f"http://127.0.0.1:{provider}/api", web=web, live=live)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        for server in servers:
            server.shutdown()


@pytest.fixture
def balanced(started: Balanced, monkeypatch: pytest.MonkeyPatch) -> Balanced:
    """Both gateways at work, and our own programs trust their certificate."""
    monkeypatch.setattr(ssl, "_create_default_https_context", lambda: started.context(of=None))
    for member in started.members:
        if member.process is None:
            member.start()
    started.wait_up("gateway1", "gateway2")
    return started


def ask(balanced: Balanced, context: ssl.SSLContext) -> tuple[int, str | None, bytes]:
    """Status, fault code, and the certificate that the other end showed."""
    line = HTTPSConnection("127.0.0.1", balanced.port, context=context, timeout=20)
    line.request("GET", TARGET, headers={"X-Road-Client": str(CLIENT)})
    shown = line.sock.getpeercert(binary_form=True)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status, answer.headers["X-Road-Error"], shown


def test_callers_prove_themselves_to_the_gateway_through_the_balancer(balanced: Balanced) -> None:
    own = ssl.PEM_cert_to_DER_cert(balanced.own[0].read_text())
    assert ask(balanced, balanced.context(of=balanced.mine)) == (200, None, own)
    for stranger in (None, balanced.others):
        assert ask(balanced, balanced.context(of=stranger))[1] == "Server.ClientProxy.SslAuthenticationFailed"
    plain = HTTPConnection("127.0.0.1", balanced.port, timeout=20)
    plain.request("GET", TARGET, headers={"X-Road-Client": str(CLIENT)})
    with pytest.raises((OSError, HTTPException)):
        plain.getresponse()


def test_the_site_is_decrypted_divided_and_tells_whose_address_it_is(balanced: Balanced) -> None:
    for path, name in (("/", "web"), ("/dieu-hanh/", "web"), ("/dieu-hanh/luong/1", "live")):
        line = HTTPSConnection("127.0.0.1", balanced.site, context=balanced.context(of=None), timeout=20)
        line.request("GET", path, headers={"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"})
        assert line.getresponse().read().decode().split("\n") == [name, "127.0.0.1", "https"]
        line.close()


def test_an_upgrade_of_one_gateway_is_noticed_by_nobody(balanced: Balanced) -> None:
    member = balanced.members[0]
    before = member.workers()
    callers = Callers(balanced)
    callers.reach(40)
    member.upgrade()
    soon(lambda: len(member.workers()) == 2 and not member.workers() & before)
    callers.reach(40)
    callers.end()
    assert (callers.lost, callers.again) == ([], [])
    assert not Counter(callers.answered) - balanced.logged()


def test_a_gateway_that_is_stopped_says_so_before_it_goes(balanced: Balanced) -> None:
    callers = Callers(balanced)
    callers.reach(40)
    balanced.members[1].stop()
    soon(lambda: balanced.states()["gateway2"] == "DOWN")
    callers.reach(40)
    callers.end()
    assert callers.lost == []
    assert not Counter(callers.answered) - balanced.logged()


def test_a_killed_gateway_costs_nobody_an_answer(balanced: Balanced) -> None:
    """What was under way is asked again under its id and comes from the other one; what was answered stands in a log, once."""
    callers = Callers(balanced)
    callers.reach(60)
    balanced.members[0].kill()
    callers.reach(60)
    soon(lambda: balanced.states()["gateway1"] == "DOWN")
    assert balanced.states()["gateway2"] == "UP"
    balanced.members[0].start()
    balanced.wait_up("gateway1")
    callers.reach(60)
    callers.end()
    known = balanced.logged()
    assert callers.lost == []
    assert not Counter(callers.answered) - known
    assert max(known.values()) == 1


def test_a_gateway_that_lives_and_knows_nothing_gets_no_calls(balanced: Balanced, tmp_path: Path) -> None:
    """``/readyz`` decides, not the port: without a configuration a gateway listens (in plain HTTP) and is not asked."""
    member = balanced.members[1]
    member.stop()
    soon(lambda: balanced.states()["gateway2"] == "DOWN")
    known, member.config = member.config, tmp_path / "not-there.json"
    try:
        member.start()
        url = member.url.replace("https:", "http:")

        def listens() -> bool:
            try:
                return gw.health(url)["status"] == 503
            except gw.GatewayUnreachable:
                return False

        soon(listens)
        for _ in range(6):
            assert ask(balanced, balanced.context(of=balanced.mine))[0] == 200
        assert balanced.states()["gateway2"] == "DOWN"
    finally:
        member.stop()
        member.config = known


@pytest.mark.django_db
def test_the_platform_collects_every_shard_of_both_logs(balanced: Balanced, settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(8):
        assert ask(balanced, balanced.context(of=balanced.mine))[0] == 200
    settings.MOTCUA_GATEWAY_URL = balanced.members[0].url  # type: ignore[attr-defined]
    monkeypatch.setattr(conf, "LOG_ADDRESSES", balanced.members[1].url)
    monkeypatch.setattr(conf, "LOG_TOKEN", "secret")
    total = 0
    while (taken := api.collect(now=datetime.now(tz=UTC))).messages:
        assert taken.problem == ""
        total += taken.messages
    logs = [member.logged() for member in balanced.members]
    assert total == sum(log.total() for log in logs)
    assert all(log.total() for log in logs)
