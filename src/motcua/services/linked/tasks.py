"""Scheduled work of the room."""

from __future__ import annotations

from datetime import datetime

from motcua.kit.schedule import every
from motcua.services.linked import api


@every(seconds=3, name="linked.run")
def run(*, now: datetime) -> object:
    """Take the open steps whose time has come."""
    return api.run_due(now=now)


@every(seconds=600, name="linked.ask")
def ask(*, now: datetime) -> object:
    """Ask applicants whose form was of an earlier day with whom the child will live; each once."""
    return api.ask_parked(now=now)
