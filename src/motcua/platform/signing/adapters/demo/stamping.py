"""The RFC 3161 time-stamp service of the development authority; it writes the instant it is given."""

from __future__ import annotations

import secrets
from datetime import datetime

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from motcua.kernel.evidence import InvalidTimeStamp, build_refusal, build_response, parse_request
from motcua.platform.signing.adapters.demo.vault import Pair


def answer(request: bytes, *, pair: Pair, now: datetime) -> bytes:
    """DER request in, DER response out; a weak hash or other bytes are refused in the protocol's own way, not by an exception."""
    try:
        query = parse_request(request)
    except InvalidTimeStamp:
        return build_refusal("bad_request")
    key, certificate = pair
    return build_response(
        query,
        stamped_at=now,
        serial=secrets.randbits(120),
        certificate=certificate.public_bytes(serialization.Encoding.DER),
        sign=lambda attributes: key.sign(attributes, padding.PKCS1v15(), hashes.SHA256()),
    )
