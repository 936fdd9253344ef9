"""Answers and sources as a person reads them, in Vietnamese or English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from motcua.kernel.dates_vi import show_date, show_instant
from motcua.kernel.money import format_dong, format_number
from motcua.platform.eforms.contracts import Facts, FieldKind, PrefilledValue, UiField

MILLION: Final = 1_000_000
YES_NO: Final = (("yes", "Có", "Yes"), ("no", "Không", "No"))


def pick(language: str, vi: str, en: str) -> str:
    """The sentence of the language; Vietnamese stands in where English is missing."""
    return (en or vi) if language == "en" else vi


def decimal(number: float, language: str) -> str:
    """``85,5`` in Vietnamese, ``85.5`` in English; no needless zeros."""
    shown = f"{number:.2f}".rstrip("0").rstrip(".")
    return shown if language == "en" else shown.replace(".", ",")


def file_size(size: int) -> str:
    """``340 kB`` or ``2,4 MB``."""
    return f"{max(1, round(size / 1000))} kB" if size < MILLION else f"{size / MILLION:.1f} MB".replace(".", ",")


def answer_text(*, field: UiField, value: Any, facts: Facts, language: str) -> str:
    """The answer in words for the check page, the officer and documents; empty when there is none."""
    if value is None:
        return ""
    if field.kind == FieldKind.DATE:
        return show_date(date.fromisoformat(value), language)
    if field.kind in (FieldKind.BOOLEAN, FieldKind.DECLARATION):
        return pick(language, "Có", "Yes") if value else pick(language, "Không", "No")
    if field.kind in (FieldKind.SELECT, FieldKind.RADIOS, FieldKind.CHECKBOXES):
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(pick(language, o.vi, o.en) for o in field.options if o.value in chosen)
    return _joined(field, value, facts, language)


def _joined(field: UiField, value: Any, facts: Facts, language: str) -> str:
    if field.kind == FieldKind.MONEY:
        return format_dong(value)
    if field.kind in (FieldKind.INTEGER, FieldKind.DECIMAL):
        shown = decimal(value, language) if field.kind == FieldKind.DECIMAL else format_number(value)
        return f"{shown} {field.suffix}".strip()
    if field.kind == FieldKind.UNIT:
        return facts.units.get(value, value)
    if isinstance(value, list | dict):
        return _many(field, value, facts, language)
    return str(value)


def _many(field: UiField, value: Any, facts: Facts, language: str) -> str:
    if field.kind == FieldKind.ADDRESS:
        return f"{value['line']}, {facts.units.get(value['unit'], value['unit'])}"
    if field.kind == FieldKind.FILE:
        return "\n".join(f"{f['name']} ({file_size(f['size'])})" for f in value)
    return "\n".join(_row(field, row, facts, language) for row in value)


def _row(field: UiField, row: Mapping[str, Any], facts: Facts, language: str) -> str:
    return " · ".join(
        answer_text(field=sub, value=row.get(sub.name), facts=facts, language=language) for sub in field.fields if sub.name in row
    )


def source_text(field: UiField, value: Any, known: PrefilledValue | None, facts: Facts, language: str) -> str:
    """Where a prefilled answer comes from and when it was read; when the person changed it, what the source says."""
    if known is None:
        return ""
    label = pick(language, known.source_label_vi, known.source_label_en)
    at = show_instant(known.at, language)
    if value == known.value or value is None:
        return f"{label}, {at}"
    said = answer_text(field=field, value=known.value, facts=facts, language=language)
    return pick(language, f"bạn đã sửa; {label} ghi “{said}”", f"changed by you; {label} says “{said}”")
