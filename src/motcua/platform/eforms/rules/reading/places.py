"""Places: units of today and of before, addresses, parcels, points and areas on the map."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any, Final

from motcua.kernel import text as texts
from motcua.platform.eforms.contracts import Facts, FieldError, UiField
from motcua.platform.eforms.rules import lists
from motcua.platform.eforms.rules.problems import problem
from motcua.platform.eforms.rules.reading.base import TEXT_LIMIT, Posted, Read, one, wrong

_NUMBER: Final = r"(-?[0-9]{1,3}(?:[.,][0-9]{1,12})?)"
_PAIR: Final = re.compile(rf"{_NUMBER}\s*(?:[;,]\s*|\s+){_NUMBER}")
LATITUDES, LONGITUDES = (6.0, 24.0), (102.0, 118.0)  # the country with its islands
RING_LEAST: Final = 3
RING_MOST: Final = 200
Point = tuple[float, float]


def unit_code(typed: str, facts: Facts) -> str:
    """The code of a unit given by its code or by its full name with or without diacritics; empty when there is none."""
    if typed in facts.units:
        return typed
    folded = texts.fold(texts.squeeze(typed))
    found = [code for code, name in facts.units.items() if texts.fold(name) == folded]
    return found[0] if len(found) == 1 else ""


def unit(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A commune of today."""
    typed = texts.squeeze(one(posted, name))
    if not typed:
        return Read()
    code = unit_code(typed, facts)
    return Read(code) if code else wrong(field, "not_a_unit", name)


def address(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A commune of today and the line within it."""
    line = texts.squeeze(one(posted, f"{name}-line"))
    typed = texts.squeeze(one(posted, f"{name}-unit"))
    if not line and not typed:
        return Read()
    code = unit_code(typed, facts) if typed else ""
    errors = _line_errors(field, line, name)
    if not code:
        errors.insert(0, problem(field, "not_a_unit" if typed else "address_unit", name=f"{name}-unit"))
    return Read(errors=tuple(errors)) if errors else Read({"unit": code, "line": line})


def _line_errors(field: UiField, line: str, name: str) -> list[FieldError]:
    if not line:
        return [problem(field, "address_line", name=f"{name}-line")]
    if len(line) > TEXT_LIMIT:
        return [problem(field, "too_long", name=f"{name}-line", limit=TEXT_LIMIT, length=len(line))]
    return []


def _passed_to(field: UiField, old: str, new: str, facts: Facts, name: str, part: str) -> tuple[str, FieldError | None]:
    """Where an old unit is today: its one successor, or the one chosen of several; else what to ask."""
    known = facts.old_units.get(old)
    if known is None:
        return "", problem(field, "not_an_old_unit", name=f"{name}-old")
    now = [code for code in known.successors if code in facts.units]
    if new and new in now:
        return new, None
    if len(now) == 1 and not new:
        return now[0], None
    names = ", ".join(facts.units[code] for code in now)
    return "", problem(field, "unit_divided", name=f"{name}-{part}", old=known.name, names=names)


def old_unit(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A commune of before 1 July 2025, with the one that took it over; asked which where it was divided."""
    old, new = one(posted, f"{name}-old").strip(), one(posted, f"{name}-new").strip()
    if not old:
        return wrong(field, "not_an_old_unit", f"{name}-old") if new else Read()
    code, error = _passed_to(field, old, new, facts, name, "new")
    return Read(errors=(error,)) if error else Read({"old": old, "new": code})


def any_address(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """An address by the units of today, or by those of before, which is carried over to today's."""
    line = texts.squeeze(one(posted, f"{name}-line"))
    new, old = texts.squeeze(one(posted, f"{name}-unit")), one(posted, f"{name}-old").strip()
    if not line and not new and not old:
        return Read()
    errors = _line_errors(field, line, name)
    code = unit_code(new, facts) if new else ""
    if new and not code:
        errors.insert(0, problem(field, "not_a_unit", name=f"{name}-unit"))
    elif old:
        code, error = _passed_to(field, old, code, facts, name, "unit")
        errors = [error, *errors] if error else errors
    elif not new:
        errors.insert(0, problem(field, "address_unit", name=f"{name}-unit"))
    if errors:
        return Read(errors=tuple(errors))
    return Read({"unit": code, "line": line, **({"old": old} if old else {})})


def place(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A province of today and a commune in it: from the list in this city, by its name elsewhere."""
    province, commune, typed = (texts.squeeze(one(posted, f"{name}-{part}")) for part in ("province", "commune", "name"))
    if not province and not commune and not typed:
        return Read()
    if province not in lists.codes("provinces"):
        return wrong(field, "place_province", f"{name}-province")
    if province != lists.HOME_PROVINCE:
        if not typed or len(typed) > TEXT_LIMIT:
            return wrong(field, "place_name", f"{name}-name")
        return Read({"province": province, "commune": "", "name": typed})
    code = unit_code(commune or typed, facts)
    if not code:
        return wrong(field, "not_a_unit", f"{name}-commune")
    return Read({"province": province, "commune": code, "name": facts.units[code]})


def parcel(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """Map sheet and parcel number as on the certificate (TT 10/2024/TT-BTNMT)."""
    typed = {part: texts.squeeze(one(posted, f"{name}-{part}")) for part in ("sheet", "parcel")}
    if not any(typed.values()):
        return Read()
    errors = tuple(
        problem(field, f"parcel_{part}", name=f"{name}-{part}")
        for part, text in typed.items()
        if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) == 0
    )
    return Read(errors=errors) if errors else Read({part: int(text) for part, text in typed.items()})


def pair(typed: str) -> Point | None:
    """Longitude and latitude of ``20,8561; 106,6822`` (latitude first, as maps show it); None outside the country."""
    found = _PAIR.fullmatch(texts.squeeze(typed))
    if not found:
        return None
    latitude, longitude = (round(float(part.replace(",", ".")), 6) for part in found.groups())
    inside = LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]
    return (longitude, latitude) if inside else None


def _in_words(field: UiField, posted: Posted, name: str) -> Read:
    words = texts.squeeze(one(posted, f"{name}-text"))
    if len(words) > TEXT_LIMIT:
        return wrong(field, "too_long", f"{name}-text", limit=TEXT_LIMIT, length=len(words))
    return Read({"text": words} if words else None)


def map_point(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A point by its coordinates, or the place in words."""
    typed = one(posted, f"{name}-at")
    if not typed.strip():
        return _in_words(field, posted, name)
    found = pair(typed)
    if found is None:
        return wrong(field, "not_a_point", f"{name}-at")
    return Read({"type": "Point", "coordinates": list(found)})


def map_area(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """An area by its corners, one to a line, or the place in words."""
    lines = [line for line in re.split(r"[\r\n]+", one(posted, f"{name}-ring")) if line.strip()]
    if not lines:
        return _in_words(field, posted, name)
    corners: list[Point] = []
    for number, line in enumerate(lines, start=1):
        found = pair(line)
        if found is None:
            return wrong(field, "not_a_corner", f"{name}-ring", number=number)
        if not corners or corners[-1] != found:
            corners.append(found)
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if not RING_LEAST <= len(corners) <= RING_MOST:
        return wrong(field, "corners", f"{name}-ring", least=RING_LEAST, most=RING_MOST)
    if crosses(corners):
        return wrong(field, "area_crosses", f"{name}-ring")
    return Read(polygon(corners))


def polygon(corners: list[Point]) -> dict[str, Any]:
    """GeoJSON of a ring, closed and counter-clockwise (RFC 7946 §3.1.6)."""
    ring = corners if _twice(corners) >= 0 else corners[::-1]
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in (*ring, ring[0])]]}


def _twice(ring: list[Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True))


def _side(a: Point, b: Point, c: Point) -> int:
    turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (turn > 0) - (turn < 0)


def crosses(ring: list[Point]) -> bool:
    """Whether two sides of the ring that are not neighbours meet, or it has no surface."""
    count = len(ring)
    if _twice(ring) == 0:
        return True
    sides = [(ring[i], ring[(i + 1) % count]) for i in range(count)]
    for (i, (a, b)), (j, (c, d)) in combinations(enumerate(sides), 2):
        if j - i in (1, count - 1):
            continue
        if _side(a, b, c) * _side(a, b, d) <= 0 and _side(c, d, a) * _side(c, d, b) <= 0:
            return True
    return False
