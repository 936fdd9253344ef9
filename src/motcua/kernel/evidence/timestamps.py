"""RFC 3161 time stamps: requests and responses as DER bytes. Keys and clocks belong to the caller.

This checks that a token answers a request (imprint, nonce, policy). Whether its signature and certificate are to be trusted is decided by
``platform/signing`` with a validation context.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp, x509

from motcua.kernel.errors import NamedError

_HASHES = {"sha256": 32, "sha384": 48, "sha512": 64}
# "1.3.6.1.4.1" would claim somebody's tree; RFC 3161 lets a private authority use the any-policy of X.509.
ANY_POLICY = "2.5.29.32.0"


class _Response(core.Sequence):  # type: ignore[misc]  # asn1crypto carries no types
    """TimeStampResp with its token optional, as RFC 3161 §2.4.2 has it: a refusal carries none."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


class InvalidTimeStamp(NamedError):
    """Bytes that are not a time stamp message, or a token that answers another request; ``reason`` is for the log."""

    code = "kernel.invalid_time_stamp"
    vi = "Dấu thời gian không hợp lệ ({reason})."
    en = "The time stamp is not valid ({reason})."
    status = 422


class TimeStampRefused(NamedError):
    """The authority answered that it does not stamp."""

    code = "kernel.time_stamp_refused"
    vi = "Máy chủ cấp dấu thời gian từ chối yêu cầu ({reason})."
    en = "The time-stamp authority refused the request ({reason})."
    status = 502


@dataclass(frozen=True, slots=True)
class TimeStampQuery:
    """What a client asks to be stamped."""

    imprint: bytes
    algorithm: str = "sha256"
    nonce: int | None = None
    wants_certificate: bool = True
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class TimeStampFacts:
    """What a granted token says."""

    imprint: bytes
    algorithm: str
    stamped_at: datetime
    serial: int
    policy: str
    nonce: int | None
    token: bytes


def build_request(query: TimeStampQuery) -> bytes:
    """The DER of a TimeStampReq; ValueError for an imprint of the wrong length."""
    if _HASHES.get(query.algorithm) != len(query.imprint):
        msg = f"an imprint of {len(query.imprint)} bytes is not {query.algorithm}"
        raise ValueError(msg)
    fields: dict[str, Any] = {
        "version": "v1",
        "message_imprint": _imprint(query),
        "cert_req": query.wants_certificate,
        "nonce": query.nonce,
        "req_policy": query.policy,
    }
    return bytes(tsp.TimeStampReq({k: v for k, v in fields.items() if v is not None}).dump())


def parse_request(der: bytes) -> TimeStampQuery:
    """Read a TimeStampReq; InvalidTimeStamp for other bytes and for hashes weaker than SHA-256."""
    try:
        request = tsp.TimeStampReq.load(der, strict=True)
        native = request.native
        imprint = bytes(native["message_imprint"]["hashed_message"])
        algorithm = str(native["message_imprint"]["hash_algorithm"]["algorithm"])
    except (ValueError, TypeError, KeyError) as error:
        raise InvalidTimeStamp(reason="not a TimeStampReq") from error
    if _HASHES.get(algorithm) != len(imprint):
        raise InvalidTimeStamp(reason="bad algorithm or imprint length")
    return TimeStampQuery(
        imprint=imprint,
        algorithm=algorithm,
        nonce=native["nonce"],
        wants_certificate=bool(native["cert_req"]),
        policy=native["req_policy"],
    )


def build_response(
    query: TimeStampQuery,
    *,
    stamped_at: datetime,
    serial: int,
    certificate: bytes,
    sign: Callable[[bytes], bytes],
    signature_algorithm: str = "sha256_rsa",
    policy: str = ANY_POLICY,
) -> bytes:
    """The DER of a granted TimeStampResp.

    ``certificate`` is the authority's, in DER, with the extended key usage timeStamping; ``sign`` signs the DER of the signed
    attributes with its key (PKCS #1 v1.5 or ECDSA with SHA-256, as ``signature_algorithm`` names it).
    """
    holder = x509.Certificate.load(certificate)
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": query.policy or policy,
            "message_imprint": _imprint(query),
            "serial_number": serial,
            "gen_time": stamped_at.replace(microsecond=0),
            **({} if query.nonce is None else {"nonce": query.nonce}),
        }
    )
    attributes = _signed_attributes(info.dump(), certificate)
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": {"issuer_and_serial_number": {"issuer": holder.issuer, "serial_number": holder.serial_number}},
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": signature_algorithm},
            "signature": sign(attributes.dump()),
        }
    )
    signed = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info.dump())},
            "signer_infos": [signer],
            **({"certificates": [holder]} if query.wants_certificate else {}),
        }
    )
    token = cms.ContentInfo({"content_type": "signed_data", "content": signed})
    return bytes(_Response({"status": {"status": "granted"}, "time_stamp_token": token}).dump())


def build_refusal(failure: str = "bad_request") -> bytes:
    """The DER of a TimeStampResp that refuses; ``failure`` is a PKIFailureInfo name of asn1crypto (``bad_alg``, ``bad_request`` …)."""
    return bytes(_Response({"status": {"status": "rejection", "fail_info": {failure}}}).dump())


def parse_response(der: bytes, *, query: TimeStampQuery) -> TimeStampFacts:
    """Read a TimeStampResp and check that it answers ``query``.

    TimeStampRefused when the authority declined; InvalidTimeStamp for other bytes, another imprint, another nonce or another policy than
    was asked for (RFC 3161 §2.4.1: a token under another one must not be given).
    """
    facts = _facts_of(der)
    if (facts.imprint, facts.algorithm) != (query.imprint, query.algorithm):
        raise InvalidTimeStamp(reason="another imprint")
    if facts.nonce != query.nonce:
        raise InvalidTimeStamp(reason="another nonce")
    if query.policy not in {None, facts.policy}:
        raise InvalidTimeStamp(reason="another policy")
    return facts


def _facts_of(der: bytes) -> TimeStampFacts:
    try:
        response = _Response.load(der, strict=True)
        status = response["status"]["status"].native
        if status not in {"granted", "granted_with_mods"}:
            raise TimeStampRefused(reason=f"{status} {sorted(response['status']['fail_info'].native or ())}")
        token = response["time_stamp_token"].dump()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidTimeStamp(reason="not a TimeStampResp") from error
    return read_token(bytes(token))


def read_token(der: bytes) -> TimeStampFacts:
    """What a token (CMS ``ContentInfo``) says; InvalidTimeStamp for other bytes. Its signature is not looked at."""
    try:
        token = cms.ContentInfo.load(der, strict=True)
        enclosed = token["content"]["encap_content_info"]
        if enclosed["content_type"].native != "tst_info":
            raise InvalidTimeStamp(reason="no TSTInfo inside")
        info = enclosed["content"].parsed.native
        return TimeStampFacts(
            imprint=bytes(info["message_imprint"]["hashed_message"]),
            algorithm=str(info["message_imprint"]["hash_algorithm"]["algorithm"]),
            stamped_at=info["gen_time"],
            serial=int(info["serial_number"]),
            policy=str(info["policy"]),
            nonce=info["nonce"],
            token=bytes(token.dump()),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidTimeStamp(reason="not a time-stamp token") from error


def _imprint(query: TimeStampQuery) -> dict[str, Any]:
    return {"hash_algorithm": algos.DigestAlgorithm({"algorithm": query.algorithm}), "hashed_message": query.imprint}


def _signed_attributes(content: bytes, certificate: bytes) -> cms.CMSAttributes:
    """Content type, message digest and the certificate's hash (RFC 5816), as RFC 3161 §2.4.2 demands."""
    identity = tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(certificate).digest()}]})
    return cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(content).digest()]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [identity]}),
        ]
    )
