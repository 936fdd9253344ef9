"""Loading the units that the product carries; doing it again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import contracts, events, models, rules
from motcua.foundation.units.adapters.reference import UnitRow, read_succession, read_units
from motcua.kernel.identifiers import qcvn_from_short
from motcua.kernel.text import fold, place_tones, sort_key

Key = tuple[str, date]


@transaction.atomic
def load_reference(*, now: datetime) -> contracts.UnitsLoaded:
    """Bring the register of units up to the files; UnitsFaulty when they contradict themselves, and then nothing changes."""
    rows = read_units()
    faults = rules.faults((r.code, r.valid_from, r.valid_to) for r in rows)
    if faults:
        raise contracts.UnitsFaulty(reason="; ".join(faults[:3]))
    known: dict[Key, models.Unit] = {(u.code, u.valid_from): u for u in models.Unit.objects.select_related("parent")}
    added = changed = 0
    for depth in _by_depth(rows):
        fresh: list[models.Unit] = []
        for row in depth:
            values = _values(row, known)
            unit = known.get((row.code, row.valid_from))
            if unit is None:
                fresh.append(models.Unit(code=row.code, valid_from=row.valid_from, **values))
            elif any(getattr(unit, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(unit, name, value)
                unit.save(update_fields=list(values))
                outbox.publish(event=_recorded(unit, now), now=now)
                changed += 1
        for unit in models.Unit.objects.bulk_create(fresh):
            known[(unit.code, unit.valid_from)] = unit
        added += len(fresh)
        outbox.publish_history(events=[(_recorded(u, now), now) for u in fresh])
    added += _load_succession(known, now)
    return contracts.UnitsLoaded(added=added, changed=changed, kept=len(rows) + len(read_succession()) - added - changed)


def _load_succession(known: dict[Key, models.Unit], now: datetime) -> int:
    have = set(models.Succession.objects.values_list("old_id", "new_id"))
    fresh = []
    for row in read_succession():
        old = _find(known, row.old_code, lambda u, on=row.on: u.valid_to == on)
        new = _find(known, row.new_code, lambda u, on=row.on: u.valid_from == on)
        if (old.id, new.id) not in have:
            fresh.append(models.Succession(old=old, new=new, on=row.on, overlap=row.overlap.value))
    models.Succession.objects.bulk_create(fresh)
    outbox.publish_history(events=[(_succeeded(link, now), now) for link in fresh])
    return len(fresh)


def _by_depth(rows: Iterable[UnitRow]) -> list[list[UnitRow]]:
    """Roots, their children, and so on, so that a parent has its id before its children need it."""
    waiting = list(rows)
    depths: list[list[UnitRow]] = []
    placed: set[str] = {""}
    while waiting:
        ready = [r for r in waiting if r.parent_code in placed]
        if not ready:
            raise contracts.UnitsFaulty(reason=f"{waiting[0].code}: its parent {waiting[0].parent_code} is missing")
        depths.append(ready)
        waiting = [r for r in waiting if r.parent_code not in placed]
        placed |= {r.code for r in ready}
    return depths


def _values(row: UnitRow, known: dict[Key, models.Unit]) -> dict[str, Any]:
    parent = None
    if row.parent_code:
        parent = _find(
            known, row.parent_code, lambda u: u.valid_from <= row.valid_from and (u.valid_to is None or row.valid_from < u.valid_to)
        )
    return {
        "kind": row.kind.value,
        "name": row.name,
        "full_name": row.full_name,
        "full_name_en": row.full_name_en,
        "parent": parent,
        "valid_to": row.valid_to,
        "agency_code": row.agency_code,
        "agency_code_qcvn": qcvn_from_short(row.agency_code) if row.agency_code else "",
        "area_km2": Decimal(row.area_km2) if row.area_km2 else None,
        "lon": row.lon,
        "lat": row.lat,
        "name_sort": sort_key(row.name),
        "name_fold": fold(place_tones(row.full_name)),
    }


def _find(known: dict[Key, models.Unit], code: str, fits: Any) -> models.Unit:
    for (known_code, _), unit in known.items():
        if known_code == code and fits(unit):
            return unit
    raise contracts.UnitsFaulty(reason=f"no fitting version of {code}")


def _recorded(unit: models.Unit, now: datetime) -> events.UnitRecorded:
    return events.UnitRecorded(
        unit_id=unit.id,
        code=unit.code,
        kind=unit.kind,
        name=unit.name,
        full_name=unit.full_name,
        full_name_en=unit.full_name_en,
        parent_code=unit.parent.code if unit.parent is not None else "",
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
        agency_code=unit.agency_code,
        area_km2=None if unit.area_km2 is None else float(unit.area_km2),
        at=now,
    )


def _succeeded(link: models.Succession, now: datetime) -> events.SuccessionRecorded:
    return events.SuccessionRecorded(
        old_unit_id=link.old_id,
        old_code=link.old.code,
        new_unit_id=link.new_id,
        new_code=link.new.code,
        on=link.on,
        overlap=link.overlap,
        at=now,
    )
