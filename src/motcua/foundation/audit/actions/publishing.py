"""Publishing signed roots to the witnesses, and remembering how that goes."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from motcua.foundation.audit import adapters
from motcua.foundation.audit.actions.recording import record
from motcua.foundation.audit.contracts.witnesses import Witness, WitnessAway, WitnessDisagrees, WitnessTrouble
from motcua.foundation.audit.models import Hour, WitnessRow
from motcua.foundation.audit.queries.roots import as_json, root_of, roots
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date

log = logging.getLogger(__name__)
_BATCH = 500
_SLACK = timedelta(minutes=5)  # the work of a minute does not shift the hour of the next e-mail


def publish_roots(*, now: datetime) -> int:
    """Give each witness the roots that it has not; returns how many were given. Outside any transaction: a witness may be slow.

    What the witness itself says it holds decides from where on: a lost answer is found again, and a root that is not this log's is told.
    A witness that fails is tried again with the next call; longer than the rule ``audit.witness_hours``, or at once when it holds
    something else than it was given, there is an alarm: in the log, on the page of the log, and as the command's exit code.
    """
    given = 0
    for witness in adapters.configured():
        row, _ = WitnessRow.objects.get_or_create(address=witness.address)
        try:
            given += _publish(witness, row, now)
        except WitnessAway as away:
            _failed(row, WitnessTrouble.AWAY, away.sentence("en"), now)
        except WitnessDisagrees as other:
            _failed(row, WitnessTrouble.DISAGREES, other.sentence("en"), now)
    return given


def begin_witness_again(*, address: str) -> bool:
    """Forget what a witness was given, after its loss was explained: it gets all roots anew. False for one that was given nothing."""
    return bool(WitnessRow.objects.filter(address=address).delete()[0])


def _publish(witness: Witness, row: WitnessRow, now: datetime) -> int:
    if not witness.answers:
        return _send(witness, row, now)
    held = witness.last()
    number = int(held["number"]) if held else 0
    if number < row.last_number:
        _failed(row, WitnessTrouble.LOST, f"holds {number}, was given {row.last_number}", now)
        return 0
    if held is not None:
        ours = Hour.objects.filter(number=number).first()
        if ours is None or as_json(root_of(ours)) != dict(held):
            raise WitnessDisagrees(reason=f"{witness.address}: {number}")
    return _give(witness, row, number, now)


def _send(witness: Witness, row: WitnessRow, now: datetime) -> int:
    """To a witness that only takes: what follows what it was given, no more often than it wants; ``WitnessDisagrees`` when that is gone."""
    if row.last_number and not Hour.objects.filter(number=row.last_number).exists():
        raise WitnessDisagrees(reason=f"{witness.address}: {row.last_number}")
    if row.last_at is not None and row.trouble == "" and now - row.last_at < timedelta(hours=witness.hours) - _SLACK:
        return 0
    return _give(witness, row, row.last_number, now)


def _give(witness: Witness, row: WitnessRow, number: int, now: datetime) -> int:
    """What follows ``number``; with nothing to give the witness is in order all the same."""
    given = 0
    while waiting := list(roots(after=number, most=_BATCH)):
        witness.append(rows=waiting)
        number, given = int(waiting[-1]["number"]), given + len(waiting)
        _reached(row, number, now)
    if not given:
        _reached(row, number, row.last_at or now)
    return given


def _reached(row: WitnessRow, number: int, at: datetime) -> None:
    if row.alarmed:
        record(
            action="audit.witness_back", object_ref="audit.witness", actor=SYSTEM, now=at, details={"address": row.address, "hour": number}
        )
    row.last_number, row.last_at, row.failing_since, row.trouble, row.problem, row.alarmed = number, at, None, "", "", False
    row.save()


def _failed(row: WitnessRow, trouble: WitnessTrouble, problem: str, now: datetime) -> None:
    row.failing_since, row.trouble, row.problem = row.failing_since or now, trouble.value, problem[:300]
    hours = int(registers.rule(code="audit.witness_hours", on=local_date(now)).value)
    if not row.alarmed and (trouble is not WitnessTrouble.AWAY or now - row.failing_since >= timedelta(hours=hours)):
        row.alarmed = True
        log.error("audit witness %s: %s", row.address, row.problem)
        details = {"address": row.address, "trouble": trouble.value, "since": row.failing_since.isoformat(), "hour": row.last_number}
        record(action="audit.witness_failed", object_ref="audit.witness", actor=SYSTEM, now=now, details=details)
    row.save()
