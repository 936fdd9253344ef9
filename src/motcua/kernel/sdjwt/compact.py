"""The compact form read strictly: one way to write every byte, so that nothing can be changed without being seen."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LARGEST, MOST_PIECES, DEEPEST = 262_144, 512, 12
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")
_PARTS = 3


class Malformed(ValueError):
    """The text is not what it should be; ``code`` names the sentence of ``verdicts.SENTENCES``."""

    def __init__(self, code: str = "malformed") -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Jws:
    """A compact JWS taken apart, not yet checked."""

    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    signed: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Presented:
    """A presentation taken apart: the issuer's token, the disclosures as sent, the holder's token ("" without one)."""

    token: str
    disclosures: tuple[str, ...]
    binding: str

    @property
    def bound_text(self) -> bytes:
        """What the holder's ``sd_hash`` covers (RFC 9901 §4.3.1)."""
        return "~".join((self.token, *self.disclosures, "")).encode("ascii")


def encode(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """The bytes of canonical base64url without padding; ``Malformed`` for any other writing of the same bytes."""
    if not _BASE64URL.fullmatch(text):
        raise Malformed
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise Malformed from error
    if encode(data) != text:  # spare bits at the end must be zero
        raise Malformed
    return data


def strict_json(data: bytes) -> Any:
    """JSON in UTF-8 without repeated names, NaN or infinity; ``Malformed`` otherwise."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError, ValueError) as error:
        raise Malformed from error


def read_jws(text: str) -> Jws:
    """Take a compact JWS apart; ``Malformed``."""
    parts = text.split(".")
    if len(parts) != _PARTS:
        raise Malformed
    header, payload = (strict_json(decode(part)) for part in parts[:2])
    if not isinstance(header, dict) or not isinstance(payload, dict):
        raise Malformed
    return Jws(header=header, payload=payload, signed=f"{parts[0]}.{parts[1]}".encode("ascii"), signature=decode(parts[2]))


def read_presentation(text: str) -> Presented:
    """Take ``token~disclosure~…~[binding]`` apart; ``Malformed``, also for what is too large."""
    if len(text) > LARGEST:
        raise Malformed("too_large")
    token, *pieces = text.split("~")
    if not pieces or not text.isascii():
        raise Malformed
    *disclosures, binding = pieces
    if len(disclosures) > MOST_PIECES:
        raise Malformed("too_large")
    if "" in disclosures:
        raise Malformed
    return Presented(token=token, disclosures=tuple(disclosures), binding=binding)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed
    return found


def _no_constant(_: str) -> Any:
    raise Malformed
