"""X-Road clients read through a real gateway what the portal tells of services whose providers publish no description (PR-MREST §4, §5)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from django.test import Client

from motcua.kernel.actors import SYSTEM
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.actions.configuring import build_config
from motcua.platform.exchange.models import Service
from motcua.platform.exchange.testing import FakeGateway, gateway_running, until

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WHO: dict[str, Any] = {"actor": SYSTEM, "now": NOW}
SERVICE = exchange.POPULATION_SERVICE
PROVIDER, CODE = SERVICE.rpartition("/")[::2]
PAGE = f"/nha-phat-trien/dich-vu/{SERVICE}/openapi.json"
TEXT = json.dumps({"openapi": "3.0.3", "info": {"title": "Persons", "version": "7"}, "paths": {"/{n}": {"get": {"responses": {}}}}})
pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(settings: Any) -> Iterator[dict[str, bytes]]:
    """A site at the portal's address: its pages are put there by the test, as the portal made them."""
    pages: dict[str, bytes] = {}

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, b"{}")
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.MOTCUA_BASE_URL = f"http://127.0.0.1:{server.server_address[1]}"
    yield pages
    server.shutdown()
    server.server_close()


def test_a_given_description_is_read_through_the_gateway(portal: dict[str, bytes], settings: Any, client: Client) -> None:
    with gateway_running(settings, now=NOW):
        exchange.describe_service(service=SERVICE, text=TEXT, **WHO)
        exchange.write_gateway_config(now=NOW)
        portal[PAGE] = client.get(PAGE).content
        headers = {"X-Road-Client": "VN-HP/GOV/H24/one-stop"}
        with httpx.Client(base_url=f"{settings.MOTCUA_GATEWAY_URL}/r1/{PROVIDER}/", headers=headers, trust_env=False) as gate:
            heard = until(lambda: one if (one := gate.get("getOpenAPI", params={"serviceCode": CODE})).status_code == 200 else None)
            listed = gate.get("listMethods").json()["service"]
    assert heard is not None
    told = heard.json()
    assert told["info"] == {"title": "Persons", "version": "7"}
    assert "127.0.0.1" not in heard.text
    assert {s["service_code"]: s["service_type"] for s in listed}[CODE] == "OPENAPI"


def _told() -> tuple[str, str | None]:
    one = next(s for s in build_config(token="", now=NOW).services if s.id == SERVICE)
    return one.type, one.description_url


def test_only_what_is_described_is_said_to_be(settings: Any, monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    FakeGateway(monkeypatch)
    settings.MOTCUA_BASE_URL = "https://portal.example.gov.vn"
    exchange.load_reference(now=NOW)
    Service.objects.update(endpoints=[], fields=None)
    assert _told() == ("REST", None)
    exchange.follow_settings(now=NOW)
    exchange.describe_service(service=SERVICE, text=TEXT, **WHO)
    assert _told() == ("OPENAPI", f"https://portal.example.gov.vn{PAGE}")
    assert client.get(PAGE).json()["info"]["title"] == "Persons"
    newest = exchange.versions(actor=SYSTEM)[0]
    assert [(d.field, d.after) for d in newest.changes if d.name == SERVICE and d.field == "type"] == [("type", "OPENAPI")]
    exchange.change_service(service=SERVICE, settings={"kind": "OPENAPI", "description_url": "https://register.example/openapi"}, **WHO)
    assert _told() == ("OPENAPI", "https://register.example/openapi")
    exchange.restore_version(number=newest.number, reason="Thử", **WHO)
    assert exchange.service(id=SERVICE).description_url == ""
    assert _told() == ("OPENAPI", f"https://portal.example.gov.vn{PAGE}")


def test_a_portal_that_gateways_may_not_reach_is_not_named(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    FakeGateway(monkeypatch)
    settings.MOTCUA_BASE_URL = "http://127.0.0.1:8000"
    exchange.load_reference(now=NOW)
    assert _told()[0] == "OPENAPI"
    settings.MOTCUA_DEMO = False
    assert _told() == ("REST", None)
