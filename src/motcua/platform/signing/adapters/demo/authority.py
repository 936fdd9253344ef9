"""The CA of the development authority: keys of holders, OCSP, CRL, revocation."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509 import ocsp

from motcua.platform.signing.adapters import certificates
from motcua.platform.signing.adapters.demo import issuing, stamping
from motcua.platform.signing.adapters.demo.vault import Folder, Pair
from motcua.platform.signing.contracts import Certificate, CertificateRevoked, Holder, HolderKind, TrustAnchors

_PROOF_LIFE = timedelta(days=7)
_DIGESTS: dict[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


@dataclass(frozen=True, slots=True)
class DemoKey:
    """A holder's key of the development authority, in this process's memory."""

    pair: Pair
    certificate: Certificate
    chain: tuple[bytes, ...]

    def sign(self, *, data: bytes, digest: str) -> bytes:
        """RSA PKCS#1 v1.5 over ``digest`` of ``data``; KeyError for a digest weaker than SHA-256."""
        return self.pair[0].sign(data, padding.PKCS1v15(), _DIGESTS[digest.lower().replace("-", "")])


class DemoAuthority:
    """CA, OCSP responder, CRL issuer and time-stamp service over one private folder."""

    key = "demo"
    legal = False

    def __init__(self, folder: Path) -> None:
        self._folder = Folder(folder)

    def anchors(self) -> TrustAnchors:
        """The root, to be trusted on development machines alone."""
        return TrustAnchors(roots=(_der(self._cas()[0][1]),))

    def stamp(self, *, request: bytes, now: datetime) -> bytes:
        """An RFC 3161 response at ``now``."""
        pair = self._folder.pair("stamping.pem")
        if pair is None:
            root, _ = self._cas()
            with self._folder.locked():
                pair = self._folder.pair_or_make("stamping.pem", lambda: issuing.stamping(root))
        return stamping.answer(request, pair=pair, now=now)

    def issued(self, *, certificate: bytes) -> bool:
        """Whether the officers' CA or the root signed it."""
        cert = x509.load_der_x509_certificate(certificate)
        persons = self._folder.pair("persons.pem")
        for _, issuer in (*self._cas(), *((persons,) if persons else ())):
            try:
                cert.verify_directly_issued_by(issuer)
            except (ValueError, TypeError, InvalidSignature):
                continue
            return True
        return False

    def key_for(self, *, holder: Holder, now: datetime) -> DemoKey:
        """The holder's key at ``now``; issued at first need, issued anew when name, title or period no longer fit.

        ``CertificateRevoked`` when the certificate in use was revoked: a revoked holder gets no new one by signing again.
        """
        officers = self._persons() if holder.kind is HolderKind.PERSON else self._cas()[1]
        from_at = datetime(now.year - 1, 1, 1, tzinfo=UTC)
        until_at = datetime(now.year + 3, 1, 1, tzinfo=UTC)
        facts = f"{holder.ref}\n{holder.name}\n{holder.organisation}\n{holder.title}"
        stem = hashlib.sha256(facts.encode()).hexdigest()[:24]
        # Two-year buckets: a certificate is replaced well before its end, yet not at every turn of the year.
        name = f"holders/{stem}-{now.year // 2}.pem"
        with self._folder.locked():
            pair = self._folder.pair_or_make(name, lambda: issuing.holder(issuer=officers, who=holder, from_at=from_at, until_at=until_at))
        if f"{pair[1].serial_number:x}" in self._revoked():
            raise CertificateRevoked(holder=holder.name)
        return DemoKey(pair=pair, certificate=certificates.read(_der(pair[1])), chain=(_der(officers[1]),))

    def revoke(self, *, serial: str, now: datetime) -> None:
        """Revoke a holder's certificate from ``now`` on; a second call keeps the first instant."""
        with self._folder.locked():
            revoked = self._revoked()
            revoked.setdefault(serial, now.isoformat())
            self._folder.write("revoked.json", json.dumps(revoked).encode())

    def proofs(self, *, certificate: bytes, now: datetime) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
        """An OCSP response for a holder's certificate and the root's CRL, both made at ``now``; nothing for a stranger's."""
        root, officers = self._cas()
        cert = x509.load_der_x509_certificate(certificate)
        crl = self._crl(root, now)
        issuer = next((ca for ca in (officers, self._folder.pair("persons.pem")) if ca and cert.issuer == ca[1].subject), None)
        return ((), (crl,)) if issuer is None else ((self._ocsp(cert, issuer, now),), (crl,))

    def _persons(self) -> Pair:
        """The CA of people who sign on their own devices; its own, so that no person's certificate passes for an officer's."""
        found = self._folder.pair("persons.pem")
        if found is not None:
            return found
        root, _ = self._cas()
        with self._folder.locked():
            return self._folder.pair_or_make("persons.pem", lambda: issuing.persons_ca(root))

    def _cas(self) -> tuple[Pair, Pair]:
        root, officers = self._folder.pair("root.pem"), self._folder.pair("officers.pem")
        if root is not None and officers is not None:
            return root, officers
        with self._folder.locked():
            made = self._folder.pair_or_make("root.pem", issuing.root)
            return made, self._folder.pair_or_make("officers.pem", lambda: issuing.officers_ca(made))

    def _revoked(self) -> dict[str, str]:
        data = self._folder.read("revoked.json")
        return {} if data is None else dict(json.loads(data))

    def _ocsp(self, cert: x509.Certificate, issuer: Pair, now: datetime) -> bytes:
        revoked_at = self._revoked().get(f"{cert.serial_number:x}")
        gone = revoked_at is not None and datetime.fromisoformat(revoked_at) <= now
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=cert,
            issuer=issuer[1],
            # RFC 6960 readers know SHA-1 names of issuers; it identifies here and protects nothing.
            algorithm=hashes.SHA1(),  # noqa: S303
            cert_status=ocsp.OCSPCertStatus.REVOKED if gone else ocsp.OCSPCertStatus.GOOD,
            this_update=now,
            next_update=now + _PROOF_LIFE,
            revocation_time=datetime.fromisoformat(revoked_at) if gone and revoked_at else None,
            revocation_reason=x509.ReasonFlags.unspecified if gone else None,
        )
        response = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer[1]).sign(issuer[0], hashes.SHA256())
        return response.public_bytes(serialization.Encoding.DER)

    def _crl(self, root: Pair, now: datetime) -> bytes:
        builder = x509.CertificateRevocationListBuilder().issuer_name(root[1].subject).last_update(now).next_update(now + _PROOF_LIFE)
        builder = builder.add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root[0].public_key()), critical=False)
        return builder.sign(root[0], hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _der(cert: x509.Certificate) -> bytes:
    return cert.public_bytes(serialization.Encoding.DER)
