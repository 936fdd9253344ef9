"""Vietnamese text: one spelling of a string, search without diacritics, and the order of the alphabet."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng; ngang is 0
_TONE_CLASS = "".join(_TONES)
# An open syllable in oa, oe or uy with its tone on the second vowel; "qu" is a consonant, so its y keeps the tone.
_OPEN = r"(?![^\W\d_]|[\u0300-\u036f])"
_NEW_STYLE = re.compile(rf"([oO])([aAeE])([{_TONE_CLASS}]){_OPEN}|(?<![qQ])([uU])([yY])([{_TONE_CLASS}]){_OPEN}")
_WORD = re.compile(r"[0-9a-z]+")
_ANY_WORD = re.compile(r"[^\W_]+")
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# One ASCII character per letter, rising in code order, so that a plain byte order is the alphabet's order.
_RANKS = dict(zip(_LETTERS, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg", strict=True))


def nfc(text: str) -> str:
    """The composed form (Unicode NFC), in which everything is stored."""
    return unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """NFC, with runs of white space as one space and none at the ends."""
    return " ".join(nfc(text).split())


def fold(text: str) -> str:
    """Lower case without diacritics, đ as d: what search compares. A composed letter gives exactly one letter."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return bare.replace("đ", "d")


def place_tones(text: str) -> str:
    """One spelling for hoà/hòa, khoẻ/khỏe, thuỷ/thủy: the tone on the first vowel of oa, oe, uy in open syllables.

    This is the spelling of the names in NQ 202/2025/QH15 and NQ 1669/NQ-UBTVQH15 ("Hòa Bình", "Thủy Nguyên"). A foreign word that
    happens to end so ("Zoé") changes too: compare with the result, show the original.
    """

    def move(found: re.Match[str]) -> str:
        first, second, tone = (g for g in found.groups() if g is not None)
        return first + tone + second

    return nfc(_NEW_STYLE.sub(move, unicodedata.normalize("NFD", text)))


def syllables(text: str) -> list[str]:
    """The folded syllables and numbers of a text, in order."""
    return _WORD.findall(fold(text))


def syllable_bigrams(text: str) -> list[str]:
    """Neighbouring folded syllables: Vietnamese words are mostly of two. A single syllable stands alone."""
    parts = syllables(text)
    return [f"{a} {b}" for a, b in pairwise(parts)] or parts


def slug(text: str, *, max_length: int = 80) -> str:
    """Folded syllables joined by hyphens, cut between syllables at ``max_length`` characters."""
    joined = "-".join(syllables(text))
    if len(joined) <= max_length:
        return joined
    cut = joined[: max_length + 1].rpartition("-")[0]
    return cut or joined[:max_length]


def sort_key(text: str) -> str:
    """An ASCII key whose byte order is the Vietnamese dictionary's: syllable by syllable, letters first, then the tone.

    Letters a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y; tones ngang, huyền, hỏi, ngã, sắc, nặng. Digits sort before
    letters; punctuation separates syllables. Store it beside the name and order by it (``COLLATE "C"``).
    """
    return " ".join(_syllable_key(word) for word in _ANY_WORD.findall(place_tones(text).lower()))


def _syllable_key(syllable: str) -> str:
    """``letters!tone``: the mark sorts before every letter, so "an" with any tone comes before "anh"."""
    apart = unicodedata.normalize("NFD", syllable)
    tone = max((_TONES.get(c, 0) for c in apart), default=0)
    letters = nfc("".join(c for c in apart if c not in _TONES))
    return f"{''.join(_rank(c) for c in letters)}!{tone}"


def _rank(letter: str) -> str:
    if letter in _RANKS:
        return _RANKS[letter]
    bare = fold(letter)
    return _RANKS.get(bare, bare if bare.isascii() else "h")
