"""What the message log keeps of one exchange, and how a batch of records is sealed: Merkle tree, hash chain, P-256 signature."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.kernel.evidence.merkle import merkle_root

ZERO = bytes(32)
_NUMBER = b'{"seq":'


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request/response pair. Instants in Unix milliseconds, sizes in bytes, digests SHA-512 in base64.

    Heads are kept whole, bodies as digests only: who holds the body can prove it, the log itself spreads no personal data.
    ``fault`` and its sentence ``fault_string`` are set when the answer was made by the exchange and not by the provider, ``dialect`` when
    it was not called in X-Road's. ``agreement`` is the code of the data-sharing request whose right let the call pass; ``variant`` the
    address that it was for when not the ordinary one (``canary``, ``sandbox``).
    Bodies are those of the caller's side; ``translator`` names the declaration (kind, version, digest) under which the provider's side
    can be made again from them. ``handed_by`` and ``handed_to`` name the other security server when caller or provider lives behind one.
    What has its usual value is not written; ``seq`` is 0 until ``number`` gives the record its place.
    """

    request_id: str
    message_id: str
    client: str
    service: str
    method: str
    target: str
    request_in_ms: int
    response_out_ms: int
    request_head: str
    request_hash: str
    response_head: str
    status: int
    forwarded: str | None = None
    user_id: str | None = None
    issue: str | None = None
    represented_party: str | None = None
    request_out_ms: int | None = None
    response_in_ms: int | None = None
    request_body: str | None = None
    request_size: int = 0
    response_body: str | None = None
    response_size: int = 0
    fault: str | None = None
    fault_string: str | None = None
    agreement: str | None = None
    variant: str | None = None
    dialect: str | None = None
    translator: str | None = None
    handed_by: str | None = None
    handed_to: str | None = None
    seq: int = 0

    @property
    def succeeded(self) -> bool:
        """Whether the provider answered, whatever it said."""
        return self.fault is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A signed batch: records ``first`` to ``last`` (inclusive), their Merkle root and the chain after the last of them."""

    first: int
    last: int
    root: str
    chain: str
    at_ms: int
    key_id: str
    signature: str = ""

    def signed_bytes(self) -> bytes:
        """What the signature covers."""
        return f"motcua-log-1\n{self.first}\n{self.last}\n{self.root}\n{self.chain}\n{self.at_ms}\n{self.key_id}\n".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """An unfinished tail that a restart set aside: it was never acknowledged to anyone."""

    bytes_dropped: int
    sha256: str
    kept_in: str
    at_ms: int


def encode_record(record: Record) -> bytes:
    """JSON of an unnumbered record; ``number`` gives it its place."""
    return msgspec.json.encode(record)


def number(encoded: bytes, seq: int) -> bytes:
    """The JSON of the record with its sequence number, which comes first. ValueError when it has one."""
    if encoded.startswith(_NUMBER):
        msg = "the record already has a number"
        raise ValueError(msg)
    return b'{"seq":%d,' % seq + encoded[1:]


def decode_record(raw: bytes | str) -> Record:
    """The record back; keys that a newer writer added are ignored."""
    return msgspec.json.decode(raw, type=Record)


def key_id(public: ec.EllipticCurvePublicKey) -> str:
    """First 16 hex digits of the SHA-256 of the public key."""
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()[:16]


def load_public_key(pem: bytes) -> ec.EllipticCurvePublicKey:
    """A P-256 public key from PEM; ValueError for another kind."""
    try:
        key = serialization.load_pem_public_key(pem)
    except UnsupportedAlgorithm as error:  # a kind of key that nobody here knows
        raise ValueError(str(error)) from None
    if not isinstance(key, ec.EllipticCurvePublicKey):
        msg = "not an elliptic-curve key"
        raise ValueError(msg)  # noqa: TRY004
    return key


def verify_seal(public: ec.EllipticCurvePublicKey, seal: Seal, raws: list[bytes]) -> bool:
    """Whether the seal is signed by this key and covers exactly these records."""
    if len(raws) != seal.last - seal.first + 1 or merkle_root(raws).hex() != seal.root:
        return False
    try:
        public.verify(base64.b64decode(seal.signature), seal.signed_bytes(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
