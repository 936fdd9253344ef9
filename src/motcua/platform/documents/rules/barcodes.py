"""Code 128 (ISO/IEC 15417): the bars of a dossier code, so that a hand scanner at the desk opens the dossier."""

from __future__ import annotations

# Widths of bar, space, bar, space, bar, space for the values 0…105; 106 is the stop with its final bar.
_PATTERNS = str.split(
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 "
    "223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 "
    "112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 "
    "311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 "
    "122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 "
    "214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
)
_TO_C, _TO_B, _START_B, _START_C, _STOP = 99, 100, 104, 105, 106
_FIRST, _LAST = 32, 126
# Two digits share a symbol in set C; changing sets costs one, so shorter runs than this do not pay.
_WORTH_C = 4


class NotInCode128(ValueError):
    """A text with characters outside printable ASCII, or an empty one."""


def bars(text: str) -> tuple[int, ...]:
    """Widths in modules, bar and space in turn, beginning and ending with a bar; quiet zones are the printer's.

    ``NotInCode128`` for what hand scanners cannot hand on: characters outside printable ASCII.
    """
    if not text or any(not _FIRST <= ord(c) <= _LAST for c in text):
        raise NotInCode128(text)
    values = _values(text)
    check = (values[0] + sum(place * value for place, value in enumerate(values[1:], start=1))) % 103
    return tuple(int(width) for value in (*values, check, _STOP) for width in _PATTERNS[value])


def _values(text: str) -> list[int]:
    """Symbol values with the start symbol; runs of digits go two by two."""
    in_c = _digits(text, 0) >= _WORTH_C
    values, at = [_START_C if in_c else _START_B], 0
    while at < len(text):
        run = _digits(text, at)
        if in_c and run >= 2:  # noqa: PLR2004 - a pair
            values.append(int(text[at : at + 2]))
            at += 2
        elif in_c:
            values.append(_TO_B)
            in_c = False
        elif run >= _WORTH_C and run % 2 == 0:
            values.append(_TO_C)
            in_c = True
        else:
            values.append(ord(text[at]) - _FIRST)
            at += 1
    return values


def _digits(text: str, at: int) -> int:
    end = at
    while end < len(text) and text[end].isascii() and text[end].isdigit():
        end += 1
    return end - at
