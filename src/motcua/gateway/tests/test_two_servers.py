"""Two security servers: a consumer's and a provider's gateway, each a process of its own, with messages between them over mutual TLS."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import http.client
import json
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from motcua.gateway import protocol as gw
from motcua.gateway.core.log import load_key
from motcua.gateway.core.peering import PATH, Envelope, write_envelope
from motcua.gateway.core.replays import SKEW_MS

from .conftest import CLIENT, OTHER, SERVICE, Rig, config, free_port
from .wire import Answer, send

ME = ("X-Road-Client", str(CLIENT))
R1 = f"/r1/{SERVICE}"
HERE, THERE = "VN-HP/GOV/H24/gw1", "VN-HP/GOV/C06/gw2"


@dataclass
class Identity:
    """A certificate with its key, for mutual TLS."""

    certificate: Path
    key: Path
    digest: str


def identity(folder: Path, name: str, *, days: int = 1) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(
        subject, subject, key.public_key(), x509.random_serial_number(), now - dt.timedelta(days=3), now + dt.timedelta(days=days)
    ).sign(key, hashes.SHA256())
    cert_path, key_path = folder / f"{name}.crt", folder / f"{name}.key"
    cert_path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return Identity(cert_path, key_path, made.fingerprint(hashes.SHA256()).hex())


class Pair:
    """Both gateways; ``consumer`` and ``provider`` are their configurations as they were first."""

    def __init__(self, folder: Path, backend: str) -> None:
        self.folder = folder
        self.ids = {name: identity(folder, name) for name in ("here", "there", "stranger")}
        trusted = folder / "trusted.pem"
        trusted.write_bytes(b"".join(i.certificate.read_bytes() for i in self.ids.values()))
        self.trusted = trusted
        rigs = [Rig(folder / "a", config(backend)), Rig(folder / "b", config(backend))]
        self.ports = [free_port(), free_port()]
        keys = [self._public_key(rig) for rig in rigs]
        base = config(backend)
        self.there = gw.SecurityServer(
            id=THERE, address=f"127.0.0.1:{self.ports[1]}", certificates=(self.ids["there"].digest,), public_keys=(keys[1],),
            clients=(str(SERVICE.provider),),
        )  # fmt: skip
        self.here = gw.SecurityServer(
            id=HERE, address=f"127.0.0.1:{self.ports[0]}", certificates=(self.ids["here"].digest,), public_keys=(keys[0],),
            clients=(str(CLIENT), str(OTHER)),
        )  # fmt: skip
        rigs[0].config = replace(base, services=(), servers=(self.there,), message_port=self.port(0, "here"))
        rigs[1].config = replace(base, server_id=THERE, servers=(self.here,), message_port=self.port(1, "there"))
        self.consumer, self.provider = rigs
        self.first = [rig.config for rig in rigs]
        for rig in rigs:
            gw.write_config(rig.config_path, rig.config)

    def port(self, place: int, name: str) -> gw.MessagePort:
        own = self.ids[name]
        return gw.MessagePort(port=self.ports[place], certificate=str(own.certificate), key=str(own.key), trusted=str(self.trusted))

    @staticmethod
    def _public_key(rig: Rig) -> str:
        public = load_key(rig.data).public_key()
        return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()

    def ask(self, path: str = "/x", *headers: tuple[str, str], method: str = "GET", body: bytes = b"") -> Answer:
        return send(self.consumer.url, method, R1 + path, [*(headers or [ME])], body)


@contextlib.contextmanager
def running(folder: Path, provider: str) -> Iterator[Pair]:
    """Both servers of a pair while they run."""
    for name in ("a", "b"):
        (folder / name).mkdir()
    pair = Pair(folder, provider)
    pair.consumer.start()
    pair.provider.start()
    yield pair
    pair.consumer.stop()
    pair.provider.stop()


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[Pair]:
    with running(tmp_path_factory.mktemp("pair"), provider) as pair:
        yield pair


@pytest.fixture
def pair(started: Pair) -> Pair:
    for rig, first in zip((started.consumer, started.provider), started.first, strict=True):
        if rig.config != first:
            rig.configure(servers=first.servers, services=first.services, members=first.members)
    return started


def code(answer: Answer) -> str | None:
    return {k.lower(): v for k, v in answer[1]}.get("x-road-error")


def test_a_call_crosses_both_servers_and_both_log_it_under_one_id(pair: Pair) -> None:
    status, headers, body = pair.ask("/persons?q=%C3%B4", ME, ("X-Road-Issue", "H24-1"), method="POST", body=b"\x00body")
    seen, told = json.loads(body), {k.lower(): v for k, v in headers}
    there, here = pair.provider.records()[-1], pair.consumer.records()[-1]
    assert (status, seen["path"], seen["method"], seen["body"]) == (200, "/api/persons?q=%C3%B4", "POST", "\x00body")
    assert not [name for name, _ in [*seen["headers"], *headers] if name.lower().startswith("motcua-")]
    assert told["x-road-request-id"] == here.request_id == there.request_id
    assert told["x-road-request-hash"] == here.request_hash == there.request_hash
    assert (here.request_head, here.request_body) == (there.request_head, there.request_body)
    assert (there.client, there.service, there.issue) == (str(CLIENT), str(SERVICE), "H24-1")
    assert here.response_body == there.response_body


@pytest.mark.parametrize("size", [0, 1, 199_000])
def test_bodies_of_any_length_cross(pair: Pair, size: int) -> None:
    answer = pair.ask("/big-not" if size < 2 else "/chunked", method="POST", body=b"x" * size)
    assert answer[0] == 200
    assert pair.provider.records()[-1].request_size == size


def test_head_redirects_and_the_providers_errors_cross(pair: Pair) -> None:
    assert pair.ask(method="HEAD")[0] == 200
    moved, missing = pair.ask("/moved"), pair.ask("/missing")
    assert (moved[0], dict(moved[1])["Location"], code(moved)) == (302, "http://127.0.0.1:1/else", None)
    assert (missing[0], code(missing)) == (404, None)


def test_lists_are_those_of_the_providers_server(pair: Pair) -> None:
    listed = json.loads(send(pair.consumer.url, "GET", f"/r1/{SERVICE.provider}/listMethods", [ME])[2])
    assert [s["service_code"] for s in listed["service"]] == ["persons"]


def test_the_providers_server_checks_the_rights(pair: Pair) -> None:
    answer = pair.ask("/x", ("X-Road-Client", str(OTHER)))
    assert (answer[0], code(answer)) == (500, "Server.ServerProxy.AccessDenied")
    assert pair.provider.records()[-1].fault == pair.consumer.records()[-1].fault == "Server.ServerProxy.AccessDenied"
    assert json.loads(answer[2])["detail"] == pair.provider.records()[-1].request_id


def test_nothing_of_the_sandbox_reaches_a_provider_behind_another_server(pair: Pair) -> None:
    city, *others = pair.first[0].members
    tried = replace(city, subsystems=(gw.Subsystem(code="onestop", environment=gw.Environment.SANDBOX), *city.subsystems[1:]))
    pair.consumer.configure(members=(tried, *others))
    before = len(pair.provider.records())
    answer = pair.ask()
    assert (answer[0], code(answer)) == (500, "Server.ServerProxy.AccessDenied")
    assert len(pair.provider.records()) == before
    assert pair.consumer.records()[-1].fault == "Server.ServerProxy.AccessDenied"
    assert send(pair.consumer.url, "GET", f"/r1/{SERVICE.provider}/listMethods", [ME])[0] == 200  # what there is may be seen


def test_a_call_may_name_the_server_behind_which_the_provider_lives(pair: Pair) -> None:
    assert pair.ask("/x", ME, ("X-Road-Security-Server", THERE))[0] == 200
    assert code(pair.ask("/x", ME, ("X-Road-Security-Server", HERE))) == "Client.BadRequest"


def test_other_dialects_cross_as_well(pair: Pair) -> None:
    status, headers, _ = send(pair.consumer.url, "GET", f"/{SERVICE}/x", [("Information-Mediator-Client", str(CLIENT))])
    assert (status, "Information-Mediator-Request-Hash" in dict(headers)) == (200, True)
    assert pair.provider.records()[-1].dialect == pair.consumer.records()[-1].dialect == "govstack"


def test_nobody_here_speaks_for_a_client_of_the_other_server(pair: Pair) -> None:
    answer = send(pair.provider.url, "GET", f"{R1}/x", [ME])
    assert code(answer) == "Server.ClientProxy.SslAuthenticationFailed"


def test_a_server_whose_certificate_is_not_the_known_one(pair: Pair) -> None:
    pair.consumer.configure(servers=(replace(pair.there, certificates=(pair.ids["stranger"].digest,)),))
    before = len(pair.provider.records())
    assert code(pair.ask()) == "Server.ServerProxy.NetworkError"
    assert len(pair.provider.records()) == before


def test_an_answer_that_the_known_key_did_not_sign(pair: Pair) -> None:
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = other.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    pair.consumer.configure(servers=(replace(pair.there, public_keys=(pem,)),))
    assert code(pair.ask()) == "Server.ClientProxy.InconsistentResponse"
    pair.consumer.configure(servers=(replace(pair.there, public_keys=(pem, *pair.there.public_keys)),))
    assert pair.ask()[0] == 200


def test_a_message_that_the_known_key_did_not_sign(pair: Pair) -> None:
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = other.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    pair.provider.configure(servers=(replace(pair.here, public_keys=(pem,)),))
    assert code(pair.ask()) == "Server.ServerProxy.InvalidSignatureValue"


def test_a_client_that_does_not_live_behind_the_server_that_speaks_for_it(pair: Pair) -> None:
    pair.provider.configure(servers=(replace(pair.here, clients=(str(OTHER),)),))
    assert code(pair.ask()) == "Server.ClientProxy.SslAuthenticationFailed"


def test_a_dead_server_is_told_and_logged_and_a_risen_one_answers(pair: Pair) -> None:
    pair.provider.kill()
    try:
        answer = pair.ask()
        assert (answer[0], code(answer)) == (500, "Server.ServerProxy.NetworkError")
        assert b"127.0.0.1" not in answer[2]
        assert pair.consumer.records()[-1].fault == "Server.ServerProxy.NetworkError"
    finally:
        pair.provider.start()
    assert pair.ask()[0] == 200


# What a server that holds the right certificate and key could still do wrong
def envelope(pair: Pair, headers: list[tuple[str, str]], **changes: object) -> list[tuple[str, str]]:
    """The headers of a message as the consumer's server would send it."""
    target = f"{R1}/x"
    head = gw.request_head(method="GET", target=target, headers=headers)
    made = {
        "sender": HERE, "receiver": THERE, "sent_ms": time.time_ns() // 1_000_000, "request_id": dict(headers)["x-road-request-id"],
        "message_id": "m", "method": "GET", "target": target, "service": str(SERVICE), "path": "/x", "query": None,
        "request_hash": gw.request_hash(head, None),
    }  # fmt: skip
    return write_envelope(Envelope(**{**made, **changes}), load_key(pair.consumer.data))  # type: ignore[arg-type]


def deliver(pair: Pair, headers: list[tuple[str, str]], *, as_: str = "here", method: str = "POST", target: str = PATH) -> tuple[int, str | None]:
    """Send to the message port with a certificate; status and fault."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.load_verify_locations(pair.trusted)
    own = pair.ids[as_] if as_ in pair.ids else identity(pair.folder, as_, days=-1)
    context.load_cert_chain(own.certificate, own.key)
    connection = http.client.HTTPSConnection("127.0.0.1", pair.ports[1], context=context, timeout=8)
    try:
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("motcua-fault")
    finally:
        connection.close()


def message(request_id: str, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [ME, *more, ("x-road-request-id", request_id), ("X-Road-Id", "m")]


def test_a_message_sent_again_is_refused(pair: Pair) -> None:
    kept = message("again-1")
    whole = [*kept, *envelope(pair, kept)]
    assert deliver(pair, whole) == (200, None)
    assert deliver(pair, whole) == (500, "Server.ServerProxy.InvalidSignatureValue")


def test_a_restart_does_not_let_a_message_be_sent_again(pair: Pair) -> None:
    kept = message("again-2")
    whole = [*kept, *envelope(pair, kept)]
    assert deliver(pair, whole) == (200, None)
    pair.provider.kill()
    pair.provider.start()
    assert deliver(pair, whole) == (500, "Server.ServerProxy.InvalidSignatureValue")


@pytest.mark.parametrize(("name", "off", "taken"), [("late", -SKEW_MS - 5_000, False), ("soon", SKEW_MS + 5_000, False), ("near", -30_000, True)])
def test_clocks_may_differ_by_a_minute(pair: Pair, name: str, off: int, taken: bool) -> None:
    kept = message(f"skew-{name}")
    sent = envelope(pair, kept, sent_ms=time.time_ns() // 1_000_000 + off)
    assert (deliver(pair, [*kept, *sent])[1] is None) is taken


CHANGED = {
    "another header": ({}, [("X-Added", "1")]),
    "another sender": ({"sender": "VN-HP/GOV/H24/gw9"}, []),
    "another receiver": ({"receiver": HERE}, []),
    "another target": ({"target": f"{R1}/y"}, []),
    "a path that is not normalised": ({"path": "/a/../x"}, []),
    "another hash": ({"request_hash": "x"}, []),
    "another request id": ({"request_id": "else"}, []),
    "no service": ({"service": "x"}, []),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_message_that_is_not_the_signed_one(pair: Pair, name: str) -> None:
    changes, added = CHANGED[name]
    kept = message(f"changed-{name.replace(' ', '-')}")
    before = len(pair.provider.records())
    assert deliver(pair, [*kept, *added, *envelope(pair, kept, **changes)]) == (500, "Server.ServerProxy.InvalidSignatureValue")
    assert len(pair.provider.records()) == before


@pytest.mark.parametrize(
    ("envelope_text", "signature"),
    [("", ""), ("%%%", "%%%"), (base64.b64encode(b"{}").decode(), base64.b64encode(b"0").decode()), ("caf\xe9", "\xff")],
)
def test_a_message_without_a_readable_envelope(pair: Pair, envelope_text: str, signature: str) -> None:
    headers = [*message("none-1"), ("motcua-envelope", envelope_text), ("motcua-signature", signature)]
    assert deliver(pair, headers) == (500, "Server.ServerProxy.InvalidSignatureValue")


def test_a_certificate_that_is_trusted_but_belongs_to_no_server(pair: Pair) -> None:
    kept = message("stranger-1")
    assert deliver(pair, [*kept, *envelope(pair, kept)], as_="stranger") == (500, "Server.ServerProxy.InvalidSignatureValue")


def test_an_expired_or_unknown_certificate_ends_the_line(pair: Pair) -> None:
    kept = message("expired-1")
    with pytest.raises((ssl.SSLError, OSError, http.client.HTTPException)):
        deliver(pair, [*kept, *envelope(pair, kept)], as_="expired")


def test_an_expired_certificate_of_the_known_server(pair: Pair, tmp_path: Path, provider: str) -> None:
    """Known and trusted, but not in its time: the consumer does not send."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    old = Pair(tmp_path, provider)
    expired = identity(tmp_path, "there", days=-1)
    old.trusted.write_bytes(old.ids["here"].certificate.read_bytes() + expired.certificate.read_bytes())
    old.consumer.config = replace(old.consumer.config, servers=(replace(old.there, certificates=(expired.digest,)),))
    gw.write_config(old.consumer.config_path, old.consumer.config)
    old.consumer.start()
    old.provider.start()
    try:
        assert code(old.ask()) == "Server.ServerProxy.NetworkError"
        assert old.provider.records() == []
    finally:
        old.consumer.stop()
        old.provider.stop()


def test_the_message_port_takes_messages_alone(pair: Pair) -> None:
    for method, target in (("GET", PATH), ("POST", f"{R1}/x"), ("GET", "/listClients"), ("GET", "/_log")):
        assert deliver(pair, [ME], method=method, target=target)[1] == "Client.BadRequest"
    assert code(send(pair.provider.url, "POST", PATH, [ME])) == "Client.BadRequest"


BAD = {
    "no port": {"message_port": None},
    "twice": {"servers": "twice"},
    "no key": {"public_keys": ()},
    "no certificate": {"certificates": ()},
    "a digest that is none": {"certificates": ("abc",)},
    "an address that is none": {"address": "127.0.0.1"},
    "a client that is none": {"clients": ("VN-HP/GOV/X/y",)},
    "its own id": {"id": THERE},
    "a service here": {"clients": (str(SERVICE.provider),)},
}


@pytest.mark.parametrize("name", BAD)
def test_servers_that_cannot_hold(pair: Pair, name: str) -> None:
    change = dict(BAD[name])
    made = pair.first[1]
    if "message_port" in change:
        made = replace(made, message_port=None)
    elif "servers" in change:
        made = replace(made, servers=made.servers * 2)
    else:
        made = replace(made, servers=(replace(pair.here, **change),))  # type: ignore[arg-type]
    with pytest.raises(gw.ConfigError):
        gw.check_config(made)
