"""Reads of the units, always as of a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from motcua.foundation.units import contracts, models, rules
from motcua.foundation.units.adapters import reference
from motcua.foundation.units.contracts import Unit


def get(*, code: str, on: date) -> Unit:
    """The unit of a code on a day; UnitUnknown when there was none."""
    row = _on(on).filter(code=code).first()
    if row is None:
        raise contracts.UnitUnknown(unit=code, on=on.isoformat())
    return unit(row)


def by_id(*, unit_id: int) -> Unit:
    """The unit that a foreign key names; UnitUnknown when there is none."""
    row = _all().filter(id=unit_id).first()
    if row is None:
        raise contracts.UnitUnknown(unit=f"#{unit_id}", on="")
    return unit(row)


def by_agency_code(*, agency_code: str, on: date) -> Unit:
    """The unit with an electronic agency code of either scheme on a day; UnitUnknown when there was none."""
    row = _on(on).filter(Q(agency_code=agency_code) | Q(agency_code_qcvn=agency_code)).first()
    if row is None:
        raise contracts.UnitUnknown(unit=agency_code, on=on.isoformat())
    return unit(row)


def codes(*, on: date) -> frozenset[str]:
    """The codes of all units on a day, of every level; some hundreds, in one small statement."""
    return frozenset(_on(on).order_by().values_list("code", flat=True))


def labels(*, on: date, language: str = "vi") -> dict[str, str]:
    """The full names of all units on a day by their codes, in one statement: for pages that name many."""
    rows = _on(on).select_related(None).order_by().values_list("code", "full_name", "full_name_en")
    return {code: (english or name) if language == "en" else name for code, name, english in rows}


def names_at(*, wanted: Collection[tuple[str, date]]) -> dict[tuple[str, date], str]:
    """The full names of many units by code, each on its own day, in one statement; one that was not there then is left out."""
    rows = _all().filter(code__in={code for code, _ in wanted}).select_related(None).order_by("valid_from")
    spans: dict[str, list[tuple[date, date | None, str]]] = {}
    for code, begin, end, name in rows.values_list("code", "valid_from", "valid_to", "full_name"):
        spans.setdefault(code, []).append((begin, end, name))
    return {
        (code, on): name
        for code, on in wanted
        for begin, end, name in spans.get(code, ())
        if begin <= on and (end is None or on < end)
    }  # fmt: skip


def parents(*, on: date) -> dict[str, str]:
    """The tree of a day as code → code of the unit that it lies in (empty for the top), in one statement."""
    rows = _on(on).select_related(None).order_by().values_list("code", "parent__code")
    return {code: parent or "" for code, parent in rows}


def end_of_code(*, unit_id: str) -> str:
    """SQL, for one-statement reads of rooms that point at units: from when on the code of a unit is another's that does not continue it.

    A lateral table about the unit in column ``unit_id`` with that instant as ``at``; it has no row for all other units. Codes survive
    reforms with another meaning.
    """
    return f"""
LATERAL (
    SELECT u.valid_to::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS at
      FROM units_unit u
      JOIN units_unit o ON o.code = u.code AND o.id <> u.id AND o.valid_from >= u.valid_to
     WHERE u.id = {unit_id} AND u.valid_to IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM units_succession s WHERE s.old_id = u.id AND s.new_id = o.id)
     LIMIT 1
)"""  # noqa: S608 - the column is named by the caller's code


def communes(*, on: date) -> tuple[Unit, ...]:
    """Wards, communes, townships and special zones on a day, in Vietnamese order."""
    return tuple(unit(r) for r in _on(on).filter(kind__in=contracts.COMMUNE_KINDS).order_by("name_sort", "code"))


def agencies(*, on: date) -> tuple[Unit, ...]:
    """Departments and other agencies of the city on a day, in Vietnamese order."""
    return tuple(unit(r) for r in _on(on).filter(kind=contracts.UnitKind.AGENCY).order_by("name_sort", "code"))


def children(*, code: str, on: date) -> tuple[Unit, ...]:
    """What lies directly in a unit on a day; empty for a unit of the commune level. UnitUnknown for an unknown code."""
    parent = get(code=code, on=on)
    return tuple(unit(r) for r in _on(on).filter(parent_id=parent.id).order_by("name_sort", "code"))


def tree(*, on: date) -> tuple[contracts.UnitNode, ...]:
    """All units on a day as nested nodes: two provinces with districts before 1 July 2025, one city after."""
    return rules.tree([unit(r) for r in _on(on).order_by("name_sort", "code")])


def ancestors(*, code: str, on: date) -> tuple[Unit, ...]:
    """What a unit lay in on a day, the nearest first."""
    row = _on(on).filter(code=code).first()
    if row is None:
        raise contracts.UnitUnknown(unit=code, on=on.isoformat())
    found: list[Unit] = []
    while row is not None and row.parent_id is not None:
        row = _all().filter(id=row.parent_id).first()
        if row is not None:
            found.append(unit(row))
    return tuple(found)


def successors(*, code: str, on: date) -> tuple[contracts.SuccessionLink, ...]:
    """Which units took over the one that had this code on a day; a district's are those of its communes. Empty while it lasts."""
    own = get(code=code, on=on)
    links = models.Succession.objects.filter(old_id=own.id).select_related("new", "new__parent")
    if not links:
        links = models.Succession.objects.filter(old__parent_id=own.id).select_related("new", "new__parent")
    found: dict[int, contracts.SuccessionLink] = {}
    for row in links.order_by("new__name_sort", "overlap"):
        # A district passed to a commune wholly only if that is the sole one; through its communes the share is partial.
        overlap = contracts.Overlap(row.overlap) if row.old_id == own.id else contracts.Overlap.PARTIAL
        found.setdefault(row.new_id, contracts.SuccessionLink(unit=unit(row.new), on=row.on, overlap=overlap))
    return tuple(found.values())


def predecessors(*, code: str, on: date) -> tuple[contracts.SuccessionLink, ...]:
    """Which units the one that has this code on a day took over."""
    own = get(code=code, on=on)
    links = models.Succession.objects.filter(new_id=own.id).select_related("old", "old__parent").order_by("old__name_sort")
    return tuple(contracts.SuccessionLink(unit=unit(r.old), on=r.on, overlap=contracts.Overlap(r.overlap)) for r in links)


def search(*, query: str, on: date, limit: int) -> tuple[Unit, ...]:
    """The units of a day whose name answers a query typed with or without diacritics, best first."""
    ranked = [(rules.rank(query=query, full_name=r.full_name), r) for r in _on(on).order_by("name_sort", "code")]
    hits = [(place, r) for place, r in ranked if place is not None]
    return tuple(unit(r) for _, r in sorted(hits, key=lambda hit: hit[0])[:limit])


def boundaries() -> dict[str, Any]:
    """The communes of today as a GeoJSON FeatureCollection (code, name, full_name); a map for orientation. Do not change it."""
    return reference.read_boundaries()


def unit(row: models.Unit) -> Unit:
    """A row as a contract; the parent must have been selected with it."""
    return Unit(
        id=row.id,
        code=row.code,
        kind=contracts.UnitKind(row.kind),
        name=row.name,
        full_name=row.full_name,
        parent_code=row.parent.code if row.parent is not None else "",
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        agency_code=row.agency_code,
        agency_code_qcvn=row.agency_code_qcvn,
        area_km2=None if row.area_km2 is None else float(row.area_km2),
        lon=row.lon,
        lat=row.lat,
        full_name_en=row.full_name_en,
    )


def _all() -> QuerySet[models.Unit]:
    return models.Unit.objects.select_related("parent")


def _on(day: date) -> QuerySet[models.Unit]:
    return _all().filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)
