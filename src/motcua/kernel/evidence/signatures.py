"""Raw signatures and the signatures of time-stamp tokens, checked offline. Whom to trust is the caller's."""

from __future__ import annotations

import hashlib

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

_HASHES: dict[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


def signature_holds(*, content: bytes, signature: bytes, certificate: bytes, algorithm: str = "sha256") -> bool:
    """Whether the key of ``certificate`` (DER) made ``signature`` over ``content``: RSA PKCS #1 v1.5 or ECDSA, SHA-2."""
    digest = _HASHES.get(algorithm)
    try:
        public = x509.load_der_x509_certificate(certificate).public_key()
        if digest is None:
            return False
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, content, padding.PKCS1v15(), digest)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, content, ec.ECDSA(digest))
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


def token_signer(token: bytes) -> tuple[bytes, ...]:
    """The certificates (DER) of a time-stamp token, the one that signed it first; empty when its signature does not hold.

    ``token`` is the DER of the CMS ``ContentInfo`` (``TimeStampFacts.token``).
    """
    try:
        signed = cms.ContentInfo.load(token, strict=True)["content"]
        (signer,) = signed["signer_infos"]
        content = signed["encap_content_info"]["content"].parsed.dump()
        told = {a["type"].native: a["values"][0].native for a in signer["signed_attrs"]}
        algorithm = signer["digest_algorithm"]["algorithm"].native
        certificates = [choice.chosen.dump() for choice in signed["certificates"]]
        attributes = signer["signed_attrs"].untag().dump()
        if told.get("content_type") != "tst_info" or told.get("message_digest") != hashlib.new(algorithm, content).digest():
            return ()
        for der in certificates:
            if signature_holds(content=attributes, signature=signer["signature"].native, certificate=der, algorithm=algorithm):
                return (der, *(other for other in certificates if other != der))
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()
    return ()
