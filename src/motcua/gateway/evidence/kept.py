"""Reading kept bodies back and comparing them with what the log says of them."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.evidence.keeping import REQUEST
from motcua.gateway.evidence.report import Report
from motcua.gateway.evidence.sealing import decrypt
from motcua.gateway.protocol.bodies import KeptBody
from motcua.gateway.protocol.config import KeepBody
from motcua.gateway.protocol.record import Record

_PIECE = 1024 * 1024


def check_bodies(report: Report, place: str, file: BinaryIO, kept: Sequence[tuple[KeptBody, Record]], *, live: bool) -> int:
    """Compare every body of a file; how many are whole. ``live`` files may have octets at the end of which no record tells yet."""
    whole, end = 0, 0
    for body, record in kept:
        stored, clear = hashlib.sha256(), hashlib.sha512()
        for piece in _pieces(file, body):
            stored.update(piece)
            clear.update(piece)
        told = digest_in(record, body.part)
        plain = body.mode == KeepBody.ENCRYPTED or (told is not None and clear.digest() == told)
        if body.at != end or stored.hexdigest() != body.sha256 or not plain:
            report.find(place, "body", request_id=body.request_id, part=body.part)
        else:
            whole += 1
        end = body.at + body.length
    if not live and file.seek(0, os.SEEK_END) > end:
        report.find(place, "bodies_more", file=place)
    return whole


def kept_of(file: BinaryIO, body: KeptBody, key: ec.EllipticCurvePrivateKey | None) -> bytes | None:
    """The octets of a body; None for an encrypted one without the archive key. UnreadableBody for another key."""
    stored = b"".join(_pieces(file, body))
    if body.mode != KeepBody.ENCRYPTED:
        return stored
    return decrypt(stored, key=key, request_id=body.request_id, part=body.part) if key is not None else None


def digest_in(record: Record, part: str) -> bytes | None:
    """The SHA-512 of a body that the record tells."""
    text = record.request_body if part == REQUEST else record.response_body
    return base64.b64decode(text) if text is not None else None


def _pieces(file: BinaryIO, body: KeptBody) -> Iterator[bytes]:
    file.seek(body.at)
    left = body.length
    while left and (piece := file.read(min(left, _PIECE))):
        left -= len(piece)
        yield piece
