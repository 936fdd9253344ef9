"""Text in the encodings of older systems; windows-1258 writes Vietnamese tones as signs of their own."""

from __future__ import annotations

import codecs
import unicodedata

from motcua.gateway.translate.errors import Untranslatable
from motcua.kernel.text import nfc

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def encode(text: str, encoding: str, *, place: str) -> bytes:
    """The text as bytes; Untranslatable when the encoding has no way to write it."""
    try:
        return _apart(text).encode(encoding) if encoding == "windows-1258" else text.encode(encoding)
    except UnicodeEncodeError:
        raise Untranslatable(place, f"có ký tự không viết được bằng {encoding}", f"holds a sign that {encoding} cannot write") from None


def decode(data: bytes, encoding: str, *, place: str) -> str:
    """Bytes as text; Untranslatable when they are not in that encoding."""
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeError:
        raise Untranslatable(place, f"không phải {encoding}", f"is not {encoding}") from None
    return nfc(text) if encoding == "windows-1258" else text


def _apart(text: str) -> str:
    """Letters that windows-1258 lacks as letter and tone: ế is ê and a sharp."""
    return "".join(_letter(sign) for sign in nfc(text))


def _letter(sign: str) -> str:
    try:
        sign.encode("windows-1258")
    except UnicodeEncodeError:
        marks = unicodedata.normalize("NFD", sign)
        tone = "".join(mark for mark in marks if mark in _TONES)
        return nfc("".join(mark for mark in marks if mark not in _TONES)) + tone
    return sign


def decoder(encoding: str) -> codecs.IncrementalDecoder:
    """A decoder of pieces; a byte-order mark at the beginning is skipped."""
    return codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)()
