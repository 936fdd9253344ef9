"""Single values between what a side writes and what they mean; dates in the city's usual forms, code lists, names, text normalised."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.rules import Clean, Kind
from motcua.kernel.text import fold, nfc, place_tones, squeeze

CITY = ZoneInfo("Asia/Ho_Chi_Minh")
_TOKENS = {"yyyy": r"(?P<year>[0-9]{4})", "MM": r"(?P<month>[0-9]{2})", "dd": r"(?P<day>[0-9]{2})", "HH": r"(?P<hour>[0-9]{2})",
           "mm": r"(?P<minute>[0-9]{2})", "ss": r"(?P<second>[0-9]{2})"}  # fmt: skip
_TOKEN = re.compile("|".join(_TOKENS))
_ZONE = re.compile(r"(?<=[0-9])(?:Z|[+-][01][0-9]:[0-5][0-9])$")
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")
_MOST_DIGITS = 40
_CLEANERS: dict[Clean, Callable[[str], str]] = {
    Clean.TRIM: str.strip,
    Clean.SQUEEZE: squeeze,
    Clean.NFC: nfc,
    Clean.UPPER: str.upper,
    Clean.LOWER: str.lower,
    Clean.DIGITS: lambda text: "".join(c for c in text if c in "0123456789"),
    Clean.TONES: place_tones,
    Clean.FOLD: fold,
}


def read(raw: Any, kind: Kind, form: str, *, place: str) -> Any:
    """The meaning of what a side wrote: text, int, Decimal, bool, date or instant. Untranslatable when it is not that."""
    if kind is Kind.ANY:
        return raw
    if not isinstance(raw, str | int | float | Decimal):
        raise Untranslatable(place, "không phải là một giá trị", "is no single value")
    try:
        return _READERS[kind](raw, form)
    except (ValueError, InvalidOperation, OverflowError):
        vi, en = _EXPECTED[kind]
        shown = f" ({form})" if form else ""
        raise Untranslatable(place, f"không phải là {vi}{shown}", f"is no {en}{shown}") from None


def write(value: Any, kind: Kind, form: str, *, as_text: bool) -> Any:
    """What a side writes for a meaning: JSON values, or text where there is nothing but text."""
    if kind is Kind.DATE:
        return formatted(value, form or "yyyy-MM-dd")
    if kind is Kind.INSTANT:
        local = value.astimezone(CITY)
        return formatted(local, form) if form else local.isoformat()
    return text_of(value) if as_text and kind is not Kind.ANY else value


def text_of(value: Any) -> str:
    """A value as plain text: true and false, digits without exponent."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def formatted(day: date, form: str) -> str:
    """A date or instant in a format of yyyy MM dd HH mm ss."""
    marks = {"yyyy": f"{day.year:04d}", "MM": f"{day.month:02d}", "dd": f"{day.day:02d}"}
    if isinstance(day, datetime):
        marks |= {"HH": f"{day.hour:02d}", "mm": f"{day.minute:02d}", "ss": f"{day.second:02d}"}
    return _TOKEN.sub(lambda found: marks.get(found[0], "00"), form)


def cleaned(text: str, steps: tuple[Clean, ...]) -> str:
    """The text after its normalisations, in order."""
    for step in steps:
        text = _CLEANERS[step](text)
    return text


def looked_up(value: Any, table: Mapping[str, str], *, others: str, place: str) -> str:
    """The other side's code; Untranslatable for a code outside the list unless others are kept."""
    text = text_of(value)
    if text not in table and others == "refuse":
        raise Untranslatable(place, "mã không có trong danh mục", "is a code outside the code list")
    return table.get(text, text)


def split_name(full: str) -> tuple[str, str, str]:
    """Họ, chữ đệm, tên of a full name; a single word is a tên."""
    words = squeeze(full).split(" ")
    return ("", "", words[0]) if len(words) == 1 else (words[0], " ".join(words[1:-1]), words[-1])


def without_zone(raw: Any) -> Any:
    """A date of XML without the zone that it may carry (XML Schema part 2 §3.2.9): the day is the one that was written."""
    return _ZONE.sub("", raw.strip()) if isinstance(raw, str) else raw


def _text(raw: Any, form: str) -> str:
    return raw if isinstance(raw, str) else text_of(raw)


def _integer(raw: Any, form: str) -> int:
    if isinstance(raw, bool) or (not isinstance(raw, str) and raw != int(raw)):
        raise ValueError
    if isinstance(raw, str) and not _WHOLE.fullmatch(raw.strip()):
        raise ValueError
    return int(raw)


def _decimal(raw: Any, form: str) -> Decimal:
    if isinstance(raw, bool) or (isinstance(raw, str) and not _NUMBER.fullmatch(raw.strip())):
        raise ValueError
    value = Decimal(raw.strip() if isinstance(raw, str) else str(raw))
    if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
        raise ValueError
    return value


def _boolean(raw: Any, form: str) -> bool:
    words = {"true": True, "1": True, "false": False, "0": False}
    key = text_of(raw).strip().lower()
    if key not in words:
        raise ValueError
    return words[key]


def _numbers(raw: Any, form: str) -> dict[str, int]:
    pieces, end = [], 0
    for found in _TOKEN.finditer(form):
        pieces += [re.escape(form[end : found.start()]), _TOKENS[found[0]]]
        end = found.end()
    match = re.fullmatch("".join(pieces) + re.escape(form[end:]), str(raw).strip(), re.ASCII)
    if match is None:
        raise ValueError
    return {name: int(number) for name, number in match.groupdict().items()}


def _date(raw: Any, form: str) -> date:
    found = _numbers(raw, form or "yyyy-MM-dd")
    return date(found["year"], found.get("month", 1), found.get("day", 1))


def _instant(raw: Any, form: str) -> datetime:
    if form:
        found = _numbers(raw, form)
        return datetime(
            found["year"], found.get("month", 1), found.get("day", 1), found.get("hour", 0), found.get("minute", 0), found.get("second", 0),
            tzinfo=CITY,
        )  # fmt: skip
    at = datetime.fromisoformat(str(raw).strip())
    return at if at.tzinfo else at.replace(tzinfo=CITY)


_READERS: dict[Kind, Callable[[Any, str], Any]] = {
    Kind.TEXT: _text, Kind.INTEGER: _integer, Kind.DECIMAL: _decimal, Kind.BOOLEAN: _boolean, Kind.DATE: _date, Kind.INSTANT: _instant,
}  # fmt: skip
_EXPECTED: dict[Kind, tuple[str, str]] = {
    Kind.TEXT: ("văn bản", "text"),
    Kind.INTEGER: ("số nguyên", "whole number"),
    Kind.DECIMAL: ("số", "number"),
    Kind.BOOLEAN: ("giá trị đúng/sai", "true or false"),
    Kind.DATE: ("ngày hợp lệ", "date"),
    Kind.INSTANT: ("thời điểm hợp lệ", "instant"),
}
