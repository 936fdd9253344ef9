"""What two readers could frame or read differently is refused before a byte of it goes on (RFC 9112 §3, §5, §6, §7)."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from .conftest import CLIENT, OTHER, SERVICE, Rig, config
from .wire import raw

TARGET = f"/r1/{SERVICE}/x".encode()
ME = b"X-Road-Client: " + str(CLIENT).encode() + b"\r\n"
GET = b"GET " + TARGET + b" HTTP/1.1\r\nHost: g\r\n" + ME
POST = b"POST " + TARGET + b" HTTP/1.1\r\nHost: g\r\n" + ME
EMPTY = b"\r\n0\r\n\r\n"

REFUSED = {
    "length and coding": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" + EMPTY,
    "coding and length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n" + EMPTY,
    "two lengths": POST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "the same length twice": POST + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
    "a list of lengths": POST + b"Content-Length: 3, 3\r\n\r\nabc",
    "a signed length": POST + b"Content-Length: +3\r\n\r\nabc",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n",
    "a length in hex": POST + b"Content-Length: 0x3\r\n\r\nabc",
    "a length beyond counting": POST + b"Content-Length: 99999999999999999999\r\n\r\n",
    "an empty length": POST + b"Content-Length: \r\n\r\n",
    "an unknown coding": POST + b"Transfer-Encoding: xchunked\r\n" + EMPTY,
    "another coding beside chunked": POST + b"Transfer-Encoding: gzip, chunked\r\n" + EMPTY,
    "chunked is not last": POST + b"Transfer-Encoding: chunked, identity\r\n" + EMPTY,
    "two codings": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n" + EMPTY,
    "chunked twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" + EMPTY,
    "a coding after a vertical tab": POST + b"Transfer-Encoding:\x0bchunked\r\n" + EMPTY,
    "a space before the colon": POST + b"Transfer-Encoding : chunked\r\n" + EMPTY,
    "a coding in HTTP/1.0": POST.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n" + EMPTY,
    "a chunk size in words": POST + b"Transfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n",
    "a chunk size with 0x": POST + b"Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
    "a chunk ended by LF": POST + b"Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n",
    "a folded header": GET + b"X-A: 1\r\n 2\r\n\r\n",
    "a folded client": b"GET " + TARGET + b" HTTP/1.1\r\nHost: g\r\nX-Road-Client: VN-HP/GOV\r\n /H24/onestop\r\n\r\n",
    "a line ended by LF": GET.replace(b"\r\n", b"\n") + b"\n",
    "a bare CR in a value": GET + b"X-A: 1\rX-Road-Client: x\r\n\r\n",
    "a null byte in a value": GET + b"X-A: 1\x002\r\n\r\n",
    "a control character in a value": GET + b"X-A: 1\x012\r\n\r\n",
    "a space in a name": GET + b"X A: 1\r\n\r\n",
    "a name of nothing": GET + b": 1\r\n\r\n",
    "a line without a colon": GET + b"nonsense\r\n\r\n",
    "a header before the first": b"GET " + TARGET + b" HTTP/1.1\r\n Host: g\r\n\r\n",
    "no host": b"GET " + TARGET + b" HTTP/1.1\r\n" + ME + b"\r\n",
    "two hosts": GET + b"Host: h\r\n\r\n",
    "HTTP/2.0": GET.replace(b"HTTP/1.1", b"HTTP/2.0") + b"\r\n",
    "HTTP/1.2": GET.replace(b"HTTP/1.1", b"HTTP/1.2") + b"\r\n",
    "HTTP/0.9": b"GET " + TARGET + b"\r\n\r\n",
    "a method in small letters": GET.replace(b"GET", b"get", 1) + b"\r\n",
    "an absolute target": GET.replace(TARGET, b"http://evil.example" + TARGET) + b"\r\n",
    "a target of another host": GET.replace(TARGET, b"//evil.example" + TARGET) + b"\r\n",
    "a target for a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: g\r\n\r\n",
    "a target for the server": b"OPTIONS * HTTP/1.1\r\nHost: g\r\n" + ME + b"\r\n",
    "a space in the target": GET.replace(TARGET, TARGET + b" y") + b"\r\n",
    "a null byte in the target": GET.replace(TARGET, TARGET + b"\x00y") + b"\r\n",
    "octets beyond ASCII in the target": GET.replace(TARGET, TARGET + "ô".encode()) + b"\r\n",
    "a fragment": GET.replace(TARGET, TARGET + b"#y") + b"\r\n",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 40 + b"\r\n\r\n",
    "a giant header": GET + b"X-Long: " + b"x" * 70_000 + b"\r\n\r\n",
    "very many headers": GET + b"".join(b"X-%d: 1\r\n" % i for i in range(20_000)) + b"\r\n",
}


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[Rig]:
    """A gateway that does not keep a line at rest for long, so that one can see what it says last."""
    usual = config(provider)
    made = Rig(tmp_path_factory.mktemp("framing"), replace(usual, limits=replace(usual.limits, idle_s=1.0)))
    made.start()
    yield made
    made.stop()


def refused(rig: Rig, data: bytes) -> bool:
    """Whether the gateway answers 400 or 431, nothing else, and then closes the line."""
    url = urlsplit(rig.url)
    with socket.create_connection((url.hostname or "", url.port or 0), timeout=8) as line:
        line.sendall(data)
        received = b""
        while piece := line.recv(65536):
            received += piece
    return re.findall(rb"HTTP/1\.1 (\d{3}) ", received) in ([b"400"], [b"431"])


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_be_framed_in_two_ways_is_refused_and_reaches_nobody(rig: Rig, name: str) -> None:
    before = len(rig.records())
    assert refused(rig, REFUSED[name])
    assert len(rig.records()) == before


def test_what_follows_a_refused_request_is_not_read(rig: Rig) -> None:
    smuggled = GET.replace(b"/x ", b"/smuggled ") + b"\r\n"
    before = len(rig.records())
    assert refused(rig, POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled)
    assert len(rig.records()) == before


def test_a_trailer_cannot_name_another_client(rig: Rig) -> None:
    trailer = b"X-Road-Client: " + str(OTHER).encode() + b"\r\nX-Road-Issue: smuggled\r\n"
    status, _, body = raw(rig.url, POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n" + trailer + b"\r\n")
    headers = {k.lower(): v for k, v in json.loads(body)["headers"]}
    assert (status, headers["x-road-client"], "x-road-issue" in headers) == (200, str(CLIENT), False)


def test_http_1_0_is_answered_and_the_line_closed(rig: Rig) -> None:
    url = urlsplit(rig.url)
    with socket.create_connection((url.hostname or "", url.port or 0), timeout=8) as line:
        line.sendall(GET.replace(b"HTTP/1.1", b"HTTP/1.0") + b"\r\n")
        received = b"".join(iter(lambda: line.recv(65536), b""))
    assert received.startswith(b"HTTP/1.1 200 ")
    assert b"transfer-encoding" not in received.lower().partition(b"\r\n\r\n")[0]


def test_optional_white_space_and_octets_beyond_ascii_in_a_value(rig: Rig) -> None:
    _, _, body = raw(rig.url, GET + b"X-A: \t caf\xc3\xa9 \t\r\n\r\n")
    assert dict(json.loads(body)["headers"])["X-A"].encode("latin-1") == b"caf\xc3\xa9"


def test_an_offer_of_another_protocol_is_not_taken_and_bodies_keep_their_bounds(rig: Rig) -> None:
    """Java's client offers h2c with every request, bodies included: it is answered as if it had not."""
    offered = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n"
    inner = GET.replace(b"/x ", b"/smuggled ") + b"\r\n"
    sent = [
        GET + offered + b"\r\n",
        POST + offered + b"Content-Length: %d\r\n\r\n" % len(inner) + inner,
        POST + offered + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(inner) + inner + b"\r\n0\r\n\r\n",
        POST + offered + b"Content-Length: 0\r\n\r\n",
        GET + offered.replace(b"Upgrade,", b"Upgrade, close,") + b"\r\n",
    ]
    before = len(rig.records())
    for pieces in ([b"".join(sent)], [bytes([octet]) for octet in b"".join(sent)]):
        url = urlsplit(rig.url)
        with socket.create_connection((url.hostname or "", url.port or 0), timeout=8) as line:
            for piece in pieces:
                line.sendall(piece)
            received = b"".join(iter(lambda: line.recv(65536), b""))
        assert re.findall(rb"HTTP/1\.1 (\d{3}) ", received) == [b"200"] * len(sent)
        assert b"HTTP2-Settings" not in received
    records = rig.records()[before:]
    assert [(r.method, r.request_size) for r in records] == [("GET", 0), ("POST", len(inner)), ("POST", len(inner)), ("POST", 0), ("GET", 0)] * 2
    assert {r.forwarded for r in records} == {"/api/x"}
