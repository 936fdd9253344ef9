"""What an import of the past looks up once and keeps: units, versions of procedures with the way through them, the calendar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from motcua.foundation.units import api as units
from motcua.kernel.clock import local_date
from motcua.platform.casework.actions.definitions import ensure_versions
from motcua.platform.casework.actions.intake import same_day_cutoff
from motcua.platform.casework.actions.submission import receiving_unit
from motcua.platform.casework.contracts import UnitWrong
from motcua.platform.casework.models import ProcedureVersion
from motcua.platform.casework.queries import loading
from motcua.platform.casework.rules.past import Way, way_of


@dataclass(frozen=True, slots=True)
class Path:
    """A version of a procedure as rows and facts of the past need it."""

    version_id: int
    procedure_code: str
    field: str
    way: Way


class World:
    """What a run looks up once. Unit and version of a record are the same whichever process asks."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = local_date(now)
        self.calendar = loading.calendar(self.today)
        self.cutoff = same_day_cutoff(now)
        self._units: dict[str, list[units.Unit]] = defaultdict(list)
        self._gone: set[tuple[str, date]] = set()
        self._paths: dict[int, Path] = {}
        self._versions: dict[str, int] = {}
        for unit in (*units.communes(on=self.today), *units.agencies(on=self.today)):
            if unit.agency_code:
                self._units[unit.code].append(unit)

    def unit(self, code: str, on: date) -> units.Unit:
        """The unit that took dossiers in on a day, or that has the code today (figures of the past by today's units); ``UnitWrong``."""
        for known in self._units[code]:
            if known.valid_from <= on and (known.valid_to is None or on < known.valid_to):
                return known
        if (code, on) in self._gone:
            return self._today(code)
        try:
            found = receiving_unit(code, on)
        except UnitWrong:
            self._gone.add((code, on))
            return self._today(code)
        self._units[code].append(found)
        return found

    def _today(self, code: str) -> units.Unit:
        return next((u for u in self._units[code] if u.valid_to is None), None) or receiving_unit(code, self.today)

    def versions(self, codes: Iterable[str]) -> dict[str, int]:
        """The versions that the past of these procedures runs on: those in force now, opened where need be; ``ensure_version``'s errors."""
        wanted = sorted(set(codes))
        new = [code for code in wanted if code not in self._versions]
        if new:
            self._versions |= {code: version.pk for code, version in ensure_versions(codes=new, now=self.now).items()}
        return {code: self._versions[code] for code in wanted}

    def paths(self, versions: Mapping[str, int]) -> dict[str, Path]:
        """The paths of versions, by the code that a record names; read in one statement where they are new here."""
        new = set(versions.values()) - self._paths.keys()
        if new:
            rows = ProcedureVersion.objects.filter(pk__in=new).select_related("procedure").defer("procedure__details")
            self._paths |= {row.pk: _path(row) for row in rows}
        return {code: self._paths[pk] for code, pk in versions.items()}


def _path(row: ProcedureVersion) -> Path:
    way = way_of(loading.definition(row))
    return Path(version_id=row.pk, procedure_code=row.procedure.code, field=row.procedure.field, way=way)
