"""Keys in PKCS#12 files, time stamps, OCSP and CRLs over HTTP: signed to last, and every fault named."""

import json
from base64 import b64encode

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509 import ocsp

from motcua.platform.documents import api as documents
from motcua.platform.signing.adapters import pades
from motcua.platform.signing.adapters.files import FileAuthority
from motcua.platform.signing.adapters.http import HttpStamper
from motcua.platform.signing.contracts import CertificateExpired, Holder, HolderKind, Level, NoCertificate, StampUnavailable
from motcua.platform.signing.testing import NOW, document

UNIT = Holder(HolderKind.UNIT, "unit:11329", "UBND phường Ngô Quyền", "UBND phường Ngô Quyền")
TSA = "https://tsa.example.vn/"


class Web:
    """The services of the real world, played by the development authority."""

    def __init__(self, authority):
        self.authority, self.asked, self.broken = authority, [], set()

    def __call__(self, request):
        host = request.url.host
        self.asked.append(host)
        if host in self.broken:
            raise httpx.ConnectError("no route")
        if host.startswith("tsa"):
            return self._answer(self.authority.stamp(request=request.content, now=NOW), "application/timestamp-reply")
        asked = ocsp.load_der_ocsp_request(request.content)
        (held,) = [c for c in self.issued if c.serial_number == asked.serial_number]
        ocsps, _ = self.authority.proofs(certificate=held.public_bytes(Encoding.DER), now=NOW)
        return self._answer(ocsps[0] if ocsps else b"", "application/ocsp-response")

    @staticmethod
    def _answer(content, kind):
        return httpx.Response(200, content=content, headers={"content-type": kind})


class Both:
    """The proofs of two services together."""

    def __init__(self, *services):
        self.services = services

    def proofs(self, **asked):
        found = [service.proofs(**asked) for service in self.services]
        return sum((f[0] for f in found), ()), sum((f[1] for f in found), ())


@pytest.fixture
def web(authority):
    made = Web(authority)
    made.issued = [x509.load_der_x509_certificate(authority.key_for(holder=UNIT, now=NOW).certificate.der)]
    return made


@pytest.fixture
def folder(authority, tmp_path):
    key = authority.key_for(holder=UNIT, now=NOW)
    chain = [x509.load_der_x509_certificate(der) for der in key.chain]
    cert = x509.load_der_x509_certificate(key.certificate.der)
    (tmp_path / "roots").mkdir()
    root = x509.load_der_x509_certificate(authority.anchors().roots[0])
    (tmp_path / "roots" / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    for name, content in (
        ("unit.p12", pkcs12.serialize_key_and_certificates(b"k", key.pair[0], cert, chain, BestAvailableEncryption(b"secret"))),
        ("unit.secret", b"secret\n"),
        ("holders.json", json.dumps({UNIT.ref: {"file": "unit.p12", "password_file": "unit.secret"}}).encode()),
    ):
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).chmod(0o600)
    return tmp_path


@pytest.fixture
def keys(folder, web):
    return FileAuthority(folder=folder, tsa_url=TSA, sender=web)


def test_a_document_signed_with_a_file_lasts(keys, authority, web):
    key = keys.key_for(holder=UNIT, now=NOW)
    # The development root publishes no CRL address, so the proofs of the authorities between come from it directly.
    proofs = Both(keys, authority)
    trusted = pades.Trusted(keys.anchors())
    request = pades.Request(pdf=document(), level=Level.B_LTA, appearance=None, reason="x", location="", name_vi="x")
    signed = pades.sign(request=request, key=key, font=documents.font_file(), stamping=keys, revocation=proofs, trusted=trusted, now=NOW)
    report = pades.check(pdf=signed, trusted=trusted, revocation=proofs, now=NOW)
    assert (report.valid, report.signatures[0].level) == (True, Level.B_LTA)
    assert {"tsa.example.vn", "ocsp.motcua.invalid"} <= set(web.asked)
    assert keys.issued(certificate=key.certificate.der)


def test_who_has_no_file_or_a_wrong_password_cannot_sign(keys, folder):
    with pytest.raises(NoCertificate):
        keys.key_for(holder=Holder(HolderKind.UNIT, "unit:0", "x", "x"), now=NOW)
    (folder / "unit.secret").write_bytes(b"wrong")
    with pytest.raises(NoCertificate):
        keys.key_for(holder=UNIT, now=NOW)
    (folder / "holders.json").write_text(json.dumps({UNIT.ref: {"file": "../../etc/passwd"}}))
    with pytest.raises(NoCertificate):
        keys.key_for(holder=UNIT, now=NOW)


def test_an_expired_certificate_is_named(keys):
    with pytest.raises(CertificateExpired):
        keys.key_for(holder=UNIT, now=NOW.replace(year=2040))


def test_a_new_file_is_read_without_a_restart(keys, folder):
    first = keys.key_for(holder=UNIT, now=NOW)
    assert keys.key_for(holder=UNIT, now=NOW) is first
    content = (folder / "unit.p12").read_bytes()
    (folder / "unit.p12").unlink()
    (folder / "unit.p12").write_bytes(content)
    assert keys.key_for(holder=UNIT, now=NOW).certificate == first.certificate


def test_check_config_names_what_is_missing(keys, folder):
    assert keys.problems() == []
    (folder / "unit.p12").chmod(0o644)
    (folder / "unit.secret").write_bytes(b"wrong")
    (folder / "roots" / "root.pem").unlink()
    named = " ".join(keys.problems())
    assert all(part in named for part in ("read by others", UNIT.ref, "no root certificate"))
    assert FileAuthority(folder=folder / "none").problems()


@pytest.mark.parametrize("answer", [httpx.Response(200, text="<html>"), httpx.ConnectError("x"), httpx.InvalidURL("x")])
def test_a_stamper_that_does_not_answer_is_named(answer):
    def send(request):
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(StampUnavailable):
        HttpStamper(url=TSA, sender=send).stamp(request=b"x", now=NOW)


def test_a_stamper_with_a_password_gets_it():
    seen = []

    def send(request):
        seen.append(request.headers["authorization"])
        return httpx.Response(200, content=b"ok", headers={"content-type": "application/timestamp-reply"})

    assert HttpStamper(url=TSA, user="u", password="p", sender=send).stamp(request=b"x", now=NOW) == b"ok"
    assert seen == ["Basic " + b64encode(b"u:p").decode()]
