"""What signing needs from outside: keys, time stamps, proofs of non-revocation; and where a city adds its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from motcua.kit.registry import Registry
from motcua.platform.signing.contracts.facts import Certificate, Holder, RemoteAnswer, Standing


class SigningKey(Protocol):
    """A private key that never leaves its keeper: a file, a token, an HSM or a remote service."""

    @property
    def certificate(self) -> Certificate:
        """The certificate of the key."""
        ...

    @property
    def chain(self) -> tuple[bytes, ...]:
        """DER of the issuing certificates, nearest first, without the root."""
        ...

    def sign(self, *, data: bytes, digest: str) -> bytes:
        """The raw signature (RSA PKCS#1 v1.5 or ECDSA) of ``data`` hashed with ``digest`` (``sha256`` …)."""
        ...


@dataclass(frozen=True, slots=True)
class TrustAnchors:
    """The root certificates (DER) that this installation trusts."""

    roots: tuple[bytes, ...]


class TimeStampService(Protocol):
    """An RFC 3161 time-stamp authority."""

    def stamp(self, *, request: bytes, now: datetime) -> bytes:
        """DER of the TimeStampResp to a DER TimeStampReq; ``now`` is the instant that a local authority writes."""
        ...


class RevocationService(Protocol):
    """Where the proof comes from that certificates are not revoked."""

    def proofs(self, *, certificate: bytes, now: datetime) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
        """DER OCSP responses and DER CRLs that cover the certificate (DER) and its chain at ``now``."""
        ...


class Authority(TimeStampService, RevocationService, Protocol):
    """Everything behind signing: keys of holders, time stamps, proofs, roots. A city adds its own to ``authorities``."""

    key: str
    legal: bool  # whether its certificates have legal value; production refuses one that has none

    def anchors(self) -> TrustAnchors:
        """The roots that this authority's certificates lead to."""
        ...

    def key_for(self, *, holder: Holder, now: datetime) -> SigningKey:
        """The holder's key that is valid at ``now``; ``NoCertificate``, ``CertificateExpired`` or ``CertificateRevoked``."""
        ...

    def issued(self, *, certificate: bytes) -> bool:
        """Whether this authority issued the certificate (DER)."""
        ...


authorities: Registry[Authority] = Registry(key=lambda authority: authority.key)


class RemoteSigner(Protocol):
    """A service with which a person signs on her own device (remote signature, USB token): the hash goes out, the CMS comes in."""

    key: str
    legal: bool

    def request(self, *, key: str, holder: Holder, digest: bytes, title: str, now: datetime) -> str:
        """Ask the person to sign the SHA-256 ``digest`` of a document; the service's reference. ``RemoteUnavailable``.

        The same ``key`` is the same request: who asks may have died before it heard the answer, and asks again.
        """
        ...

    def collect(self, *, reference: str, now: datetime) -> RemoteAnswer:
        """What has become of it; the CMS is detached, with the certificate and signed attributes of PAdES. ``RemoteUnavailable``."""
        ...


remote_signers: Registry[RemoteSigner] = Registry(key=lambda signer: signer.key)


class StandingSource(Protocol):
    """A room that issues documents and can say which of them still count."""

    key: str

    def by_code(self, *, code: str, now: datetime) -> Standing | None:
        """The document behind a public code."""
        ...

    def by_digest(self, *, digests: Sequence[str], now: datetime) -> Standing | None:
        """The document whose signed file has one of these SHA-256 (hex); an archived file carries the issued one inside."""
        ...


standing_sources: Registry[StandingSource] = Registry(key=lambda source: source.key)
