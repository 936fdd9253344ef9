r"""Kept bodies that only the holder of the city's archive key can read: P-256 ECDH with a fresh key, HKDF, AES-256-GCM in pieces.

``MCBODY1\n · public point (65, uncompressed) · pieces``; a piece is ``PIECE`` octets (the last one fewer) and its tag (16). The nonce is
the number of the piece (11, big-endian) and 1 for the last, 0 for others, so pieces can be neither moved nor left out; the associated data
are request id and part, so a body cannot be shown for another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"MCBODY1\n"
PIECE = 64 * 1024
_POINT, _TAG = 65, 16
_HEAD = len(MAGIC) + _POINT


class UnreadableBody(ValueError):
    """The body was not encrypted to this key, for this message, or was changed."""


def encrypt(chunks: Iterable[bytes], *, to: ec.EllipticCurvePublicKey, request_id: str, part: str) -> Iterator[bytes]:
    """The stored form of a body, piece by piece."""
    fresh = ec.generate_private_key(ec.SECP256R1())
    point = _point(fresh.public_key())
    cipher, bound = AESGCM(_key(fresh.exchange(ec.ECDH(), to), point, _point(to))), _bound(request_id, part)
    yield MAGIC + point
    for number, (piece, last) in enumerate(_pieces(chunks)):
        yield cipher.encrypt(_nonce(number, last=last), piece, bound)


def decrypt(stored: bytes, *, key: ec.EllipticCurvePrivateKey, request_id: str, part: str) -> bytes:
    """The body again. UnreadableBody."""
    point = stored[len(MAGIC) : _HEAD]
    if not stored.startswith(MAGIC) or len(point) != _POINT:
        msg = "not an encrypted body"
        raise UnreadableBody(msg)
    try:
        peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        cipher = AESGCM(_key(key.exchange(ec.ECDH(), peer), point, _point(key.public_key())))
        found, number, at, step = [], 0, _HEAD, PIECE + _TAG
        while at < len(stored) or number == 0:
            last = at + step >= len(stored)
            found.append(cipher.decrypt(_nonce(number, last=last), stored[at : at + step], _bound(request_id, part)))
            number, at = number + 1, at + step
    except (InvalidTag, ValueError):
        msg = "the body cannot be read with this key"
        raise UnreadableBody(msg) from None
    return b"".join(found)


def _pieces(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Pieces of one size and whether it is the last; at least one, however short."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) > PIECE:  # a full piece stays until it is known not to be the last
            yield bytes(held[:PIECE]), False
            del held[:PIECE]
    yield bytes(held), True


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _bound(request_id: str, part: str) -> bytes:
    return f"{request_id}\n{part}".encode()


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _key(shared: bytes, fresh: bytes, to: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=fresh + to, info=b"motcua kept body 1").derive(shared)
