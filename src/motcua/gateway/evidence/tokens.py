"""Whether a time-stamp token is to be trusted: its signature, the certificate that it names, and the way from there to a trusted one."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from motcua.kernel.evidence.signatures import token_signer
from motcua.kernel.evidence.timestamps import read_token


class UntrustedToken(ValueError):
    """The token is not one of an authority that one trusts; the text says why."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who stamped: the name in the certificate and its SHA-256 (hex)."""

    name: str
    fingerprint: str


class Trust:
    """The certificates (PEM) of time-stamp authorities, or of those who certify them."""

    def __init__(self, pem: bytes) -> None:
        from asn1crypto import pem as armour
        from asn1crypto import x509

        self.roots = [x509.Certificate.load(der) for _, _, der in armour.unarmor(pem, multiple=True)]
        if not self.roots:
            msg = "no certificate to trust"
            raise ValueError(msg)

    @classmethod
    def of(cls, path: str | Path) -> Trust:
        """Those of a file; OSError or ValueError when there are none."""
        return cls(Path(path).read_bytes())

    def check(self, token: bytes) -> Signer:
        """Who signed the token, when that is somebody to be trusted at the time that it tells. UntrustedToken. Not inside an event loop."""
        from asn1crypto import x509

        chain = token_signer(token)
        if not chain:
            msg = "its signature does not hold"
            raise UntrustedToken(msg)
        _require_named(token, chain[0])
        leaf, others = x509.Certificate.load(chain[0]), [x509.Certificate.load(der) for der in chain[1:]]
        asyncio.run(self._validate(leaf, others, read_token(token).stamped_at))
        return Signer(str(leaf.subject.human_friendly), hashlib.sha256(chain[0]).hexdigest())

    async def _validate(self, leaf: Any, others: list[Any], moment: datetime) -> None:
        from pyhanko_certvalidator import CertificateValidator
        from pyhanko_certvalidator.context import ValidationContext
        from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError, ValidationError

        context = ValidationContext(trust_roots=self.roots, moment=moment, allow_fetching=False, revocation_mode="soft-fail")
        validator: Any = CertificateValidator(leaf, others, validation_context=context)
        try:
            await validator.async_validate_usage(key_usage=set(), extended_key_usage={"time_stamping"})
        except (PathBuildingError, PathValidationError, ValidationError) as error:
            raise UntrustedToken(str(error).splitlines()[0][:200]) from None


def _require_named(token: bytes, certificate: bytes) -> None:
    """The signer must have signed which certificate is his (RFC 3161 §2.4.2, RFC 5816), or another one of the same key could stand in."""
    from asn1crypto import cms

    told: dict[str, Any] = {}
    for attribute in cms.ContentInfo.load(token)["content"]["signer_infos"][0]["signed_attrs"]:
        told[attribute["type"].native] = attribute["values"][0].native
    second, first = told.get("signing_certificate_v2"), told.get("signing_certificate")
    if second:
        algorithm = (second["certs"][0].get("hash_algorithm") or {"algorithm": "sha256"})["algorithm"]
        named = second["certs"][0]["cert_hash"] == hashlib.new(algorithm, certificate).digest()
    elif first:
        named = first["certs"][0]["cert_hash"] == hashlib.sha1(certificate, usedforsecurity=False).digest()
    else:
        named = False
    if not named:
        msg = "it does not name the certificate that signed it"
        raise UntrustedToken(msg)


def now() -> datetime:
    """Now, in UTC."""
    return datetime.now(tz=UTC)
