"""JSON bodies: numbers with a point stay exact, what is no JSON is refused with its place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from motcua.gateway.translate.errors import Untranslatable

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def read_json(data: bytes, *, place: str) -> Any:
    """The tree of a JSON text, None for no body at all; Untranslatable otherwise."""
    if not data.strip():
        return None
    try:
        return _DECODER.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise Untranslatable(place, "không phải JSON đúng cú pháp", "is no well-formed JSON") from None


def write_json(tree: Any) -> bytes:
    """The JSON text of a tree."""
    return _ENCODER.encode(tree)
