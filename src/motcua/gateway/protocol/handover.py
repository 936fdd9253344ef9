"""A new key for the message log: the key that was and the key that comes both sign that the second goes on where the first ended."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.protocol import logfile
from motcua.gateway.protocol.record import key_id, load_public_key

_BEGINNING = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """First frame of the segment with which a new key begins. Keys are base64 of the DER (SubjectPublicKeyInfo), ``chain`` is hex."""

    old_key: str
    new_key: str
    chain: str
    at_ms: int
    signed_by_old: str = ""
    signed_by_new: str = ""

    def signed_bytes(self) -> bytes:
        """What both signatures cover."""
        return f"motcua-key-1\n{self.old_key}\n{self.new_key}\n{self.chain}\n{self.at_ms}\n".encode()

    def signed(self, *, old: ec.EllipticCurvePrivateKey, new: ec.EllipticCurvePrivateKey) -> HandOver:
        """The same with both signatures."""
        by = [base64.b64encode(key.sign(self.signed_bytes(), ec.ECDSA(hashes.SHA256()))).decode() for key in (old, new)]
        return replace(self, signed_by_old=by[0], signed_by_new=by[1])

    def holds(self) -> bool:
        """Whether both keys signed."""
        pairs = ((self.old_key, self.signed_by_old), (self.new_key, self.signed_by_new))
        try:
            for key, signature in pairs:
                read_key(key).verify(base64.b64decode(signature, validate=True), self.signed_bytes(), ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, ValueError):
            return False
        return True


def key_text(public: ec.EllipticCurvePublicKey) -> str:
    """A public key in one line: base64 of its DER."""
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def read_key(text: str) -> ec.EllipticCurvePublicKey:
    """The key of such a line; ValueError for anything else."""
    try:
        key = serialization.load_der_public_key(base64.b64decode(text, validate=True))
    except UnsupportedAlgorithm as error:  # a kind of key that nobody here knows
        raise ValueError(str(error)) from None
    if not isinstance(key, ec.EllipticCurvePublicKey):
        msg = "not an elliptic-curve key"
        raise ValueError(msg)  # noqa: TRY004
    return key


def handovers_of(paths: Iterable[Path]) -> Iterator[HandOver]:
    """The hand-overs with which segments begin."""
    for path in paths:
        with path.open("rb") as file:
            data = file.read(_BEGINNING)
        _, start = logfile.read_header(data)
        first = next(logfile.frames(data, start), None)
        if first is not None and first.kind == logfile.HANDOVER:
            yield msgspec.json.decode(first.payload, type=HandOver)


def lineage(public_key: bytes, handovers: Iterable[HandOver]) -> dict[str, ec.EllipticCurvePublicKey]:
    """The keys, by id, that the holder of ``public_key`` (PEM) handed over to one after another, and that key itself."""
    current = load_public_key(public_key)
    found = {key_id(current): current}
    for made in handovers:
        if made.old_key == key_text(current) and made.holds():
            current = read_key(made.new_key)
            found[key_id(current)] = current
    return found
