"""Hash recipe, header rules, fault spelling and the checked configuration."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from motcua.gateway import protocol as gw
from motcua.gateway.protocol import faults, messages

from .conftest import CLIENT, config, service


def test_request_hash_by_hand() -> None:
    head = b"POST\r\n/r1/VN/GOV/1/s/x?a=1\r\nX-Road-Client:VN/GOV/2/c\r\nx-road-request-id:7\r\n"
    made = gw.request_head(
        method="POST", target="/r1/VN/GOV/1/s/x?a=1", headers=[("X-Road-Client", "VN/GOV/2/c"), ("x-road-request-id", "7")]
    )
    both = hashlib.sha512(hashlib.sha512(head).digest() + hashlib.sha512(b"body").digest()).digest()
    assert made == head
    assert gw.request_hash(made, gw.body_digest(b"body")) == base64.b64encode(both).decode()
    assert gw.request_hash(made, gw.body_digest(b"")) == base64.b64encode(hashlib.sha512(head).digest()).decode()


def test_headers_that_do_not_travel() -> None:
    sent = [
        ("Host", "h"),
        ("Connection", "close, X-Drop, X-Road-Client"),
        ("X-Drop", "1"),
        ("User-Agent", "u"),
        ("Content-Length", "2"),
        ("Authorization", "Bearer x"),
    ]
    sent += [
        ("X-Road-Client", "first"),
        ("X-Road-Client", "last"),
        ("X_Road_Client", "spoof"),
        ("X-Road-Request-Id", "mine"),
        ("x-road-request-hash", "mine"),
        ("Accept", "a"),
    ]
    assert messages.kept_request_headers(sent) == [("Authorization", "Bearer x"), ("X-Road-Client", "last"), ("Accept", "a")]


@pytest.mark.parametrize(
    ("code", "snake", "status"),
    [
        (faults.ACCESS_DENIED, "server.serverproxy.access_denied", 500),
        (faults.BAD_REQUEST, "client.bad_request", 400),
        (faults.AUTHENTICATION, "server.clientproxy.ssl_authentication_failed", 500),
    ],
)
def test_two_spellings_of_a_fault(code: str, snake: str, status: int) -> None:
    assert gw.spell(code, gw.ErrorStyle.SNAKE) == snake
    assert gw.spell(code, gw.ErrorStyle.PASCAL) == code
    assert gw.status_of(code) == gw.status_of(snake) == status


@pytest.mark.parametrize(
    ("accept", "xml"),
    [
        (None, False),
        ("application/json", False),
        ("text/xml", True),
        ("text/*", True),
        ("*/*", False),
        ("text/xml;q=0.5, application/json", False),
        ("text/html, application/xml;q=0.9", True),
    ],
)
def test_form_of_an_error(accept: str | None, xml: bool) -> None:
    assert faults.wants_xml(accept) is xml


def test_error_bodies_are_escaped() -> None:
    _, xml = faults.fault_body(code="a", message="<&>", detail="d", xml=True)
    _, text = faults.fault_body(code="a", message='"', detail="d", xml=False)
    assert xml.endswith(b"<error><type>a</type><message>&lt;&amp;&gt;</message><detail>d</detail></error>")
    assert json.loads(text) == {"type": "a", "message": '"', "detail": "d"}


def test_configuration_survives_the_file(tmp_path: Path) -> None:
    written = config("http://127.0.0.1:1")
    gw.write_config(tmp_path / "c.json", written)
    assert gw.load_config((tmp_path / "c.json").read_bytes()) == written
    assert (tmp_path / "c.json").stat().st_mode & 0o077 == 0
    assert [p.name for p in tmp_path.iterdir()] == ["c.json"]


BAD = {
    "twice": lambda c: replace(c, services=c.services * 2),
    "file address": lambda c: replace(c, services=(service("file:///etc/passwd"),)),
    "password in address": lambda c: replace(c, services=(service("http://u:p@h"),)),
    "reserved code": lambda c: replace(c, services=(service("http://h", id="VN-HP/GOV/C06/population/listMethods"),)),
    "unknown provider": lambda c: replace(c, services=(service("http://h", id="VN-HP/GOV/C07/population/x"),)),
    "unknown group": lambda c: replace(c, services=(service("http://h", rights=(gw.Right(subject="group:x"),)),)),
    "unknown method": lambda c: replace(c, services=(service("http://h", rights=(gw.Right(subject=str(CLIENT), method="get"),)),)),
    "header": lambda c: replace(c, services=(service("http://h", provider_headers=(("A\r\nB", "x"),)),)),
    "hop header": lambda c: replace(c, services=(service("http://h", provider_headers=(("Host", "x"),)),)),
    "underscore": lambda c: replace(c, members=(gw.Member(member_class="GOV", member_code="a_b"),), services=()),
    "network": lambda c: replace(
        c,
        members=(gw.Member(member_class="GOV", member_code="1", subsystems=(gw.Subsystem(code="s", networks=("10.0.0.300",)),)),),
        services=(),
    ),
    "server": lambda c: replace(c, server_id="gw1"),
}


@pytest.mark.parametrize("name", BAD)
def test_configuration_that_cannot_hold(name: str) -> None:
    with pytest.raises(gw.ConfigError):
        gw.check_config(BAD[name](config("http://127.0.0.1:1")))


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"instance": 1}'])
def test_configuration_that_is_none(text: bytes) -> None:
    with pytest.raises(gw.ConfigError):
        gw.load_config(text)
