"""Answers and sources as a person reads them, in Vietnamese or English."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

from motcua.kernel.dates_vi import show_date, show_instant
from motcua.kernel.money import format_dong, format_number
from motcua.platform.eforms.contracts import ROWS, UPLOADS, Facts, FieldKind, PrefilledValue, UiField
from motcua.platform.eforms.rules import lists
from motcua.platform.eforms.rules.reading.numbers import KEPT_IN, STARS

Shown = Callable[[UiField, Any, Facts, str], str]
MILLION: Final = 1_000_000
HECTARE: Final = 10_000
METRE: Final = 111_320.0  # of one degree of latitude
YES_NO_UNKNOWN: Final = (("yes", "Có", "Yes"), ("no", "Không", "No"), ("unknown", "Không biết", "Not known"))
RATINGS: Final = (
    ("5", "5 – Rất hài lòng", "5 – Very satisfied"),
    ("4", "4 – Hài lòng", "4 – Satisfied"),
    ("3", "3 – Bình thường", "3 – Neutral"),
    ("2", "2 – Không hài lòng", "2 – Dissatisfied"),
    ("1", "1 – Rất không hài lòng", "1 – Very dissatisfied"),
)
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
    shown = _SHOWN.get(field.kind)
    return shown(field, value, facts, language) if shown else str(value)


def number(value: float, language: str) -> str:
    """``1.234,5`` in Vietnamese, ``1,234.5`` in English; at most two decimals, no needless zeros."""
    shown = f"{value:,.2f}".rstrip("0").rstrip(".")
    return shown if language == "en" else shown.translate(str.maketrans(",.", ".,"))


def _day(field: UiField, value: Any, facts: Facts, language: str) -> str:
    return show_date(date.fromisoformat(value), language)


def _partial(field: UiField, value: Any, facts: Facts, language: str) -> str:
    parts = value.split("-")
    if len(parts) == 3:  # noqa: PLR2004 - day, month and year
        return _day(field, value, facts, language)
    return value if len(parts) == 1 else f"{int(parts[1])}/{parts[0]}"


def _instant(field: UiField, value: Any, facts: Facts, language: str) -> str:
    day, _, at = value.partition("T")
    shown = show_date(date.fromisoformat(day), language)
    return f"{shown}, {at}" if language == "en" else f"{at} {shown}"


def _span(field: UiField, value: Any, facts: Facts, language: str) -> str:
    first, last = (show_date(date.fromisoformat(value[end]), language) for end in ("from", "to"))
    return pick(language, f"từ {first} đến {last}", f"{first} to {last}")


def _yes_no(field: UiField, value: Any, facts: Facts, language: str) -> str:
    return pick(language, "Có", "Yes") if value else pick(language, "Không", "No")


def _known(options: Sequence[tuple[str, str, str]]) -> Shown:
    def shown(field: UiField, value: Any, facts: Facts, language: str) -> str:
        return next((pick(language, vi, en) for code, vi, en in options if code == str(value)), str(value))

    return shown


def option(field: UiField, value: str, language: str) -> str:
    """What people call an option of the field."""
    return next((pick(language, o.vi, o.en) for o in field.options if o.value == value), value)


def _chosen(field: UiField, value: Any, facts: Facts, language: str) -> str:
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(pick(language, o.vi, o.en) for o in field.options if o.value in chosen)


def _measured(field: UiField, value: Any, facts: Facts, language: str) -> str:
    unit = KEPT_IN[field.kind]
    more = f" ({number(value / HECTARE, language)} ha)" if field.kind == FieldKind.AREA and value >= HECTARE else ""
    return f"{number(value, language)} {unit}{more}"


def _unit(field: UiField, value: Any, facts: Facts, language: str) -> str:
    return facts.units.get(value, value)


def _old(code: str, facts: Facts) -> str:
    return facts.old_units[code].full_name if code in facts.old_units else code


def _old_unit(field: UiField, value: Any, facts: Facts, language: str) -> str:
    old, new = _old(value["old"], facts), facts.units.get(value["new"], value["new"])
    return pick(language, f"{old} (nay là {new})", f"{old} (now {new})")


def _address(field: UiField, value: Any, facts: Facts, language: str) -> str:
    shown = f"{value['line']}, {facts.units.get(value['unit'], value['unit'])}"
    if "old" not in value:
        return shown
    old = _old(value["old"], facts)
    return pick(language, f"{shown} (trước ngày 01/7/2025: {old})", f"{shown} (before 1 July 2025: {old})")


def _place(field: UiField, value: Any, facts: Facts, language: str) -> str:
    return f"{value['name']}, {lists.label(lists.shared('provinces'), value['province'], language)}"


def _listed(field: UiField, value: Any, facts: Facts, language: str) -> str:
    entries = lists.entries(field, facts)
    return ", ".join(lists.label(entries, code, language) for code in (value if isinstance(value, list) else [value]))


def _reference(field: UiField, value: Any, facts: Facts, language: str) -> str:
    shown = "\n".join((value["label"], *(f"{name}: {told}" for name, told in value.get("facts", {}).items())))
    return shown if value["id"] else pick(language, f"{shown} (tự nhập, chưa đối chiếu)", f"{shown} (typed, not checked)")


def _position(position: Sequence[float], language: str) -> str:
    longitude, latitude = position
    shown = f"{latitude:.6f}; {longitude:.6f}"
    return shown.replace(";", ",") if language == "en" else shown.replace(".", ",")


def _mapped(field: UiField, value: Any, facts: Facts, language: str) -> str:
    if "text" in value:
        return str(value["text"])
    if value["type"] == "Point":
        return _position(value["coordinates"], language)
    ring = value["coordinates"][0]
    corners = pick(language, f"{len(ring) - 1} góc, khoảng", f"{len(ring) - 1} corners, about")
    shown = f"{corners} {number(round(surface(ring)), language)} m²"
    return "\n".join([shown, *(_position(corner, language) for corner in ring[:-1])])


def surface(ring: Sequence[Sequence[float]]) -> float:
    """The surface of a small closed ring in m², to about half a percent."""
    middle = math.cos(math.radians(sum(latitude for _, latitude in ring) / len(ring)))
    flat = [((x - ring[0][0]) * METRE * middle, (y - ring[0][1]) * METRE) for x, y in ring]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(flat))) / 2


def _files(field: UiField, value: Any, facts: Facts, language: str) -> str:
    return "\n".join(f"{f['name']} ({file_size(f['size'])})" for f in value)


def _rows(field: UiField, value: Any, facts: Facts, language: str) -> str:
    return "\n".join(_row(field, row, facts, language) for row in value)


def _matrix(field: UiField, value: Any, facts: Facts, language: str) -> str:
    return "\n".join(f"{pick(language, o.vi, o.en)}: {option(field, value[o.value], language)}" for o in field.lines if o.value in value)


def _calculated(field: UiField, value: Any, facts: Facts, language: str) -> str:
    if isinstance(value, bool):
        return _yes_no(field, value, facts, language)
    if field.result == "date" and isinstance(value, str):
        return _day(field, value, facts, language)
    return f"{number(value, language)} {field.suffix}".strip() if isinstance(value, int | float) else str(value)


def _row(field: UiField, row: Mapping[str, Any], facts: Facts, language: str) -> str:
    return " · ".join(
        answer_text(field=sub, value=row.get(sub.name), facts=facts, language=language) for sub in field.fields if sub.name in row
    )


_SHOWN: Final[Mapping[FieldKind, Shown]] = {
    FieldKind.DATE: _day,
    FieldKind.PARTIAL_DATE: _partial,
    FieldKind.MONTH: _partial,
    FieldKind.DATETIME: _instant,
    FieldKind.DATE_RANGE: _span,
    FieldKind.BOOLEAN: _yes_no,
    FieldKind.DECLARATION: _yes_no,
    FieldKind.YES_NO_UNKNOWN: _known(YES_NO_UNKNOWN),
    FieldKind.RATING: lambda _, value, __, ___: f"{value}/{STARS}",
    **dict.fromkeys((FieldKind.SELECT, FieldKind.RADIOS, FieldKind.CHECKBOXES, FieldKind.MULTI_SELECT), _chosen),
    FieldKind.MONEY: lambda _, value, __, ___: format_dong(value),
    FieldKind.INTEGER: lambda field, value, _, __: f"{format_number(value)} {field.suffix}".strip(),
    FieldKind.DECIMAL: lambda field, value, _, language: f"{decimal(value, language)} {field.suffix}".strip(),
    FieldKind.PERCENTAGE: lambda _, value, __, language: f"{decimal(value, language)} %",
    FieldKind.QUANTITY: lambda field, value, _, language: f"{number(value['amount'], language)} {option(field, value['unit'], language)}",
    **dict.fromkeys((FieldKind.AREA, FieldKind.LENGTH, FieldKind.WEIGHT), _measured),
    FieldKind.UNIT: _unit,
    FieldKind.OLD_UNIT: _old_unit,
    **dict.fromkeys((FieldKind.ADDRESS, FieldKind.ANY_ADDRESS), _address),
    FieldKind.PLACE: _place,
    **dict.fromkeys((*lists.OF_KIND, FieldKind.LINKED), _listed),
    FieldKind.REFERENCE: _reference,
    FieldKind.BANK_ACCOUNT: lambda _, value, __, language: (
        f"{value['number']}, {lists.label(lists.shared('banks'), value['bank'], language)}"
    ),
    FieldKind.PARCEL: lambda _, value, __, language: pick(
        language, f"tờ bản đồ {value['sheet']}, thửa {value['parcel']}", f"map sheet {value['sheet']}, parcel {value['parcel']}"
    ),
    **dict.fromkeys((FieldKind.MAP_POINT, FieldKind.MAP_AREA), _mapped),
    **dict.fromkeys(UPLOADS, _files),
    **dict.fromkeys(ROWS, _rows),
    FieldKind.MATRIX: _matrix,
    FieldKind.CALCULATED: _calculated,
}


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


def held_text(*, known: PrefilledValue, language: str) -> str:
    """``đã có trong Cơ sở dữ liệu quốc gia về dân cư, đọc lúc 12:03 22/11/2026``."""
    at = show_instant(known.at, language)
    return pick(language, f"đã có trong {known.source_label_vi}, đọc lúc {at}", f"already in {known.source_label_en}, read {at}")


def known_text(known: PrefilledValue, language: str) -> str:
    """What a person reads beside the question for a paper that a register has."""
    held = held_text(known=known, language=language)
    more = pick(language, "Bạn không phải nộp; vẫn có thể tải lên bản khác.", "You need not hand it in; you may still upload another.")
    return f"{held[0].upper()}{held[1:]}. {more}"
