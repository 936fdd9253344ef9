"""What leaders watch: dossiers of which most of the time is used."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel.actors import Actor
from motcua.platform.casework import policies
from motcua.platform.casework.contracts import InboxPage
from motcua.platform.casework.queries import inbox
from motcua.platform.casework.queries.desk import led_units
from motcua.platform.casework.queries.keysets import page_of


def watched(*, actor: Actor, now: datetime, percent: int = 80, cursor: str = "", limit: int = 50) -> InboxPage:
    """Running dossiers of the units that the actor leads of which ``percent`` (80 or 100) of the time is used, the latest due first.

    Their result is not there, and the clock does not stand still. Counts: ``nearly`` (80 %), ``late`` (all of it).
    """
    found = policies.in_hand(actor=actor).filter(handler_code__in=led_units(actor=actor), resolved_at=None, ended_at=None, paused=False)
    wanted = found.filter(warned=100) if percent >= _ALL else found.filter(warned=80)
    page, after = page_of(inbox.listed(wanted), column="due_at", cursor=cursor, limit=min(limit, inbox.MOST))
    open_to = policies.open_among(actor=actor, rows=page)
    rows = tuple(inbox.row_view(r, now=now, open_to=r.pk in open_to) for r in page)
    bound = inbox.COUNTED
    counts = {name: found.filter(warned=mark).order_by()[:bound].count() for name, mark in (("nearly", 80), ("late", _ALL))}
    return InboxPage(rows=rows, next_cursor=after, counts=counts, total=counts["late" if percent >= _ALL else "nearly"])


_ALL = 100
