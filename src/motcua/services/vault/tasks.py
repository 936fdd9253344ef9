"""Scheduled work of the store."""

from __future__ import annotations

from datetime import datetime

from motcua.kit.schedule import every
from motcua.services.vault import api


@every(seconds=3600, name="vault.recheck")
def recheck(*, now: datetime) -> object:
    """Look at signatures again that were looked at longest ago."""
    return api.recheck_due(now=now)


@every(seconds=3600, name="vault.warn_ending")
def warn_ending(*, now: datetime) -> object:
    """Tell holders of papers that end soon."""
    return api.warn_ending(now=now)


@every(seconds=3600, name="vault.clean_pictures")
def clean_pictures(*, now: datetime) -> object:
    """Take positions and the like out of photographs of before."""
    return api.clean_pictures(now=now)


@every(seconds=3600, name="vault.purge")
def purge(*, now: datetime) -> object:
    """Let removed papers go, requests end, and counts of wrong links be forgotten."""
    return api.purge_removed(now=now), api.end_requests(now=now), api.forget_tries(now=now)


@every(seconds=15, name="vault.national")
def national(*, now: datetime) -> object:
    """Tell the national store what waits, and bring what people asked for."""
    return api.exchange_national(now=now)


@every(seconds=3600, name="vault.national_daily")
def national_daily(*, now: datetime) -> object:
    """Line up what no event told, the daily fetchings, and empty what officers found."""
    return api.line_up_missed(now=now), api.line_up_daily(now=now), api.forget_lookups(now=now)
