"""Questions that are asked with several inputs: which inputs, and what stands in each for a given answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from motcua.kernel.text import sort_key
from motcua.platform.eforms.contracts import Facts, FieldKind, UiField
from motcua.platform.eforms.rules import lists
from motcua.platform.eforms.rules.reading.numbers import MEASURES
from motcua.platform.eforms.rules.words import decimal, pick

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One input of a question: its name after the hyphen, the component's kind, its label; ``choices`` names what it offers."""

    key: str
    widget: str
    vi: str
    en: str
    choices: str = ""
    hint_vi: str = ""
    hint_en: str = ""
    required: bool = True
    rows: int = 0
    autocomplete: str = "off"


_LINE: Final = Part("line", "text", "Số nhà, đường, thôn hoặc tổ dân phố", "House number and street, hamlet or quarter")
_OLD: Final = ("Xã, phường trước ngày 01/7/2025", "Commune or ward before 1 July 2025")
_IN_WORDS: Final = ("Hoặc mô tả vị trí bằng lời", "Or say where it is in words")
_MEASURE: Final = (Part("amount", "number", "Số lượng", "Amount"), Part("unit", "select", "Đơn vị", "Unit", "measures"))
PARTS: Final[Mapping[FieldKind, tuple[Part, ...]]] = {
    FieldKind.ADDRESS: (Part("unit", "select", "Xã, phường, đặc khu", "Commune or ward", "units"), _LINE),
    FieldKind.ANY_ADDRESS: (
        Part("unit", "select", "Xã, phường, đặc khu hiện nay", "Commune or ward today", "units", required=False),
        Part(
            "old", "select", *_OLD, "old_units",
            "Chỉ chọn khi giấy tờ ghi địa chỉ cũ; đơn vị hiện nay được điền theo.",
            "Only when your papers give the old address; today's unit follows from it.", required=False,
        ),
        _LINE,
    ),
    FieldKind.OLD_UNIT: (
        Part("old", "select", *_OLD, "old_units"),
        Part(
            "new", "select", "Nay thuộc", "Now in", "successors", "Để trống khi đơn vị cũ không bị chia.",
            "Leave empty unless the old unit was divided.", required=False,
        ),
    ),
    FieldKind.PLACE: (
        Part("province", "select", "Tỉnh, thành phố", "Province or city", "provinces"),
        Part("commune", "select", "Xã, phường, đặc khu của Hải Phòng", "Commune or ward of Hải Phòng", "units", required=False),
        Part("name", "text", "Xã, phường, đặc khu ở tỉnh khác", "Commune or ward elsewhere", required=False),
    ),
    FieldKind.DATE_RANGE: (Part("from", "date", "Từ ngày", "From"), Part("to", "date", "Đến ngày", "To")),
    FieldKind.DATETIME: (
        Part("date", "date", "Ngày", "Day"),
        Part("time", "text", "Giờ", "Time", hint_vi="Ví dụ 7:30 hoặc 14:05", hint_en="For example 7:30 or 14:05"),
    ),
    FieldKind.AREA: _MEASURE,
    FieldKind.LENGTH: _MEASURE,
    FieldKind.WEIGHT: _MEASURE,
    FieldKind.QUANTITY: (_MEASURE[0], Part("unit", "select", "Đơn vị tính", "Unit", "options")),
    FieldKind.BANK_ACCOUNT: (
        Part("bank", "select", "Ngân hàng", "Bank", "banks"),
        Part("number", "personal_number", "Số tài khoản", "Account number"),
    ),
    FieldKind.PARCEL: (
        Part("sheet", "number", "Tờ bản đồ số", "Map sheet"),
        Part("parcel", "number", "Thửa đất số", "Parcel number"),
    ),
    FieldKind.MAP_POINT: (
        Part(
            "at", "text", "Vĩ độ; kinh độ", "Latitude, longitude", hint_vi="Ví dụ 20,8561; 106,6822",
            hint_en="For example 20.8561, 106.6822", required=False,
        ),
        Part("text", "text", *_IN_WORDS, required=False),
    ),
    FieldKind.MAP_AREA: (
        Part(
            "ring", "textarea", "Các góc: vĩ độ; kinh độ, mỗi góc một dòng", "Corners: latitude, longitude, one to a line",
            hint_vi="Ghi lần lượt theo một vòng, ít nhất ba góc.", hint_en="In order around the area, three or more.",
            required=False, rows=6,
        ),
        Part("text", "text", *_IN_WORDS, required=False),
    ),
}  # fmt: skip


def parts_of(field: UiField, facts: Facts, value: Any, typed: Mapping[str, str]) -> tuple[Part, ...]:
    """The inputs of a question; of linked lists those down to the first that has no choice yet, of a matrix one for each line."""
    if field.kind == FieldKind.MATRIX:
        return tuple(Part(line.value, "radios", line.vi, line.en, "options", required=field.required) for line in field.lines)
    if field.kind != FieldKind.LINKED:
        return PARTS.get(field.kind, ())
    listed, shown, way = lists.entries(field, facts), [], ""
    for depth, level in enumerate(field.levels):
        if depth and (not way or not lists.below(listed, way)):
            break
        shown.append(Part(str(depth), "select", level.vi, level.en, f"below:{way}"))
        told = typed.get(str(depth), "") or (value[depth] if isinstance(value, list) and depth < len(value) else "")
        way = told if any(entry.code == told for entry in lists.below(listed, way)) else ""
    return tuple(shown)


def in_part(field: UiField, part: Part, value: Any, language: str) -> Any:
    """What stands in one input for an answer."""
    if value is None:
        return next(iter(MEASURES[field.kind])) if field.kind in MEASURES and part.key == "unit" else ""
    if field.kind in MEASURES:
        return decimal(value, language) if part.key == "amount" else next(iter(MEASURES[field.kind]))
    if field.kind == FieldKind.LINKED:
        return value[int(part.key)] if int(part.key) < len(value) else ""
    if field.kind == FieldKind.DATETIME:
        return value.partition("T")[0 if part.key == "date" else 2]
    return _in_object(field, part, value, language)


def _in_object(field: UiField, part: Part, value: Mapping[str, Any], language: str) -> Any:
    if part.key in ("at", "ring"):
        points = value.get("coordinates", ())
        corners = [points] if points and part.key == "at" else points[0][:-1] if points else ()
        return "\n".join(_at(corner, language) for corner in corners)
    if part.key == "amount":
        return decimal(value["amount"], language)
    if field.kind == FieldKind.PLACE and part.key == "name" and value["commune"]:
        return ""
    return value.get(part.key, "")


def _at(position: Iterable[float], language: str) -> str:
    longitude, latitude = position
    shown = f"{latitude:.6f}; {longitude:.6f}"
    return shown.replace(";", ",") if language == "en" else shown.replace(".", ",")


def choices_of(field: UiField, part: Part, facts: Facts, old: str, language: str) -> Choices:
    """What a part offers; ``old`` is the old unit at hand, whose successors alone are offered."""
    if part.choices == "options":
        return tuple((o.value, pick(language, o.vi, o.en)) for o in field.options)
    if part.choices == "measures":
        return tuple((code, pick(language, vi, en)) for code, (vi, en, _) in MEASURES[field.kind].items())
    if part.choices == "old_units":
        return tuple((code, unit.full_name) for code, unit in facts.old_units.items())
    if part.choices.startswith("below:"):
        below = lists.below(lists.entries(field, facts), part.choices.removeprefix("below:"))
        return tuple((entry.code, pick(language, entry.vi, entry.en)) for entry in below)
    if part.choices in ("units", "successors"):
        known = facts.old_units.get(old)
        only = known.successors if known and len(known.successors) > 1 else ()
        return tuple(one for one in units_in_order(facts) if not only or one[0] in only)
    return tuple((e.code, pick(language, e.vi, e.en)) for e in lists.shared(part.choices)) if part.choices else ()


_ORDERED: dict[tuple[tuple[str, str], ...], Choices] = {}


def units_in_order(facts: Facts) -> Choices:
    """Communes as choices, in Vietnamese order. Sorted once for each set of units."""
    key = tuple(facts.units.items())
    if key not in _ORDERED:
        _ORDERED.clear()
        _ORDERED[key] = tuple(sorted(key, key=lambda unit: sort_key(unit[1])))
    return _ORDERED[key]
