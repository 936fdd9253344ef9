"""Number and symbol of official documents (NĐ 30/2020/NĐ-CP, Phụ lục I, mục II, khoản 3)."""

from __future__ import annotations

import re

_LETTERS = r"[A-ZĐa-zđ0-9.&]"
_SYMBOL = re.compile(rf"^(?P<number>\d+)/(?:(?P<year>\d{{4}})/)?(?P<symbol>{_LETTERS}+(?:-{_LETTERS}+)*)$")
_TEN = 10


def symbol_of(*, number: int, kind: str, issuer: str, section: str = "", year: int | None = None) -> str:
    """``15/QĐ-UBND``; ``123/UBND-VX`` for an official letter (no ``kind``, with ``section``); ``30/2022/QĐ-UBND`` for a legal act.

    Numbers below ten are written with a leading zero. ValueError for a number below one or a missing issuer.
    """
    if number < 1 or not issuer:
        msg = "a document needs a number from 1 and an issuer"
        raise ValueError(msg)
    shown = f"{number:02d}" if number < _TEN else str(number)
    tail = "-".join(part for part in (kind, issuer, section) if part)
    return f"{shown}/{year}/{tail}" if year is not None else f"{shown}/{tail}"


def copy_symbol(*, number: int, copy_kind: str, issuer: str) -> str:
    """The number of a copy: ``07/SY-UBND`` (sao y), ``02/TrS-UBND`` (trích sao), ``01/SL-UBND`` (sao lục)."""
    return symbol_of(number=number, kind=copy_kind, issuer=issuer)


def parse_symbol(text: str) -> tuple[int, int | None, str]:
    """Number, year (legal acts) and symbol of ``09/2025/QĐ-TTg``; ValueError when it is no number and symbol."""
    found = _SYMBOL.match(text.strip())
    if found is None:
        raise ValueError(text)
    return int(found["number"]), int(found["year"]) if found["year"] else None, found["symbol"]
