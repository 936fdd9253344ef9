"""A year of dossiers over many procedures and officers, loaded through the door that any importer of history uses."""

from __future__ import annotations

import pickle
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from motcua.platform.casework.contracts import HistoryRecord

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SEED = 2022
PROCESSES = 2  # what the stated machine has cores
_CHUNK = 1000


@dataclass
class Year:
    """What was loaded: records, procedures, officers; seconds that the import itself took; who has the fullest desk."""

    dossiers: int
    procedures: int
    officers: int
    seconds: float
    busiest: list[tuple[str, int]]


def load(*, dossiers: int, procedures: int, officers: int) -> Year:
    """Reference data, the officers, and ``dossiers`` of the synthetic year spread over ``procedures`` definitions."""
    from motcua.foundation.registers import api as registers
    from motcua.foundation.units import api as units
    from motcua.platform.casework import api as casework
    from motcua.simulator.city.loading import make_plan

    for room in (registers, units, casework):
        room.load_reference(now=NOW)
    codes = _open(procedures)
    _appoint(officers)
    in_hand: Counter[str] = Counter()
    wanted = islice(_endless(lambda n: make_plan(scale=min(1.0, dossiers / 1_000_000), seed=SEED + n, now=NOW)[0].records()), dossiers)
    with tempfile.TemporaryFile() as file:
        _write((_spread(record, codes, n) for n, record in enumerate(wanted)), file, in_hand)
        file.seek(0)
        began = time.perf_counter()
        report = casework.import_history(records=_read(file), now=NOW, processes=PROCESSES)
        seconds = time.perf_counter() - began
    if report.dossiers != dossiers:
        msg = f"{report.dossiers} of {dossiers} dossiers arrived"
        raise RuntimeError(msg)
    chains = casework.verify_chains()
    if not chains.ok or chains.dossiers != dossiers:
        msg = f"the year did not arrive whole: {chains}"
        raise RuntimeError(msg)
    return Year(dossiers, len(codes), officers, seconds, in_hand.most_common())


def _write(records: Iterator[HistoryRecord], file: IO[bytes], in_hand: Counter[str]) -> None:
    """A year does not fit into memory: its records come from a file, as the rows of the peer do."""
    while chunk := list(islice(records, _CHUNK)):
        in_hand.update(r.unit_code for r in chunk if not (r.refused_at or r.withdrawn_at or r.handed_back_at))
        pickle.dump(chunk, file, pickle.HIGHEST_PROTOCOL)


def _read(file: IO[bytes]) -> Iterator[HistoryRecord]:
    while True:
        try:
            yield from pickle.load(file)
        except EOFError:
            return


def _endless(plan: object) -> Iterator[HistoryRecord]:
    n = 0
    while True:
        for record in plan(n):  # type: ignore[operator]
            yield replace(record, key=f"{n}:{record.key}")
        n += 1


def _spread(record: HistoryRecord, codes: list[str], n: int) -> HistoryRecord:
    """Every second record goes to one of all the procedures in turn, so that each has dossiers; the others keep the usual mix."""
    return replace(record, procedure_code=codes[n // 2 % len(codes)]) if n % 2 else record


def _open(count: int) -> list[str]:
    """Definitions of the first ``count`` procedures that can be opened; what the import would derive on first need, beforehand.

    Those of the synthetic city's own mix are opened too.
    """
    from motcua.platform.casework.adapters import carried
    from motcua.platform.casework.rules.catalogue import read_details  # the carried catalogue tells which have details
    from motcua.simulator.city.mix import lines

    for line in lines():
        _opened(line.code)
    return list(islice(filter(_opened, sorted(read_details(carried.detail_lines()).by_code)), count))


def _opened(code: str) -> bool:
    from motcua.kernel.errors import NamedError
    from motcua.platform.casework import api as casework

    try:
        casework.ensure_version(code=code, now=NOW)
    except NamedError:
        return False
    return True


def _appoint(count: int) -> None:
    from motcua.foundation.identity.testing import make_officer
    from motcua.foundation.units import api as units
    from motcua.kernel.actors import Role
    from motcua.kernel.clock import local_date

    codes = [u.code for u in units.communes(on=local_date(NOW))]
    roles = [Role.RECEPTION, Role.APPRAISER, Role.APPRAISER, Role.LEADER]
    for n in range(count):
        make_officer(roles[n % len(roles)], code=f"bench.{n}", unit_code=codes[n // len(roles) % len(codes)], now=NOW)
