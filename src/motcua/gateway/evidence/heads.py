"""The head of an archive: what the whole file is, where it stands among the others, signed by the key of the log.

It lies beside the archive (``….zip.head``); that of the newest archive also lies in the log folder (``archived.json``), from where the
live log goes on. Every octet of it counts: a head that is not in its one form is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.protocol.handover import HandOver, key_text, read_key
from motcua.gateway.protocol.logfile import HEAD_FILE
from motcua.gateway.protocol.record import key_id

SUFFIX = ".head"


class BrokenHead(ValueError):
    """The head cannot be read or is not signed by the key that it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A file that belongs to an archive: kept bodies, which may be deleted after ``until_ms`` (0: never)."""

    file: str
    size: int
    sha512: str
    until_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Segments ``first_segment`` to ``last_segment`` with messages ``first`` to ``last``; ``chain`` is the log's after them.

    ``log`` is the shard of a log that several processes write, empty otherwise. ``linking`` is the last digest of ``linkinginfo``;
    ``previous`` and ``previous_sha512`` are the archive before, empty for the first.
    ``handovers`` lead from the key of the last segment to the one that signed, when that changed meanwhile.
    """

    archive: str
    size: int
    sha512: str
    linking: str
    previous: str
    previous_sha512: str
    server_id: str
    log: str
    first_segment: int
    last_segment: int
    first: int
    last: int
    chain: str
    at_ms: int
    bodies: tuple[Beside, ...] = ()
    handovers: tuple[HandOver, ...] = ()
    key: str = ""
    signature: str = ""

    def signed_bytes(self) -> bytes:
        """What the signature covers."""
        return b"motcua-archive-1\n" + msgspec.json.encode(replace(self, signature=""))

    def signed(self, key: ec.EllipticCurvePrivateKey) -> Head:
        """The head with key and signature (hex)."""
        bare = replace(self, key=key_text(key.public_key()), signature="")
        return replace(bare, signature=key.sign(bare.signed_bytes(), ec.ECDSA(hashes.SHA256())).hex())

    def follows(self, key: str) -> bool:
        """Whether the hand-overs lead from this key (base64 of the DER) to the one that signed."""
        for made in self.handovers:
            if made.old_key != key or not made.holds():
                return False
            key = made.new_key
        return key == self.key

    @property
    def key_id(self) -> str:
        """The id of the key that signed."""
        return key_id(read_key(self.key))


def encode_head(head: Head) -> bytes:
    """The one form of a head."""
    return msgspec.json.encode(head) + b"\n"


def read_head(data: bytes) -> Head:
    """The head, its signature checked. BrokenHead."""
    try:
        head = msgspec.json.decode(data, type=Head)
        if encode_head(head) != data or bytes.fromhex(head.signature).hex() != head.signature:
            msg = "the head is not in its one form"
            raise BrokenHead(msg)
        read_key(head.key).verify(bytes.fromhex(head.signature), head.signed_bytes(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        msg = "the signature of the head does not hold"
        raise BrokenHead(msg) from None
    except (msgspec.MsgspecError, UnicodeError, ValueError) as error:
        raise BrokenHead(str(error)) from None
    return head


def newest_head(folder: Path) -> Head | None:
    """The head from which the live log of a folder goes on, None when nothing was archived. BrokenHead."""
    try:
        return read_head((folder / HEAD_FILE).read_bytes())
    except FileNotFoundError:
        return None
