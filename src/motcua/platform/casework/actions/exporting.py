"""A list of dossiers as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from motcua.kernel.actors import Actor
from motcua.kit.sheets import xlsx_bytes
from motcua.platform.casework.contracts import DossierRow
from motcua.platform.casework.contracts.desk import ExportTooLong, InboxFilter
from motcua.platform.casework.queries import inbox

MOST = 20_000


def list_workbook(
    *, actor: Actor, now: datetime, filters: InboxFilter, heading: str, columns: Sequence[str],
    line: Callable[[DossierRow], Sequence[str]],
) -> bytes:
    """The rows that the filter lets the actor see, as XLSX; ``line`` makes the cells of one. ``ExportTooLong`` beyond 20,000."""

    def rows() -> Iterator[Sequence[str]]:
        for n, row in enumerate(inbox.every(actor=actor, now=now, filters=filters)):
            if n >= MOST:
                raise ExportTooLong(most=f"{MOST:,}".replace(",", "."))
            yield line(row)

    return xlsx_bytes(title="Ho so", heading=heading, columns=[(name, max(14, len(name) + 2)) for name in columns], rows=rows())
