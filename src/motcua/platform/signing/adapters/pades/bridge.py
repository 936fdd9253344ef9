"""Joins the room's own ports to pyHanko's classes: keys, time stamps, trust; and its coroutines to plain calls."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from asn1crypto import tsp, x509
from pyhanko.sign.signers import Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.context import CertValidationPolicySpec, ValidationContext
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleCertificateStore, SimpleTrustManager

from motcua.platform.signing.contracts import SigningKey, StampUnavailable, TimeStampService, TrustAnchors

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Trusted:
    """What one validation believes: the roots, and certificates that help to build a path."""

    anchors: TrustAnchors
    helpers: tuple[bytes, ...] = ()

    def policy(self) -> CertValidationPolicySpec:
        """Every certificate below a root must be proven unrevoked, by OCSP or CRL."""
        return CertValidationPolicySpec(trust_manager=self.manager(), revinfo_policy=revocation_policy())

    def manager(self) -> SimpleTrustManager:
        """The roots as pyHanko's trust anchors."""
        return SimpleTrustManager.build([CertTrustAnchor(x509.Certificate.load(der)) for der in self.anchors.roots])


def revocation_policy() -> CertRevTrustPolicy:
    """OCSP or CRL is required for every certificate but a root."""
    rule = RevocationCheckingPolicy(
        ee_certificate_rule=RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
        intermediate_ca_cert_rule=RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
    )
    return CertRevTrustPolicy(revocation_checking_policy=rule)


def gathering_context(
    *, trusted: Trusted, ocsps: tuple[bytes, ...], crls: tuple[bytes, ...], helpers: tuple[bytes, ...], now: datetime
) -> ValidationContext:
    """The context with which a signer collects the proofs that it embeds; nothing is fetched."""
    return ValidationContext(
        trust_manager=trusted.manager(),
        other_certs=[x509.Certificate.load(der) for der in (*trusted.helpers, *helpers)],
        ocsps=list(ocsps),
        crls=list(crls),
        allow_fetching=False,
        revinfo_policy=revocation_policy(),
        moment=now,
    )


class KeySigner(Signer):
    """A ``SigningKey`` in the shape that pyHanko asks for."""

    def __init__(self, key: SigningKey) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple([x509.Certificate.load(der) for der in key.chain])
        super().__init__(signing_cert=x509.Certificate.load(key.certificate.der), cert_registry=store, embed_roots=False)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The raw signature; sizes are reserved beforehand, so a dry run costs nothing."""
        return bytes(512) if dry_run else self._key.sign(data=data, digest=digest_algorithm)


class PortStamper(TimeStamper):
    """A ``TimeStampService`` in the shape that pyHanko asks for."""

    def __init__(self, service: TimeStampService, now: datetime) -> None:
        super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]
        self._service, self._now = service, now

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """One stamp; ``StampUnavailable`` when the authority rejects or breaks the protocol."""
        try:
            response = tsp.TimeStampResp.load(self._service.stamp(request=req.dump(), now=self._now))
            granted = response["status"]["status"].native in {"granted", "granted_with_mods"}
        except (OSError, ValueError, TypeError) as error:
            raise StampUnavailable from error
        if not granted:
            raise StampUnavailable
        return response


def finish(work: Coroutine[Any, Any, _T]) -> _T:
    """Run pyHanko's coroutine to its end, also when the caller already stands in an event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()
