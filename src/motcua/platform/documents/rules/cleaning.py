"""How texts are cleaned before they are set."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

# Embedding, override and isolate marks can show a text in another order than it is stored.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff")
_TURN = 40
_LONG_WORD = re.compile(r"\S{66,}")


class NotData(TypeError):
    """A value that JSON does not hold; the argument is its path."""


def clean(value: Any, path: str = "data", *, turning: bool = True) -> Any:
    """The value with every text in composed form (the fonts hold composed letters) and without control and direction marks.

    ``turning`` puts a break of no width into words longer than a line; word processors break them by themselves.
    ``NotData`` for anything that JSON does not hold; floating-point numbers too, since a document shows amounts as texts.
    """
    if isinstance(value, str):
        return _text(value, turning=turning)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {_text(str(key), turning=False): clean(item, f"{path}.{key}", turning=turning) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item, f"{path}[{place}]", turning=turning) for place, item in enumerate(value)]
    raise NotData(path)


def _text(value: str, *, turning: bool) -> str:
    composed = unicodedata.normalize("NFC", value)
    kept = "".join(c for c in composed if (c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"}) and c not in _DIRECTION)
    if not turning:
        return kept
    # A word longer than a line would run off the page; a break of no width lets it turn.
    return _LONG_WORD.sub(lambda word: "\u200b".join(word[0][i : i + _TURN] for i in range(0, len(word[0]), _TURN)), kept)
