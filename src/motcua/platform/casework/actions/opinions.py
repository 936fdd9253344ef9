"""Opinions of other units: asked in parallel, each on its own clock; given, also late; recalled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor, ActorKind, PositionHeld, Role
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid
from motcua.kernel.ids import uuid7
from motcua.kernel.policy import Denied, require
from motcua.kernel.text import squeeze
from motcua.kernel.working_time import Limit
from motcua.kit.together import together
from motcua.platform.casework import policies
from motcua.platform.casework.actions import core, routing, rows
from motcua.platform.casework.actions.core import Held, beside, label_of, publish, record, written_reason
from motcua.platform.casework.actions.papers import attach
from motcua.platform.casework.contracts import (
    Change,
    DossierUnknown,
    EventKind,
    OpinionAsk,
    OpinionClosed,
    OpinionTwice,
    OpinionUnknown,
    PaperGiven,
    SideVerb,
    Stance,
    UnitWrong,
)
from motcua.platform.casework.events import OpinionAsked, OpinionGiven, OpinionRecalled
from motcua.platform.casework.models import Dossier, Opinion, Paper
from motcua.platform.casework.rules import clock
from motcua.platform.casework.rules.process import not_possible
from motcua.platform.casework.rules.transitions import possible_beside

_MOST_ASKED = 20
_MOST_DAYS = 60
_LONGEST_TEXT = 10_000


def ask_opinions(*, code: str, asks: Sequence[OpinionAsk], actor: Actor, now: datetime, idempotency_key: str = "") -> Change:
    """Ask units for their opinion, all at once; each has ``days`` working days. The clock of the dossier goes on.

    ``UnitWrong`` for a unit that is not there or has the dossier itself, ``OpinionTwice`` while one of it is open, ``ReasonMissing``
    without a question, ``Invalid`` for no or too many asks.
    """
    asked = tuple(asks)

    def act(held: Held) -> None:
        if not 1 <= len(asked) <= _MOST_ASKED:
            raise Invalid(fields={"asks": (f"Chọn từ 1 đến {_MOST_ASKED} đơn vị.", f"Choose 1 to {_MOST_ASKED} units.")})
        for one in asked:
            unit = _asked_unit(held, one.unit_code)
            due_at, question = _due(held, Limit(amount=_days(one.days))), written_reason(one.question)
            _ask(held, unit=unit, role=Role.LEADER, question=question, due_at=due_at, confidential=one.confidential)

    body = {"asks": [[a.unit_code, a.question, a.days, a.confidential] for a in asked]}
    return beside(verb=SideVerb.ASK_OPINIONS, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def arrive(held: Held, *, before: str) -> None:
    """After a fact: when it led to another step, ask what that step asks for."""
    if held.state.step != before and held.definition.step(held.state.step).opinions:
        ask_of_step(held)


def ask_of_step(held: Held) -> None:
    """Ask what the step that was just entered asks for; a unit that is being asked already is not asked twice."""
    for spec in held.definition.step(held.state.step).opinions:
        unit = routing.unit_for(held, resolver=spec.unit, role=spec.role, step=held.state.step)
        if any(o.unit == unit and o.key == spec.key for o in held.state.open_opinions):
            continue
        _ask(held, unit=unit, role=spec.role, question=spec.vi, due_at=_due(held, spec.clock), key=spec.key)


def give_opinion(
    *, opinion_id: UUID, stance: Stance, text: str, actor: Actor, now: datetime, papers: Sequence[PaperGiven] = (),
    idempotency_key: str = "",
) -> Change:
    """Answer for the asked unit: by the role that is asked, or its leader. Late answers count and are marked late.

    ``OpinionUnknown``, ``OpinionClosed``, ``Forbidden``; ``ReasonMissing``: disagreeing and conditions need words.
    """
    answer, said = Stance(stance), squeeze(text)[:_LONGEST_TEXT]

    def act(held: Held, opinion: Opinion) -> None:
        if answer in (Stance.DISAGREE, Stance.CONDITIONAL):
            written_reason(said)
        late = clock.supplement_is_late(now=now, deadline_at=opinion.due_at)
        details = {"opinion": str(opinion.uuid), "unit": opinion.unit_code, "stance": answer.value, "late": late}
        event = record(held, kind=EventKind.OPINION_GIVEN, to_status=held.state.status, details=details)
        opinion.stance, opinion.text, opinion.given_at, opinion.given_seq = answer.value, said, now, event.seq
        opinion.given_by = label_of(actor, held.position)
        opinion.save(update_fields=["stance", "text", "given_at", "given_seq", "given_by"])
        key = f"{Paper.OPINION}{opinion.pk}"
        attach(held, papers=papers, event_seq=event.seq, more={key: "Văn bản cho ý kiến"}, any_key=key)
        publish(
            held, OpinionGiven, opinion_id=opinion.uuid, asked_code=opinion.unit_code, stance=answer.value, late=late,
            open=len(held.state.open_opinions),
        )

    body = {"opinion": str(opinion_id), "stance": answer.value, "text": text, "papers": [[p.requirement, str(p.file_id)] for p in papers]}
    with transaction.atomic(), together():
        scope, key = f"casework.give_opinion:{actor.ref}", idempotency_key
        claimed = outbox.once(scope=scope, key=key, body=body, now=now) if key else None
        if claimed is not None and not claimed.first and claimed.result is not None:
            return core.change_of(claimed.result)
        held, opinion = _held_opinion(opinion_id, actor=actor, now=now)
        held.position = _may_answer(held, opinion)
        _require_open(opinion)
        if not possible_beside(SideVerb.GIVE_OPINION, held.state.status):
            raise not_possible(verb=SideVerb.GIVE_OPINION, status=held.state.status, dossier_code=held.row.code)
        act(held, opinion)
        change = held.change()
        if claimed is not None:
            claimed.keep(core.as_json(change))
        return change


def recall_opinion(*, opinion_id: UUID, reason: str, actor: Actor, now: datetime, idempotency_key: str = "") -> Change:
    """Take a question back with a reason: nobody waits for it any more. ``OpinionUnknown``, ``OpinionClosed``, ``ReasonMissing``."""
    code = Opinion.objects.filter(uuid=opinion_id).values_list("dossier__code", flat=True).first()
    if code is None:
        raise OpinionUnknown

    def act(held: Held) -> None:
        opinion = Opinion.objects.select_for_update().get(uuid=opinion_id)
        _require_open(opinion)
        details = {"opinion": str(opinion.uuid), "unit": opinion.unit_code}
        record(held, kind=EventKind.OPINION_RECALLED, to_status=held.state.status, details=details, note=written_reason(reason))
        opinion.recalled_at = now
        opinion.save(update_fields=["recalled_at"])
        publish(held, OpinionRecalled, opinion_id=opinion.uuid, asked_code=opinion.unit_code, open=len(held.state.open_opinions))

    body = {"opinion": str(opinion_id), "reason": reason}
    try:
        return beside(verb=SideVerb.RECALL_OPINION, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)
    except DossierUnknown:  # it would name the dossier to whoever may not know it
        raise OpinionUnknown from None


def recall_open(held: Held) -> None:
    """The dossier has ended: the rows of open questions say what its history says."""
    held.row.opinions.filter(given_at=None, recalled_at=None).update(recalled_at=held.now)


def _ask(held: Held, *, unit: str, role: Role, question: str, due_at: datetime, key: str = "", confidential: bool = False) -> None:
    if any(o.unit == unit and o.key == key for o in held.state.open_opinions):
        raise OpinionTwice(unit_code=unit)
    ref = uuid7()
    details = {"opinion": str(ref), "unit": unit, "key": key, "opinion_due_at": due_at.isoformat(), "confidential": confidential}
    event = record(held, kind=EventKind.OPINION_ASKED, to_status=held.state.status, details=details)
    rows.question(Opinion(
        uuid=ref, dossier=held.row, key=key, step=held.state.step, unit_code=unit, role=role.value, question=question,
        confidential=confidential, asked_at=held.now, asked_seq=event.seq, asked_by=label_of(held.actor, held.position), due_at=due_at,
    ))  # fmt: skip
    publish(held, OpinionAsked, opinion_id=ref, asked_code=unit, due_at=due_at)


def _asked_unit(held: Held, code: str) -> str:
    today = local_date(held.now)
    found = routing.living(code, on=today, known_on=today)
    if found is None or found == (held.row.handler_code or held.row.unit_code):
        words = (f"Đơn vị {code} không cho ý kiến về hồ sơ này được.", f"Unit {code} cannot give an opinion on this dossier.")
        raise UnitWrong(fields={"unit_code": words}, unit_code=code)
    return found


def _days(days: int) -> int:
    if not 1 <= days <= _MOST_DAYS:
        words = (f"Thời hạn cho ý kiến từ 1 đến {_MOST_DAYS} ngày làm việc.", f"The time for an opinion is 1 to {_MOST_DAYS} working days.")
        raise Invalid(fields={"days": words})
    return days


def _due(held: Held, limit: Limit) -> datetime:
    due_at = clock.step_due(limit=limit, at=held.now, calendar=held.calendar)
    assert due_at is not None
    return due_at


def _held_opinion(opinion_id: UUID, *, actor: Actor, now: datetime) -> tuple[Held, Opinion]:
    uuid = Dossier.objects.filter(opinions__uuid=opinion_id).values_list("uuid", flat=True).first()
    found = rows.lock(value=str(uuid), key="uuid") if uuid is not None else None
    if found is None or not policies.may_know(actor=actor, row=found.row):
        raise OpinionUnknown
    return core.holding(found, actor=actor, now=now), Opinion.objects.select_for_update().get(uuid=opinion_id)


def _may_answer(held: Held, opinion: Opinion) -> PositionHeld | None:
    if held.actor.kind is ActorKind.SYSTEM:
        return None
    roles = dict.fromkeys([Role(opinion.role), Role.LEADER, Role.APPRAISER])
    found = policies.power(actor=held.actor, row=held.row, verb=SideVerb.GIVE_OPINION, roles=roles, units=[opinion.unit_code])
    if found is None:
        require(Denied("ý kiến này do đơn vị được hỏi trả lời.", "this opinion is given by the unit that was asked."))
    return found


def _require_open(opinion: Opinion) -> None:
    if opinion.given_at is not None or opinion.recalled_at is not None:
        raise OpinionClosed
