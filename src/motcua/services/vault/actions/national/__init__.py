"""The two ways between the stores here and the national store of results, and what officers look up there."""

from __future__ import annotations

from datetime import datetime

from motcua.services.vault.actions.national.asking import (
    agree_to_national,
    bring_papers,
    line_up_daily,
    set_daily,
    stop_national,
    withdraw_national,
)
from motcua.services.vault.actions.national.fetching import fetch_due
from motcua.services.vault.actions.national.looking import (
    file_looked_up,
    forget_lookups,
    kinds_for,
    look_up_for_dossier,
    lookup,
    may_look_up,
    open_looked_up,
)
from motcua.services.vault.actions.national.sending import lift_withheld, line_up_missed, send_again, send_due
from motcua.services.vault.actions.national.sending import line_up as line_up_national
from motcua.services.vault.adapters import national as adapters

__all__ = [
    "agree_to_national", "bring_papers", "exchange_national", "file_looked_up", "forget_lookups", "kinds_for", "line_up_daily",
    "line_up_missed", "line_up_national", "look_up_for_dossier", "lookup", "may_look_up", "open_looked_up", "send_again",
    "set_daily", "stop_national", "withdraw_national",
]


def exchange_national(*, now: datetime) -> tuple[dict[str, int], int]:
    """One turn with the national store: what was sent, refused, waits, and how many fetchings ended; nothing without a store."""
    if not adapters.offered():
        return {}, 0
    lift_withheld(now=now)
    return send_due(now=now), fetch_due(now=now)
