"""A time-stamp authority on this machine that can be told to misbehave, below a root of its own."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from motcua.kernel.evidence.timestamps import TimeStampQuery, build_refusal, build_response, parse_request


def certificate(name: str, key: Any, issuer: Any = None, *, stamps: bool = True, days: int = 3650) -> x509.Certificate:
    """A root, or with ``issuer`` (key, certificate) one below it for time stamping (or for servers); ``days`` from now it ends."""
    subject = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, name)])
    by = issuer or (key, None)
    now = datetime.now(tz=UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by[1].subject if by[1] else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if issuer is not None:
        usage = ExtendedKeyUsageOID.TIME_STAMPING if stamps else ExtendedKeyUsageOID.SERVER_AUTH
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by[0].public_key()), critical=False)
    return builder.sign(by[0], hashes.SHA256())


class Listening:
    """An authority at an address of this machine; ``asked`` counts requests, which are answered one at a time."""

    asked: int
    lock: threading.Lock
    server: ThreadingHTTPServer | None = None

    def answer(self, request: bytes, kind: str) -> tuple[int, bytes]:
        """HTTP status and the DER of the answer to a request of this media type."""
        raise NotImplementedError

    def start(self) -> str:
        """Listen; the address to ask."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with outer.lock:
                    outer.asked += 1
                    status, answer = outer.answer(body, str(self.headers["Content-Type"]))
                self.send_response(status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_address[1]}/tsa"

    def stop(self) -> None:
        """Hear no more."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()


@dataclass
class Authority(Listening):
    """``fault`` is what it does wrong."""

    stamps: bool = True
    fault: str = ""
    asked: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    root_key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        self.root = certificate("Invented Root", self.root_key)
        self.leaf = certificate("Invented Time Stamps", self.key, (self.root_key, self.root), stamps=self.stamps)

    def trusted(self, folder: Path) -> str:
        """A PEM file with the root."""
        path = folder / f"tsa-{self.root.serial_number}.pem"
        path.write_bytes(self.root.public_bytes(serialization.Encoding.PEM))
        return str(path)

    def answer(self, request: bytes, kind: str) -> tuple[int, bytes]:
        """A token, unless it misbehaves."""
        if self.fault == "status":
            return 500, b""
        if self.fault == "garbage":
            return 200, b"<html>"
        if self.fault == "refuses":
            return 200, build_refusal("bad_request")
        query, at = parse_request(request), datetime.now(tz=UTC)
        if self.fault == "imprint":
            query = TimeStampQuery(imprint=bytes(64), algorithm=query.algorithm, nonce=query.nonce)
        if self.fault == "nonce":
            query = TimeStampQuery(imprint=query.imprint, algorithm=query.algorithm, nonce=(query.nonce or 0) + 1)
        if self.fault == "clock":
            at += timedelta(hours=2)
        return 200, self.respond(query, at)

    def respond(self, query: TimeStampQuery, at: datetime) -> bytes:
        """A granted answer."""
        signer = ec.generate_private_key(ec.SECP256R1()) if self.fault == "signature" else self.key
        return build_response(
            query,
            stamped_at=at,
            serial=x509.random_serial_number(),
            certificate=self.leaf.public_bytes(serialization.Encoding.DER),
            sign=lambda attributes: signer.sign(attributes, ec.ECDSA(hashes.SHA256())),
            signature_algorithm="sha256_ecdsa",
        )
