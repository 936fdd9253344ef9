"""From rows to what rules understand: definitions, histories, states, calendars."""

from __future__ import annotations

from datetime import date

from motcua.foundation.registers import api as registers
from motcua.kernel.working_time import Limit, LimitUnit, WorkCalendar
from motcua.platform.casework.contracts import Definition, DossierStatus, EventKind
from motcua.platform.casework.models import Dossier, DossierEvent, ProcedureVersion
from motcua.platform.casework.rules import definitions, state
from motcua.platform.casework.rules.state import Fact, State

# A version never changes once it is written, so a process may keep what it built from one.
_built: dict[int, Definition] = {}


def definition(version: ProcedureVersion) -> Definition:
    """The definition of a stored version."""
    found = _built.get(version.pk)
    if found is None or found.content_hash != version.content_hash:
        found = _built[version.pk] = definitions.build(version.document, version=version.version)
    return found


def definition_of(row: Dossier) -> Definition:
    """The definition under which a dossier runs; asks the database once a version and process."""
    kept = _built.get(row.definition_id)
    return kept if kept is not None else definition(row.definition)


def fact(event: DossierEvent) -> Fact:
    """A stored event as the fold reads it."""
    return Fact(
        kind=EventKind(event.kind), at=event.at, actor_ref=event.actor_ref, to_status=DossierStatus(event.to_status), details=event.details
    )


def history(row: Dossier) -> list[DossierEvent]:
    """The events of a dossier in order."""
    return list(DossierEvent.objects.filter(dossier_id=row.pk).order_by("seq"))


def state_of(row: Dossier) -> State:
    """The state that the history of a dossier leads to."""
    return state.fold(fact(e) for e in history(row))


def limit_of(row: Dossier) -> Limit:
    """The limit that applies to a dossier: fixed at intake, before that the definition's."""
    if row.limit_amount is None:
        return definition_of(row).clock
    return Limit(amount=row.limit_amount, unit=LimitUnit(row.limit_unit))


def calendar(around: date, *, unit_code: str = "") -> WorkCalendar:
    """The working calendar of the city, or of a unit with its own days and hours, around a day."""
    return registers.calendar(around=around, unit_code=unit_code)
