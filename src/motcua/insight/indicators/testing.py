"""For tests of other rooms: a warehouse with dossiers of known timeliness."""

from __future__ import annotations

from datetime import datetime, timedelta

from motcua.insight.datasets import testing as datasets

MONDAY = datasets.MONDAY  # 5 January 2026, 08:00 in Vietnam


def known_city(*, now: datetime = MONDAY + timedelta(days=30)) -> str:
    """Nine dossiers of January 2026: in 11329 four on time and one late, one open; in 11359 two on time, offline, and one open and late.

    Gives the snapshot's id. Received 9, online 6, resolved 7, on time 6, open 2.
    """
    events = []
    for number in range(4):
        events += datasets.dossier(number, first_seq=1 + 10 * number, unit="11329")
    events += datasets.dossier(4, first_seq=41, unit="11329", days_taken=5)
    events += datasets.dossier(5, first_seq=51, unit="11329", days_taken=None, due_days=400)
    for number in (6, 7):
        events += datasets.dossier(number, first_seq=1 + 10 * number, unit="11359", online=False)
    events += datasets.dossier(8, first_seq=81, unit="11359", online=False, days_taken=None)
    return datasets.fill(events, now=now)
