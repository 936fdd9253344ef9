"""What stands to choice in the filters of an officer's list: only what is among the work in hand."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.platform.casework import policies
from motcua.platform.casework.contracts.desk import Choices
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.queries.filters import OPEN
from motcua.platform.casework.queries.inbox import COUNTED
from motcua.platform.casework.queries.opinions import names_of

_MOST, _UNITS = 300, 6


def filter_choices(*, actor: Actor, now: datetime) -> Choices:
    """Procedures and fields of the open dossiers in hand, the actor's units and their officers. At most ``COUNTED`` rows are looked at."""
    mine = policies.in_hand(actor=actor).filter(status__in=OPEN).order_by()[:COUNTED]
    found = Dossier.objects.filter(pk__in=mine.values("pk")).order_by("procedure_code")
    rows = list(found.values_list("procedure_code", "definition__procedure__name", "field").distinct()[:_MOST])
    units = policies.handled_units(actor=actor)[:_UNITS]
    return Choices(
        procedures=tuple(dict.fromkeys((code, f"{code} {name.rstrip(': ')}") for code, name, _ in rows)),
        fields=tuple(sorted({field for _, _, field in rows if field})),
        units=tuple(names_of(units, on=local_date(now)).items()) if len(units) > 1 else (),
        officers=officers_of(units=units, now=now),
    )


def officers_of(*, units: list[str], now: datetime) -> tuple[tuple[UUID, str], ...]:
    """The officers who handle dossiers in the units, by name."""
    found = {o.uuid: o for unit in units for o in identity.officers_in(unit_code=unit, now=now)}
    handling = [o for o in found.values() if {p.role for p in o.positions} & policies.HANDLING]
    return tuple(sorted(((o.uuid, o.full_name) for o in handling), key=lambda pair: pair[1]))
