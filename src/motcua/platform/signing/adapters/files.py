"""An authority whose keys are PKCS#12 files in a folder, with a time-stamp service, OCSP and CRLs over HTTP.

``holders.json`` says whose a file is: ``{"unit:11329": {"file": "unit-11329.p12", "password_file": "unit-11329.secret"}}``; the roots that
are trusted lie in ``roots/`` as PEM. Nothing is written here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from motcua.platform.signing import conf, rules
from motcua.platform.signing.adapters import certificates
from motcua.platform.signing.adapters.http import HttpProofs, HttpStamper, Sender, send
from motcua.platform.signing.contracts import Certificate, Holder, NoCertificate, StampUnavailable, TrustAnchors

_DIGESTS: dict[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
_LEAST_BITS = 2048  # TT 16/2019/TT-BTTTT
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class FileKey:
    """A key read from a PKCS#12 file, in this process's memory."""

    private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: Certificate
    chain: tuple[bytes, ...]

    def sign(self, *, data: bytes, digest: str) -> bytes:
        """RSA PKCS#1 v1.5 or ECDSA over ``digest`` of ``data``; KeyError for a digest weaker than SHA-256."""
        algorithm = _DIGESTS[digest.lower().replace("-", "")]
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), algorithm)
        return self.private.sign(data, ec.ECDSA(algorithm))


class FileAuthority:
    """Reads a file at its first use and keeps the key until the file changes."""

    key = "files"
    legal = True

    def __init__(self, *, folder: Path | None = None, tsa_url: str = "", sender: Sender = send) -> None:
        self._given, self._tsa_url, self._sender = folder, tsa_url, sender
        self._keys: dict[Path, tuple[int, FileKey]] = {}
        self._proofs = HttpProofs(issuers=self._issuers, sender=sender)

    @property
    def folder(self) -> Path:
        """The folder of ``MOTCUA_SIGNING_KEYS``."""
        return self._given or Path(conf.KEYS or "/nonexistent")

    def anchors(self) -> TrustAnchors:
        """The certificates in ``roots/``."""
        return TrustAnchors(roots=tuple(_der(c) for c in self._roots()))

    def key_for(self, *, holder: Holder, now: datetime) -> FileKey:
        """The holder's key. ``NoCertificate`` without an entry or with a file that cannot be opened, ``CertificateExpired``."""
        entry = self._holders().get(holder.ref)
        if entry is None:
            raise NoCertificate(holder=holder.name)
        try:
            found = self._read(entry)
        except (OSError, ValueError, KeyError) as error:
            raise NoCertificate(holder=holder.name) from error
        rules.require_usable(certificate=found.certificate, now=now)
        return found

    def issued(self, *, certificate: bytes) -> bool:
        """Whether one of the roots, or a certificate in the files, signed it."""
        cert = x509.load_der_x509_certificate(certificate)
        for issuer in self._issuers():
            try:
                cert.verify_directly_issued_by(issuer)
            except (ValueError, TypeError, InvalidSignature):
                continue
            return True
        return False

    def stamp(self, *, request: bytes, now: datetime) -> bytes:
        """A stamp of the configured service. ``StampUnavailable``."""
        url = self._tsa_url or conf.TSA_URL
        if not url:
            raise StampUnavailable
        return HttpStamper(url=url, user=conf.TSA_USER, password=conf.TSA_PASSWORD, sender=self._sender).stamp(request=request, now=now)

    def proofs(self, *, certificate: bytes, now: datetime) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
        """OCSP answers and CRLs from where the certificates say."""
        return self._proofs.proofs(certificate=certificate, now=now)

    def problems(self) -> list[str]:
        """What keeps this folder from signing; empty when nothing does. Certificates are judged by their own dates, not by a clock."""
        try:
            holders = self._holders()
        except ValueError as error:
            return [f"{self.folder / 'holders.json'}: {error}"]
        found = [] if holders else [f"{self.folder / 'holders.json'} names no holder"]
        found += [] if self._roots() else [f"{self.folder / 'roots'} holds no root certificate"]
        found += [] if (self._tsa_url or conf.TSA_URL).startswith("https://") else ["MOTCUA_SIGNING_TSA_URL is not an https address"]
        self._keys.clear()  # what was read before must not hide what cannot be read now
        for ref, entry in holders.items():
            try:
                self._read(entry)
            except (OSError, ValueError, KeyError) as error:
                found.append(f"{ref}: {error or type(error).__name__}")
            for name in (entry.get("file", ""), entry.get("password_file", "")):
                path = self.folder / name
                if name and path.exists() and path.stat().st_mode & _OTHERS:
                    found.append(f"{path} can be read by others")
        return found

    def _holders(self) -> dict[str, dict[str, str]]:
        path = self.folder / "holders.json"
        if not path.exists():
            return {}
        loaded: Any = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(loaded, dict) or not all(isinstance(entry, dict) for entry in loaded.values()):
            msg = "not a mapping of holders"
            raise ValueError(msg)
        return loaded

    def _read(self, entry: dict[str, str]) -> FileKey:
        path = self._inside(entry["file"])
        changed_at = path.stat().st_mtime_ns
        kept = self._keys.get(path)
        if kept is not None and kept[0] == changed_at:
            return kept[1]
        password = self._inside(entry["password_file"]).read_bytes().rstrip(b"\r\n") if entry.get("password_file") else None
        made = _open(path.read_bytes(), password)
        self._keys[path] = (changed_at, made)
        return made

    def _inside(self, name: str) -> Path:
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            msg = f"{name} lies outside the folder"
            raise ValueError(msg)
        return path

    def _roots(self) -> tuple[x509.Certificate, ...]:
        paths = sorted((self.folder / "roots").glob("*.pem"))
        return tuple(c for path in paths for c in x509.load_pem_x509_certificates(path.read_bytes()))

    def _issuers(self) -> tuple[x509.Certificate, ...]:
        chains = (der for _, key in self._keys.values() for der in key.chain)
        return (*self._roots(), *(x509.load_der_x509_certificate(der) for der in chains))


def check_config() -> list[str]:
    """Problems of the configured folder; empty when this authority is not the chosen one."""
    return FileAuthority().problems() if FileAuthority.key == conf.AUTHORITY else []


def _open(content: bytes, password: bytes | None) -> FileKey:
    private, cert, more = pkcs12.load_key_and_certificates(content, password)
    if cert is None or not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        msg = "no key with its certificate in the file"
        raise ValueError(msg)
    if isinstance(private, rsa.RSAPrivateKey) and private.key_size < _LEAST_BITS:
        msg = f"the RSA key has {private.key_size} bits, fewer than {_LEAST_BITS}"
        raise ValueError(msg)
    chain = tuple(_der(c) for c in more if c.issuer != c.subject)
    return FileKey(private=private, certificate=certificates.read(_der(cert)), chain=chain)


def _der(cert: x509.Certificate) -> bytes:
    return cert.public_bytes(serialization.Encoding.DER)
