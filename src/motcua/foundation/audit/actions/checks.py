"""A check asked for on the page and made by the worker."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from motcua.foundation.audit.actions.recording import record
from motcua.foundation.audit.contracts.witnesses import WitnessAway
from motcua.foundation.audit.models import Check
from motcua.foundation.audit.queries import verify, witnessed
from motcua.kernel.actors import Actor

log = logging.getLogger(__name__)
# A check that has not moved for so long was left by a worker that stopped: it is begun again.
_LEFT = timedelta(hours=2)


@transaction.atomic
def ask_check(*, actor: Actor, now: datetime) -> UUID:
    """Ask the worker to check the whole log; one that still waits or runs is taken instead of a second one."""
    running = Check.objects.filter(finished_at=None, asked_at__gt=now - _LEFT).order_by("-id").first()
    if running is not None:
        return running.uuid
    row = Check.objects.create(asked_by=actor.ref, asked_at=now)
    record(action="audit.check_asked", object_ref=f"audit.check:{row.uuid}", actor=actor, now=now)
    return row.uuid


def _copies() -> dict[int, dict[str, Any]]:
    """What the witnesses hold; nothing when they are away, which the page says by itself."""
    try:
        return witnessed()
    except (WitnessAway, ValueError) as error:
        log.warning("audit.run_checks: not compared with the witnesses: %s", error)
        return {}


def run_checks(*, now: datetime) -> int:
    """Make the checks that wait; returns how many. Progress is written while it reads, so that the page can show it.

    A check that breaks off is finished, not passed, and keeps its error: it would break off again.
    """
    done = 0
    for row in Check.objects.filter(finished_at=None, asked_at__gt=now - _LEFT).order_by("id"):
        mine = Check.objects.filter(pk=row.pk)
        mine.update(started_at=now)

        def told(read: int, total: int) -> None:
            mine.update(done=read, total=total)  # noqa: B023 - called before the next round

        try:
            report = verify(told=told, copies=_copies())
        except (OperationalError, InterfaceError):  # the database is away: begun again when it is back
            raise
        except Exception as error:
            log.exception("audit.run_checks failed: %s", row.uuid)
            mine.update(ok=False, report={"error": f"{type(error).__name__}: {error}"[:500]}, finished_at=now)
        else:
            mine.update(ok=report.ok, report=report.as_json(), finished_at=now)
        done += 1
    return done
