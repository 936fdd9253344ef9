"""Scheduled work of the audit log."""

from __future__ import annotations

from datetime import datetime

from motcua.foundation.audit import api
from motcua.kit.schedule import every


@every(seconds=1, name="audit.seal")
def seal(*, now: datetime) -> None:
    """Chain new entries."""
    api.seal(now=now)


@every(seconds=60, name="audit.close_hours")
def close_hours(*, now: datetime) -> None:
    """Close and sign the hours that have ended; one that could not be signed is tried again a minute later."""
    api.close_hours(now=now)


@every(seconds=60, name="audit.publish_roots")
def publish_roots(*, now: datetime) -> None:
    """Give the witnesses outside what was closed; nothing to do without any."""
    api.publish_roots(now=now)


@every(seconds=5, name="audit.run_checks")
def run_checks(*, now: datetime) -> None:
    """Make the checks that were asked for on the page."""
    api.run_checks(now=now)
