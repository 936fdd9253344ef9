"""Loading the reference data that the product carries; doing it again changes nothing."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from motcua.foundation.registers import contracts, models, rules
from motcua.foundation.registers.actions.calendar import restamp
from motcua.foundation.registers.adapters import reference

RowT = TypeVar("RowT", bound=Model)


@transaction.atomic
def load_reference(*, now: datetime) -> contracts.LoadReport:
    """Bring catalogues, rules and calendar up to the files. What an officer amended stays as the officer left it.

    ``now`` is taken for the sake of one signature for all rooms; reference data carry their own dates.
    """
    tally: Counter[str] = Counter()
    _load_catalogues(tally)
    _load_rules(tally)
    known = {(r.on, r.unit_code): r for r in models.CalendarDay.objects.all()}
    added = []
    for day in reference.read_calendar():
        values = {"kind": day.kind.value, "name_vi": day.name_vi, "name_en": day.name_en, "source": day.source}
        row = known.get((day.on, ""))
        added += _missing(tally, row, models.CalendarDay(on=day.on, **values), values)
    models.CalendarDay.objects.bulk_create(added)
    if tally["added"] or tally["changed"]:
        restamp()
    return contracts.LoadReport(added=tally["added"], changed=tally["changed"], kept=tally["kept"])


def _load_catalogues(tally: Counter[str]) -> None:
    added = []
    for data in reference.read_catalogues():
        head = {"vi": data.vi, "en": data.en, "source": data.source}
        catalogue, _ = models.Catalogue.objects.update_or_create(code=data.code, defaults=head)
        known = {(r.code, r.effective_from): r for r in catalogue.entries.all()}
        for position, entry in enumerate(data.entries):
            values = {
                "vi": entry.vi,
                "en": entry.en,
                "attributes": dict(entry.attributes),
                "position": position,
                "effective_to": entry.effective_to,
                "source": entry.source,
                "trust": entry.trust.value,
            }
            fresh = models.Entry(catalogue=catalogue, code=entry.code, effective_from=entry.effective_from, **values)
            added += _missing(tally, known.get((entry.code, entry.effective_from)), fresh, values)
    models.Entry.objects.bulk_create(added)


def _load_rules(tally: Counter[str]) -> None:
    """A version's end is where the next one begins, be that from the file or an officer's."""
    known = {(r.code, r.effective_from): r for r in models.LegalRule.objects.select_for_update()}
    files = {(r.code, r.effective_from): r for r in reference.read_rules()}
    added = []
    for code in sorted({c for c, _ in files}):
        starts = sorted({d for c, d in (*known, *files) if c == code})
        stated = [files[(code, d)].effective_to if (code, d) in files else known[(code, d)].effective_to for d in starts]
        for start, end in zip(starts, rules.ends(starts, stated), strict=True):
            if (code, start) not in files:
                continue
            rule = files[(code, start)]
            values = {
                "value": rule.value,
                "vi": rule.vi,
                "en": rule.en,
                "effective_to": end,
                "source": rule.source,
                "trust": rule.trust.value,
            }
            fresh = models.LegalRule(code=code, effective_from=start, **values)
            added += _missing(tally, known.get((code, start)), fresh, values)
    models.LegalRule.objects.bulk_create(added)


def _missing(tally: Counter[str], row: Any, fresh: RowT, values: dict[str, Any]) -> list[RowT]:
    """Correct or keep one row; the fresh one when there is none, for the caller to insert with the others."""
    if row is None:
        tally["added"] += 1
        return [fresh]
    if getattr(row, "amended_by", "") or all(getattr(row, name) == value for name, value in values.items()):
        tally["kept"] += 1
    else:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        tally["changed"] += 1
    return []
