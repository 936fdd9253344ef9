"""Days, hours and spans of them. Day before month, as in Vietnam; hours on Vietnam's clock."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from motcua.kernel import text as texts
from motcua.kernel.dates_vi import InvalidDate, parse_date, short_date
from motcua.platform.eforms.contracts import Facts, FieldError, UiField
from motcua.platform.eforms.rules.problems import problem
from motcua.platform.eforms.rules.reading.base import Posted, Read, one, wrong

FIRST_DAY: Final = date(1900, 1, 1)
DATE_PARTS: Final = (("day", "ngày", "day"), ("month", "tháng", "month"), ("year", "năm", "year"))
_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3])(?:\s*(?::|\.|h|g|giờ)\s*([0-5]?[0-9])?\s*(?:phút|p)?)?", re.IGNORECASE)
_MONTH: Final = re.compile(
    r"(?:tháng\s+)?(0?[1-9]|1[0-2])\s*(?:[/.\-]|\s+năm\s+|\s+)\s*([0-9]{4})|([0-9]{4})-(0[1-9]|1[0-2])", re.IGNORECASE
)


def day(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A day, from three inputs or one."""
    parts = [texts.squeeze(one(posted, f"{name}-{key}")) for key, _, _ in DATE_PARTS]
    whole = texts.squeeze(one(posted, name))
    if not whole and not any(parts):
        return Read()
    if not whole and (parts[1] or parts[2]):
        for typed, (_, vi, en) in zip(parts, DATE_PARTS, strict=True):
            if not typed:
                return wrong(field, "date_incomplete", name, part_vi=vi, part_en=en)
    try:
        found = parse_date(whole or "/".join(part for part in parts if part))
    except InvalidDate:
        return wrong(field, "not_a_date", name)
    return _within(field, found, facts, name)


def _within(field: UiField, found: date, facts: Facts, name: str) -> Read:
    if found < FIRST_DAY:
        return wrong(field, "date_too_old", name)
    if field.past and found > facts.today:
        return wrong(field, "date_future", name, today=short_date(facts.today))
    return Read(found.isoformat())


def partial_day(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """As much of a day as is known: births of long ago are often known by their year alone (NĐ 123/2015, Điều 4 khoản 2)."""
    parts = [texts.squeeze(one(posted, f"{name}-{key}")) for key, _, _ in DATE_PARTS]
    whole = texts.squeeze(one(posted, name))
    if not whole and not any(parts):
        return Read()
    typed = whole or "/".join(part for part in parts if part)
    if not whole and (not parts[2] or (parts[0] and not parts[1])):
        lacking = DATE_PARTS[2] if not parts[2] else DATE_PARTS[1]
        return wrong(field, "date_incomplete", name, part_vi=lacking[1], part_en=lacking[2])
    if re.fullmatch(r"[0-9]{4}", typed):
        return _partial(field, typed, date(max(1, int(typed)), 1, 1), facts, name)
    if found := _MONTH.fullmatch(typed):
        kept = f"{found[2] or found[3]}-{int(found[1] or found[4]):02d}"
        return _partial(field, kept, date(max(1, int(kept[:4])), int(kept[5:]), 1), facts, name)
    try:
        return _within(field, parse_date(typed), facts, name)
    except InvalidDate:
        return wrong(field, "not_a_partial_date", name)


def _partial(field: UiField, kept: str, first: date, facts: Facts, name: str) -> Read:
    got = _within(field, first, facts, name)
    return got if got.errors else Read(kept)


def clock_time(typed: str) -> str:
    """``7:30``, ``7h30``, ``7 giờ 30`` and ``7h`` as ``07:30`` and ``07:00``; empty when it is no time of day."""
    found = _TIME.fullmatch(texts.squeeze(typed))
    return f"{int(found[1]):02d}:{int(found[2] or 0):02d}" if found else ""


def time(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A time of day."""
    typed = texts.squeeze(one(posted, name))
    if not typed:
        return Read()
    kept = clock_time(typed)
    return Read(kept) if kept else wrong(field, "not_a_time", name)


def instant(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A day and a time of day."""
    found, at = day(field, posted, facts, f"{name}-date"), texts.squeeze(one(posted, f"{name}-time"))
    if found.value is None and not found.errors and not at:
        return Read()
    errors = list(found.errors)
    if found.value is None and not errors:
        errors.append(problem(field, "datetime_day", name=f"{name}-date"))
    if not clock_time(at):
        errors.append(problem(field, "not_a_time" if at else "datetime_time", name=f"{name}-time"))
    return Read(errors=tuple(errors)) if errors else Read(f"{found.value}T{clock_time(at)}")


def month(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A month of a year: ``9/2026``."""
    typed = texts.squeeze(one(posted, name))
    if not typed:
        return Read()
    found = _MONTH.fullmatch(typed)
    if not found or int(found[2] or found[3]) < FIRST_DAY.year:
        return wrong(field, "not_a_month", name)
    kept = f"{found[2] or found[3]}-{int(found[1] or found[4]):02d}"
    if field.past and kept > facts.today.isoformat()[:7]:
        return wrong(field, "date_future", name, today=short_date(facts.today))
    return Read(kept)


def span(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """From one day to another, both included."""
    ends = [day(field, posted, facts, f"{name}-{end}") for end in ("from", "to")]
    errors: list[FieldError] = [error for end in ends for error in end.errors]
    if not errors and ends[0].value is None and ends[1].value is None:
        return Read()
    for end, got, code in (("from", ends[0], "range_from"), ("to", ends[1], "range_to")):
        if got.value is None and not got.errors:
            errors.append(problem(field, code, name=f"{name}-{end}"))
    if errors:
        return Read(errors=tuple(errors))
    if ends[1].value < ends[0].value:
        return wrong(field, "range_order", f"{name}-to")
    return Read({"from": ends[0].value, "to": ends[1].value})
