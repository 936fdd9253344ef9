"""The offline check of a proof: needs the file alone, no database, no network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509

from motcua.foundation.audit.contracts.hashing import digest_of, hour_content, span_leaf, stream_of
from motcua.kernel.errors import NamedError
from motcua.kernel.evidence import ProofStep, TimeStampQuery, chain_step, parse_response, signature_holds, token_signer, verify_proof

PROOF = "motcua.audit.proof.v2"


@dataclass(frozen=True, slots=True)
class ProofVerdict:
    """What an offline check found: each step with whether it holds, and who signed and stamped.

    The signature is checked with the certificate in the file: compare ``fingerprint`` (SHA-256 of the certificate) with the published one.
    """

    steps: tuple[tuple[str, bool], ...]
    signer: str = ""
    fingerprint: str = ""
    stamped_at: datetime | None = None
    stamped_by: str = ""

    @property
    def ok(self) -> bool:
        """Whether every step holds."""
        return bool(self.steps) and all(ok for _, ok in self.steps)


def check_proof(*, document: Mapping[str, Any]) -> ProofVerdict:
    """Check a proof as it was downloaded; a file that is none fails its first step."""
    try:
        return _check(document)
    except (KeyError, TypeError, ValueError, AttributeError):
        return ProofVerdict(steps=(("the file is a proof of this log", False),))


def _check(document: Mapping[str, Any]) -> ProofVerdict:
    entry, link, span, hour = (document[name] for name in ("entry", "link", "span", "hour"))
    told = {name: link[name] for name in ("form", "stream", "seq", "id", "digest", "sealed_at")}
    leaf = span_leaf(stream=span["stream"], first_seq=span["first_seq"], last_seq=span["last_seq"], tree=span["tree"])
    content = _content(hour)
    signature, certificate, response = (base64.b64decode(hour[name], validate=True) for name in ("signature", "certificate", "time_stamp"))
    stamped_at, stamped_by = _stamp(response, signature)
    steps = (
        ("the file is a proof of this log", document["kind"] == PROOF),
        ("the entry has the digest that was sealed", digest_of(entry).hex() == link["digest"]),
        ("the entry stands in its stream", link["stream"] == span["stream"] == stream_of(entry["action"])),
        ("the link is whole", chain_step(previous=bytes.fromhex(link["previous_hash"]), record=told).hex() == link["hash"]),
        ("the link is in the tree of its stream", _leads(bytes.fromhex(link["hash"]), document["in_stream"], span["tree"])),
        ("the number lies in the span of the hour", span["first_seq"] <= link["seq"] <= span["last_seq"]),
        ("the stream is in the tree of the hour", _leads(leaf, document["in_hour"], hour["root"])),
        ("the hour is signed", signature_holds(content=content, signature=signature, certificate=certificate)),
        ("the signature is time-stamped", stamped_at is not None),
    )
    return ProofVerdict(
        steps=steps, signer=_subject(certificate), fingerprint=hashlib.sha256(certificate).hexdigest(), stamped_at=stamped_at,
        stamped_by=stamped_by,
    )  # fmt: skip


def _content(hour: Mapping[str, Any]) -> bytes:
    told: dict[str, Any] = {name: datetime.fromisoformat(hour[name]) for name in ("from_at", "to_at", "closed_at")}
    return hour_content(**told, **{name: hour[name] for name in ("number", "seals", "root", "previous", "signed_by")})


def _leads(leaf: bytes, steps: Any, root: str) -> bool:
    way = [ProofStep(sibling=bytes.fromhex(step["sibling"]), on_left=bool(step["on_left"])) for step in steps]
    return verify_proof(leaf=leaf, proof=way, root=bytes.fromhex(root))


def _stamp(response: bytes, signature: bytes) -> tuple[datetime | None, str]:
    try:
        facts = parse_response(response, query=TimeStampQuery(imprint=hashlib.sha256(signature).digest()))
    except NamedError:
        return None, ""
    signers = token_signer(facts.token)
    return (facts.stamped_at, _subject(signers[0])) if signers else (None, "")


def _subject(certificate: bytes) -> str:
    try:
        return x509.load_der_x509_certificate(certificate).subject.rfc4514_string()
    except ValueError:
        return ""
