"""One step after the other: claimed in a transaction, asked outside of any, recorded in another.

Whoever dies in between leaves a step that is claimed again when its pause is over; the agency gets the same dossier code and does it once.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import NamedError
from motcua.kit.turns import each_due
from motcua.platform.casework import api as casework
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.contracts import AnswerUnreadable, GatewayUnreachable, ServiceRefused
from motcua.platform.messaging import api as messaging
from motcua.services.linked import events, models, queries, rules
from motcua.services.linked.actions import asking
from motcua.services.linked.adapters import messages
from motcua.services.linked.contracts import Asked, ChainSpec, ChainState, Ended, Said, StepSpec

logger = logging.getLogger(__name__)
_SILENT = (GatewayUnreachable, ServiceRefused, AnswerUnreadable)


def run_due(*, now: datetime, code: str = "", limit: int = 20) -> int:
    """Try every open step whose time has come (of one dossier, or of all); returns how many steps were done.

    A chain goes on to its next step at once; what waits or is silent is tried again later.
    """
    due = models.Chain.objects.filter(state=ChainState.RUNNING)
    due = due.filter(dossier_code=code) if code else due
    return sum(_try(row, now=now) for row in each_due(due, now=now, pause=rules.pause_after, limit=limit))


def _try(row: models.Chain, *, now: datetime) -> bool:
    """One attempt, no lock held."""
    spec = queries.spec_of(row)
    step = next(s for s in spec.steps if s.key == row.step)
    answers = casework.answers_given(code=row.dossier_code, actor=SYSTEM)
    said, message_id = _ask(row, spec, step, answers, now=now)
    if said.ended is not Ended.DONE:
        logger.warning("linked %s: step %s %s", row.dossier_code, step.key, said.ended.value)
    with transaction.atomic():
        locked = models.Chain.objects.select_for_update().get(pk=row.pk)
        if (locked.state, locked.step, locked.tries) != (ChainState.RUNNING, row.step, row.tries):
            return False  # an officer or another worker was faster
        return record(locked, said=said, message_id=message_id, now=now)


def _ask(
    row: models.Chain, spec: ChainSpec, step: StepSpec, answers: Mapping[str, Any], *, now: datetime
) -> tuple[Said, str]:
    """What the agency said, with the id of the message when there was one."""
    lacks = rules.lacking(answers)
    if lacks is not None:
        return Said(ended=Ended.REFUSED, reason_vi=lacks[0], reason_en=lacks[1]), ""
    facts: dict[str, str] = dict(row.facts)  # type: ignore[call-overload]  # an encrypted JSON column: the stubs take it for text
    asked = rules.asked(step.key, code=row.dossier_code, unit=row.unit_code, answers=answers, facts=facts)
    if isinstance(asked, Said):
        return asked, ""
    try:
        reply = _call(row, spec, step, asked, str(answers["applicant_number"]), now=now)
    except _SILENT as silent:
        return _error(silent, Ended.SILENT), str(silent.params.get("detail", ""))
    except NamedError as refused:  # no ground, a restriction, no such service: nothing that asking again would change
        return _error(refused, Ended.REFUSED), ""
    return rules.said(step.key, status=reply.status, content=reply.json), reply.message_id


def _call(
    row: models.Chain, spec: ChainSpec, step: StepSpec, asked: Asked, number: str, *, now: datetime
) -> exchange.ExchangeResponse:
    body = None if asked.body is None else json.dumps(asked.body, ensure_ascii=False).encode()
    return exchange.call(
        service=f"{exchange.INSTANCE}/{step.service}", method=asked.method, path=asked.path, body=body, user_id=f"VN{number}",
        issue=row.dossier_code, purpose=spec.purpose, ground=spec.ground, reason=f"{spec.vi}: {step.vi}", subject_id=row.person_id,
        facts=step.gives, actor=SYSTEM, now=now,
    )  # fmt: skip


def record(row: models.Chain, *, said: Said, message_id: str, now: datetime, by_ref: str = "") -> bool:
    """Write down how an attempt ended and where the chain goes from there, on a locked row in the caller's transaction."""
    reason = said.reason_vi[:300]
    models.Attempt.objects.create(
        chain=row, step=row.step, ended=said.ended, message_id=message_id, reason=reason, by_ref=by_ref, at=now
    )
    row.changed_at, row.problem_vi, row.problem_en = now, reason, said.reason_en[:300]
    if said.ended in {Ended.DONE, Ended.BY_HAND}:
        _step_done(row, said, message_id=message_id, now=now)
    elif rules.is_given_up(ended=said.ended, tries=row.tries):
        row.state, row.next_try_at = rules.MACHINE.next(ChainState(row.state), "park"), None
        _publish(row, events.ChainParked, now=now, step=row.step)
        asking.ask_owner(row, now=now)
    row.save()
    return said.ended in {Ended.DONE, Ended.BY_HAND}


def _step_done(row: models.Chain, said: Said, *, message_id: str, now: datetime) -> None:
    """On to the next step at once, or the end."""
    steps = [s.key for s in queries.spec_of(row).steps]
    facts: dict[str, str] = dict(row.facts)  # type: ignore[call-overload]  # see above
    row.facts, row.tries, row.problem_vi, row.problem_en = {**facts, **said.facts}, 0, "", ""  # type: ignore[assignment]
    by_hand = said.ended is Ended.BY_HAND
    _publish(row, events.StepDone, now=now, step=row.step, message_id=message_id, by_hand=by_hand)
    place = steps.index(row.step) + 1
    if place < len(steps):
        row.step, row.next_try_at = steps[place], now
        return
    row.state, row.next_try_at, row.done_at = rules.MACHINE.next(ChainState(row.state), "finish"), None, now
    _publish(row, events.ChainCompleted, now=now, started_at=row.started_at)
    if row.person_id is not None:
        key, params = messages.DONE.key, {"dossier_code": row.dossier_code}
        messaging.send(to_person_id=row.person_id, template=key, params=params, dedupe_key=f"{key}:{row.dossier_id}", now=now)


def _publish(row: models.Chain, kind: type[Any], *, now: datetime, **more: Any) -> None:
    names = ("dossier_id", "dossier_code", "procedure_code", "unit_code")
    outbox.publish(event=kind(**{name: getattr(row, name) for name in names}, **more, at=now), now=now, actor=SYSTEM)


def _error(error: NamedError, ended: Ended) -> Said:
    return Said(ended=ended, reason_vi=error.sentence("vi")[:300], reason_en=error.sentence("en")[:300])
