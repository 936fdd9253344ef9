"""Money is an integer of đồng: the currency has no minor unit. Formatting, reading and amounts in words."""

from __future__ import annotations

import re

from motcua.kernel.errors import NamedError

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
_BILLION = 1_000_000_000
_CURRENCY = re.compile(r"(?:₫|đồng|đ|vnđ|vnd)$", re.IGNORECASE)
_GROUPED = re.compile(r"^-?(?:\d{1,3}(?:[.,  \s]\d{3})+|\d+)$")


class InvalidAmount(NamedError):
    """Text that is not a whole number of đồng."""

    code = "kernel.invalid_amount"
    vi = "“{value}” không phải là số tiền bằng đồng. Ví dụ đúng: 1.234.000."
    en = "“{value}” is not an amount in đồng. Example: 1.234.000."
    status = 422


def format_dong(amount: int) -> str:
    """``1234000`` as ``1.234.000 ₫``."""
    return f"{format_number(amount)} ₫"


def format_number(number: int) -> str:
    """A whole number with the Vietnamese thousands separator: ``1.234.000``."""
    return f"{_whole(number):,}".replace(",", ".")


def parse_dong(text: str) -> int:
    """The amount a person typed: ``1.234.000 ₫``, ``1234000``, ``1,234,000 VND``; InvalidAmount when groups are not of three."""
    bare = _CURRENCY.sub("", text.strip()).strip()
    if not _GROUPED.match(bare):
        raise InvalidAmount(value=text)
    sign = -1 if bare.startswith("-") else 1
    return sign * int(re.sub(r"\D", "", bare))


def amount_in_words(amount: int) -> str:
    """The amount as receipts print it: ``Một triệu hai trăm ba mươi tư nghìn đồng``."""
    words = f"{number_in_words(amount)} đồng"
    return words[0].upper() + words[1:]


def number_in_words(number: int) -> str:
    """A whole number in Vietnamese words, lower case; groups of zeros are left out."""
    if _whole(number) < 0:
        return f"âm {number_in_words(-number)}"
    if number == 0:
        return _DIGITS[0]
    return _spell(number, inner=False)


def _spell(number: int, *, inner: bool) -> str:
    """Words of a positive number; ``inner`` says that a larger group stands before it."""
    parts: list[str] = []
    if number >= _BILLION:
        billions, number = divmod(number, _BILLION)
        parts.append(f"{_spell(billions, inner=inner)} tỷ")
        inner = True
    for size, unit in ((1_000_000, "triệu"), (1_000, "nghìn"), (1, "")):
        group, number = divmod(number, size)
        if group:
            parts.append(f"{_group(group, inner=inner)} {unit}".strip())
            inner = True
    return " ".join(parts)


def _group(number: int, *, inner: bool) -> str:
    """Three digits; a group after a larger one says its zero hundreds ("không trăm linh năm")."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words: list[str] = []
    if hundreds or inner:
        words.append(f"{_DIGITS[hundreds]} trăm")
    if tens == 0 and ones and words:
        words.append("linh")
    elif tens == 1:
        words.append("mười")
    elif tens > 1:
        words.append(f"{_DIGITS[tens]} mươi")
    if ones:
        words.append(_ones(tens, ones))
    return " ".join(words)


def _ones(tens: int, ones: int) -> str:
    """The last digit changes its name after tens: mốt, tư, lăm."""
    if tens > 1 and ones in _AFTER_TENS:
        return _AFTER_TENS[ones]
    return "lăm" if tens == 1 and _DIGITS[ones] == "năm" else _DIGITS[ones]


def _whole(number: int) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        msg = f"money is a whole number of đồng, not {type(number).__name__}"
        raise TypeError(msg)
    return number
