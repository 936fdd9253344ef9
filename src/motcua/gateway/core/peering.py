"""Messages between two security servers of ours: what is signed of a message and of its answer.

The consumer's server signs the request with the key of its log and sends it over mutual TLS; the provider's server checks it, and signs the
answer together with the signature that it answers, so that no answer fits another request.
"""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.protocol import messages
from motcua.gateway.protocol.config import SecurityServer
from motcua.gateway.protocol.record import load_public_key

PATH = "/_message"
ENVELOPE, SIGNATURE, FAULT = "motcua-envelope", "motcua-signature", "motcua-fault"
TRACE = "motcua-traceparent"  # the operators' trace; no part of the message, so it is not signed
_OWN = frozenset({ENVELOPE, SIGNATURE, TRACE}) | messages.NEVER_FORWARDED


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the consumer's server says of a message whose headers and body travel beside it; ``sent_ms`` in Unix milliseconds."""

    sender: str
    receiver: str
    sent_ms: int
    request_id: str
    message_id: str
    method: str
    target: str
    service: str
    path: str
    query: str | None
    request_hash: str
    dialect: str | None = None


def write_envelope(envelope: Envelope, key: ec.EllipticCurvePrivateKey) -> list[messages.Header]:
    """The two headers that carry an envelope and its signature."""
    text = base64.b64encode(msgspec.json.encode(envelope)).decode()
    return [(ENVELOPE, text), (SIGNATURE, _sign(key, b"motcua-message-1\n" + text.encode()))]


def read_envelope(headers: list[messages.Header], server: SecurityServer) -> Envelope:
    """The envelope when a key of the server signed it; ValueError otherwise."""
    text, signature = (messages.find(headers, name) or "" for name in (ENVELOPE, SIGNATURE))
    _verify(server, signature, b"motcua-message-1\n" + text.encode("latin-1"))
    try:
        return msgspec.json.decode(base64.b64decode(text, validate=True), type=Envelope)
    except (msgspec.MsgspecError, binascii.Error) as error:
        raise ValueError(str(error)) from None


def carried(headers: list[messages.Header]) -> list[messages.Header]:
    """The headers of the message itself: without those of the connection and of the envelope."""
    return [header for header in headers if header[0].lower() not in _OWN]


def sign_answer(key: ec.EllipticCurvePrivateKey, *, question: str, head: bytes, body_digest: bytes | None) -> str:
    """The signature over an answer and over the signature of what it answers."""
    return _sign(key, _answer(question, head, body_digest))


def verify_answer(server: SecurityServer, signature: str, *, question: str, head: bytes, body_digest: bytes | None) -> None:
    """ValueError unless a key of the server signed this answer to this question."""
    _verify(server, signature, _answer(question, head, body_digest))


def _answer(question: str, head: bytes, body_digest: bytes | None) -> bytes:
    return b"motcua-answer-1\n%s\n%s\n%s" % (question.encode("latin-1"), (body_digest or b"").hex().encode(), head)


def _sign(key: ec.EllipticCurvePrivateKey, content: bytes) -> str:
    return base64.b64encode(key.sign(content, ec.ECDSA(hashes.SHA256()))).decode()


def _verify(server: SecurityServer, signature: str, content: bytes) -> None:
    try:
        octets = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        octets = b""
    for pem in server.public_keys:
        try:
            _public_key(pem).verify(octets, content, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            continue
        return
    msg = "no key of the server signed this"
    raise ValueError(msg)


@lru_cache(maxsize=256)
def _public_key(pem: str) -> ec.EllipticCurvePublicKey:
    return load_public_key(pem.encode())
