"""Over TLS a subsystem is known by its certificate, not by what it says."""

from __future__ import annotations

import datetime as dt
import http.client
import ssl
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from motcua.gateway import protocol as gw
from motcua.gateway.core import directory
from motcua.gateway.core.directory import Directory, Peer
from motcua.gateway.protocol.faults import Fault

from .conftest import CLIENT, SERVICE, Rig


def certificate(folder: Path, name: str, *, days: int = 1) -> tuple[Path, Path, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    begin, end = now - dt.timedelta(days=3), now + dt.timedelta(days=days)
    made = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), begin, end).sign(key, hashes.SHA256())
    cert_path, key_path = folder / f"{name}.crt", folder / f"{name}.key"
    cert_path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return cert_path, key_path, made.fingerprint(hashes.SHA256()).hex()


def issued(folder: Path, name: str) -> tuple[Path, Path, str]:
    """A certificate of an issuer whom nobody trusts."""
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, n)]) for n in ("CA", name)]
    begin, end = dt.datetime.now(dt.UTC) - dt.timedelta(days=3), dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    bare = x509.CertificateBuilder(names[0], names[1], keys[1].public_key(), x509.random_serial_number(), begin, end)
    made = bare.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False).sign(keys[0], hashes.SHA256())
    cert_path, key_path = folder / f"{name}.crt", folder / f"{name}.key"
    cert_path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(keys[1].private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return cert_path, key_path, made.fingerprint(hashes.SHA256()).hex()


def holder(server: Path, cert: tuple[Path, Path, str] | None = None) -> ssl.SSLContext:
    """A caller who knows the server's certificate and shows one of its own."""
    context = ssl.create_default_context(cafile=str(server))
    context.check_hostname = False
    if cert is not None:
        context.load_cert_chain(cert[0], cert[1])
    return context


def system(*held: tuple[Path, Path, str]) -> gw.Subsystem:
    """A system with these certificates, as the platform writes it."""
    return gw.Subsystem(code="onestop", certificates=tuple(c[2] for c in held), trusted=tuple(c[0].read_text() for c in held))


@pytest.fixture
def tls_rig(own_rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rig:
    """A gateway with TLS that knows no certificate of a caller."""
    server = certificate(tmp_path, "gw")
    own_rig.config = replace(own_rig.config, tls=gw.Tls(certificate=str(server[0]), key=str(server[1])))
    gw.write_config(own_rig.config_path, own_rig.config)
    own_rig.url = own_rig.url.replace("http:", "https:")
    monkeypatch.setattr(ssl, "_create_default_https_context", lambda: holder(server[0]))
    own_rig.start()
    return own_rig


def register(rig: Rig, *held: tuple[Path, Path, str]) -> None:
    members = [replace(rig.config.members[0], subsystems=(system(*held), gw.Subsystem(code="other"))), *rig.config.members[1:]]
    rig.configure(members=tuple(members))


def test_a_registered_certificate_is_heard_without_a_restart(tls_rig: Rig, tmp_path: Path) -> None:
    server, mine, later, never = tmp_path / "gw.crt", certificate(tmp_path, "mine"), issued(tmp_path, "later"), certificate(tmp_path, "never")
    assert ask(tls_rig, holder(server)) is None
    register(tls_rig, mine)
    assert ask(tls_rig, holder(server)) == "Server.ClientProxy.SslAuthenticationFailed"
    assert ask(tls_rig, holder(server, mine)) is None
    with pytest.raises((ssl.SSLError, ConnectionError, http.client.RemoteDisconnected)):
        ask(tls_rig, holder(server, later))
    register(tls_rig, mine, later)
    assert [ask(tls_rig, holder(server, cert)) for cert in (mine, later)] == [None, None]
    register(tls_rig, later)
    assert ask(tls_rig, holder(server, mine)) == "Server.ClientProxy.SslAuthenticationFailed", "what was taken back no longer speaks"
    with pytest.raises((ssl.SSLError, ConnectionError, http.client.RemoteDisconnected)):
        ask(tls_rig, holder(server, never))


def test_files_of_the_listener_renewed_in_place_hold_for_the_next_connection(tls_rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, fresh = (tmp_path / "gw.crt").read_bytes(), certificate(tmp_path, "fresh")
    known = tmp_path / "known.pem"
    known.write_bytes(old + fresh[0].read_bytes())
    monkeypatch.setattr(ssl, "_create_default_https_context", lambda: holder(known))
    (tmp_path / "gw.crt").write_bytes(fresh[0].read_bytes())  # its key is still to come
    tls_rig.wait(lambda health: health["config_error"])
    assert "renewed TLS files" in gw.check(tls_rig.url, token="secret")["config_error"]
    assert ask(tls_rig, holder(known)) is None
    (tmp_path / "gw.key").write_bytes(fresh[1].read_bytes())
    tls_rig.wait(lambda health: not health["config_error"])
    assert ask(tls_rig, holder(fresh[0])) is None, "only the new certificate is known here"
    only_old = tmp_path / "old.pem"
    only_old.write_bytes(old)
    with pytest.raises(ssl.SSLCertVerificationError):
        ask(tls_rig, holder(only_old))


def test_a_trusted_certificate_that_may_not_speak_is_no_configuration(tmp_path: Path) -> None:
    cert = certificate(tmp_path, "x")
    for wrong in (replace(system(cert), certificates=("ab" * 32,)), replace(system(cert), trusted=("-----BEGIN CERTIFICATE-----",))):
        members = (gw.Member(member_class="GOV", member_code="H24", subsystems=(wrong,)),)
        with pytest.raises(gw.ConfigError, match="not among those that may speak"):
            gw.write_config(tmp_path / "c.json", gw.Config(instance="VN-HP", server_id="VN-HP/GOV/H24/gw1", members=members))


def ask(rig: Rig, context: ssl.SSLContext) -> str | None:
    connection = http.client.HTTPSConnection("127.0.0.1", rig.port, context=context, timeout=5)
    connection.request("GET", f"/r1/{SERVICE}/x", headers={"X-Road-Client": str(CLIENT)})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.getheader("X-Road-Error")


def test_only_the_holder_of_the_certificate_may_speak(own_rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server, mine, others = (certificate(tmp_path, n) for n in ("gw", "mine", "others"))
    trusted = tmp_path / "clients.pem"
    trusted.write_bytes(mine[0].read_bytes() + others[0].read_bytes())
    members = list(own_rig.config.members)
    members[0] = replace(members[0], subsystems=(gw.Subsystem(code="onestop", certificates=(mine[2],)), gw.Subsystem(code="other")))
    tls = gw.Tls(certificate=str(server[0]), key=str(server[1]), clients=str(trusted))
    own_rig.config = replace(own_rig.config, members=tuple(members), tls=tls)
    gw.write_config(own_rig.config_path, own_rig.config)
    own_rig.url = own_rig.url.replace("http:", "https:")
    context = ssl.create_default_context(cafile=str(server[0]))
    context.check_hostname = False
    monkeypatch.setattr(ssl, "_create_default_https_context", lambda: context)
    own_rig.start()
    assert ask(own_rig, context) == "Server.ClientProxy.SslAuthenticationFailed"
    for cert, expected in ((others, "Server.ClientProxy.SslAuthenticationFailed"), (mine, None)):
        with_key = ssl.create_default_context(cafile=str(server[0]))
        with_key.check_hostname = False
        with_key.load_cert_chain(cert[0], cert[1])
        assert ask(own_rig, with_key) == expected


def test_networks_speak_beside_the_certificate_until_they_end(monkeypatch: pytest.MonkeyPatch) -> None:
    system = gw.Subsystem(code="onestop", networks=("10.31.0.0/16",), certificates=("ab" * 32,), networks_until=1_000)
    known = Directory(gw.Config(instance="VN-HP", server_id="VN-HP/GOV/H24/gw1", members=(gw.Member(
        member_class="GOV", member_code="H24", subsystems=(system,)),)))  # fmt: skip
    client = gw.ClientId("VN-HP", "GOV", "H24", "onestop")
    near, far, held = Peer("10.31.4.5", None), Peer("10.32.4.5", None), Peer("192.0.2.7", "AB" * 32)
    monkeypatch.setattr(directory.time, "time", lambda: 999.0)
    known.require_client(client, near)
    known.require_client(client, held)
    with pytest.raises(Fault, match="show its certificate"):
        known.require_client(client, far)
    monkeypatch.setattr(directory.time, "time", lambda: 1_000.0)
    known.require_client(client, held)
    with pytest.raises(Fault, match="show its certificate"):
        known.require_client(client, near)


def test_a_known_certificate_that_has_expired_ends_the_line(own_rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server, old = certificate(tmp_path, "gw"), certificate(tmp_path, "old", days=-1)
    members = list(own_rig.config.members)
    members[0] = replace(members[0], subsystems=(gw.Subsystem(code="onestop", certificates=(old[2],)), gw.Subsystem(code="other")))
    tls = gw.Tls(certificate=str(server[0]), key=str(server[1]), clients=str(old[0]))
    own_rig.config = replace(own_rig.config, members=tuple(members), tls=tls)
    gw.write_config(own_rig.config_path, own_rig.config)
    own_rig.url = own_rig.url.replace("http:", "https:")
    context = ssl.create_default_context(cafile=str(server[0]))
    context.check_hostname = False
    monkeypatch.setattr(ssl, "_create_default_https_context", lambda: context)
    own_rig.start()
    with_key = ssl.create_default_context(cafile=str(server[0]))
    with_key.check_hostname = False
    with_key.load_cert_chain(old[0], old[1])
    with pytest.raises((ssl.SSLError, OSError, http.client.HTTPException)):
        ask(own_rig, with_key)
    assert own_rig.records() == []
    assert ask(own_rig, context) == "Server.ClientProxy.SslAuthenticationFailed"
