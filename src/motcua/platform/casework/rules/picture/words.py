"""The sentences of the picture in both languages, and text broken into lines."""

from __future__ import annotations

import unicodedata

from motcua.kernel.working_time import Limit, LimitUnit
from motcua.platform.casework.contracts import UnitKind, UnitResolver

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Quy trình giải quyết", "How the dossier is handled"),
    "here": ("Hồ sơ đang ở bước này", "The dossier is here now"),
    "start": ("Nộp hồ sơ", "Submission"),
    "clock": ("Thời hạn", "Time"),
    "unit": ("Nơi làm", "Done by"),
    "asked": ("Cùng lúc xin ý kiến", "Opinions asked at once"),
    "pause": ("Có thể tạm dừng", "May pause"),
    "ends": ("Có thể kết thúc", "May end"),
    "goes": ("Sang bước", "On to step"),
    "back": ("Về bước", "Back to step"),
    "again": ("Làm lại bước này", "This step again"),
    "guard": ("có điều kiện", "on a condition"),
    "step": ("Bước", "Step"),
    "then": ("tiếp theo", "next"),
}
_UNITS: dict[UnitKind, tuple[str, str]] = {
    UnitKind.RECEIVING: ("đơn vị tiếp nhận", "the unit that took it in"),
    UnitKind.AUTHORITY: ("cơ quan có thẩm quyền", "the competent authority"),
    UnitKind.AGENCY: ("cơ quan {code}", "agency {code}"),
    UnitKind.PARENT: ("cấp trên", "the level above"),
    UnitKind.FIELD: ("đơn vị mà hồ sơ nêu", "the unit named in the form"),
}
_TIMES: dict[LimitUnit, tuple[str, str, str]] = {
    LimitUnit.WORKING_DAYS: ("ngày làm việc", "working day", "working days"),
    LimitUnit.WORKING_HOURS: ("giờ làm việc", "working hour", "working hours"),
    LimitUnit.CALENDAR_DAYS: ("ngày", "day", "days"),
}
_NARROW, _WIDE = frozenset(" .,;:!|'()ijltfrI1"), frozenset("mwMWQ@%—…")


def word(key: str, language: str) -> str:
    """One of the sentences of the picture."""
    return WORDS[key][language == "en"]


def unit_words(unit: UnitResolver, language: str) -> str:
    """Who does a step, unless it is the unit that took the dossier in."""
    if unit == UnitResolver():
        return ""
    return _UNITS[unit.kind][language == "en"].format(code=unit.code)


def time_words(limit: Limit, language: str) -> str:
    """``5 ngày làm việc`` / ``5 working days``."""
    vi, one, many = _TIMES[limit.unit]
    if language != "en":
        return f"{limit.amount} {vi}"
    return f"{limit.amount} {one if limit.amount == 1 else many}"


def lines_of(text: str, room: int, size: float) -> list[str]:
    """The text in lines of at most ``room`` units at a letter size; nothing is cut off, and a word longer than a line is broken."""
    lines: list[str] = []
    for rest in text.split():
        if lines and width_of(f"{lines[-1]} {rest}", size) <= room:
            lines[-1] += f" {rest}"
            continue
        lines.append("")
        for letter in rest:
            if lines[-1] and width_of(lines[-1] + letter, size) > room:
                lines.append("")
            lines[-1] += letter
    return lines


def width_of(text: str, size: float) -> float:
    """How wide a text is about, in the letters of the house; rather a little too much, for nobody sees a line that is short."""
    return size * sum(_letter(c) for c in unicodedata.normalize("NFC", text))


def _letter(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0
    plain = unicodedata.normalize("NFD", letter)[0]
    if plain in _NARROW:
        return 0.32
    return 0.92 if plain in _WIDE else 0.72 if plain.isupper() else 0.6
