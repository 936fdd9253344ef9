"""Scheduled work with the national portal."""

from __future__ import annotations

import logging
from datetime import datetime

from motcua.channels.national import api
from motcua.channels.national.contracts import PortalRefused, PortalUnavailable
from motcua.kernel.clock import local
from motcua.kit.apart import apart
from motcua.kit.schedule import every

log = logging.getLogger(__name__)
_NIGHT = 2  # o'clock in Vietnam


@every(seconds=15, name="national.exchange")
def exchange(*, now: datetime) -> None:
    """Fetch what is new, work it off, tell what waits. A portal that is away is met again at the next turn."""
    with apart(log, "national", "pull"):  # what came before is worked off all the same
        try:
            api.pull(now=now)
        except (PortalUnavailable, PortalRefused) as away:
            log.info("national portal: %s", away)
    api.take_in(now=now)
    api.send(now=now)


@every(seconds=3600, name="national.compare")
def compare(*, now: datetime) -> None:
    """The nightly comparison, at two o'clock."""
    if local(now).hour == _NIGHT:
        api.compare(now=now)
