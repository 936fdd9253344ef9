"""Where a dossier goes with a step: the unit that does it, as it stands today, and the clock of the step."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from motcua.foundation.units import api as units
from motcua.kernel.actors import Role
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.platform.casework.actions.core import Held
from motcua.platform.casework.contracts import Definition, ProcedureLevel, UnitKind, UnitResolver, UnitUnresolved
from motcua.platform.casework.queries.answers import plain_answers
from motcua.platform.casework.rules import clock, resolving
from motcua.platform.casework.rules.transitions import TERMINAL

_GROUPS = frozenset({"communes", "agencies"})
# Units that were found on a day: they are there on that day for good, so a process asks for all of a day once.
_living: dict[date, frozenset[str]] = {}
_MOST_DAYS = 400


def entering(held: Held, *, step: str, status: int) -> dict[str, Any]:
    """What a fact that leads to ``step`` tells: the step and, when it is entered now, its unit and when it is due by its own clock.

    ``UnitUnresolved`` when the definition names a unit that cannot be found; the dossier stays where it is.
    """
    if step == held.state.step or status in TERMINAL:
        return {"step": step}
    target = held.definition.step(step)
    code = unit_for(held, resolver=target.unit, role=target.role, step=step)
    due_at = clock.step_due(limit=target.clock, at=held.now, calendar=held.calendar) if target.clock else None
    return {"step": step, "handler": code, "step_due_at": due_at.isoformat() if due_at else None}


def unit_for(held: Held, *, resolver: UnitResolver, role: Role, step: str) -> str:
    """The code of the unit, living today, that a resolver names for this dossier. ``UnitUnresolved``."""
    row = held.row
    code = resolving.wanted(resolver, role=role, places=_places(held))
    if not code:
        raise UnitUnresolved(step=step, reason_vi="hồ sơ không nêu đơn vị", reason_en="the dossier names none")
    found = living(code, on=local_date(held.now), known_on=local_date(row.submitted_at))
    if found is None:
        raise UnitUnresolved(step=step, reason_vi=f"không có đơn vị {code}", reason_en=f"there is no unit {code}")
    return found


def _places(held: Held) -> resolving.Places:
    row = held.row
    return resolving.Places(
        unit=row.unit_code, intake=row.intake_code or row.unit_code, authority=row.authority_code or row.unit_code,
        answers=lambda: plain_answers(row), parent=lambda: _parent(row.unit_code, held.now),
    )


def _parent(code: str, now: datetime) -> str:
    today = local_date(now)
    here = living(code, on=today, known_on=today)
    above = units.ancestors(code=here, on=today) if here else ()
    return above[0].code if above else ""


def living(code: str, *, on: date, known_on: date) -> str | None:
    """The code of the unit on a day: itself while it lasts, else the unit that took it over whole, else the first that took a part.

    ``known_on`` is a day on which the unit was there. None when neither it nor a successor is found.
    """
    if _exists(code, on):
        return code
    try:
        links = units.successors(code=code, on=known_on)
    except NamedError:
        return None
    ordered = sorted(links, key=lambda link: link.overlap is not units.Overlap.FULL)
    return next((link.unit.code for link in ordered if _exists(link.unit.code, on)), None)


def _exists(code: str, on: date) -> bool:
    if code in _living.get(on, ()):
        return True
    found = units.codes(on=on)
    if len(_living) >= _MOST_DAYS:
        _living.clear()
    _living[on] = found
    return code in found


def authority_of(definition: Definition, *, unit_code: str) -> str:
    """Who is competent: the one agency that the definition of a city procedure names (or all its signing steps name), else the unit."""
    named = [code for code in definition.receiving if code not in _GROUPS]
    if definition.level is ProcedureLevel.CITY and len(named) == 1:
        return named[0]
    signing = {s.unit.code for s in definition.steps if s.role is Role.LEADER and s.unit.kind is UnitKind.AGENCY}
    return signing.pop() if len(signing) == 1 else unit_code
