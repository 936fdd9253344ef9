"""A trial: a dossier that nobody writes is walked through a definition, so that an author sees what officers will see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from motcua.kernel import feel
from motcua.platform.casework.contracts import Definition, DossierStatus, StepAction, StepUnknown, Verb
from motcua.platform.casework.contracts.lifecycle import TrialMove, TrialState, TrialWay
from motcua.platform.casework.rules import definitions
from motcua.platform.casework.rules.process import not_possible
from motcua.platform.casework.rules.transitions import TERMINAL, possible

_CODE = "thử"
_MOST_MOVES = 200


@dataclass(frozen=True, slots=True)
class _Trial:
    definition: Definition
    answers: Mapping[str, Any]
    step: str
    status: DossierStatus = DossierStatus.SUBMITTED
    outcome: str = ""
    opened: int = 0
    agreed: int = 0
    disagreed: int = 0
    subs: int = 0
    due: int = 0
    paid: int = 0
    paused_from: DossierStatus = DossierStatus.PROCESSING


def try_out(
    *, document: Mapping[str, Any], moves: Sequence[TrialMove], answers: Mapping[str, Any] | None = None
) -> tuple[TrialState, ...]:
    """The states of a trial, the first being that of a submitted dossier. The document must be free of errors.

    ``ActionNotPossible`` and ``StepUnknown`` as for a real dossier, also when a guard is not met; ``DecisionError`` when the answers do not
    fit the fee table.
    """
    definition = definitions.build(document, version=0)
    trial = _Trial(definition=definition, answers=dict(answers or {}), step=definition.first_step.key)
    trial = replace(trial, due=sum(fee.amount for fee in definitions.fees_due(definition, context(trial))))
    states = [_state(trial)]
    for move in moves[:_MOST_MOVES]:
        trial = _moved(trial, move)
        states.append(_state(trial))
    return tuple(states)


def context(trial: _Trial) -> dict[str, Any]:
    """What guards may ask of a trial: the names are those of a real dossier."""
    return {
        **trial.answers, "status": int(trial.status), "step": trial.step, "outcome": trial.outcome or None,
        "opinions": {
            "open": trial.opened, "agreed": trial.agreed, "disagreed": trial.disagreed,
            "all": trial.opened + trial.agreed + trial.disagreed,
        },
        "subs": {"open": trial.subs}, "papers": {"count": 0}, "fee": {"due": trial.due, "paid": trial.paid}, "party": {"kind": 1},
        "channel": 2, "days_left": None,
    }


def _moved(trial: _Trial, move: TrialMove) -> _Trial:
    if move.verb is not None:
        return _act(trial, move)
    if move.opinion and trial.opened:
        disagrees = move.opinion == "disagreed"
        return replace(
            trial, opened=trial.opened - 1, agreed=trial.agreed + (not disagrees), disagreed=trial.disagreed + disagrees
        )
    paid = replace(trial, paid=trial.paid + max(0, move.pay), subs=max(0, trial.subs + move.sub))
    if paid.status is DossierStatus.FINANCIAL_DUTY and paid.paid >= paid.due:
        return replace(paid, status=DossierStatus.PROCESSING)
    return paid


def _act(trial: _Trial, move: TrialMove) -> _Trial:
    assert move.verb is not None
    way = _way(trial, move.verb, move.to_step)
    closed = _closed(trial, way)
    if closed:
        raise not_possible(verb=way.verb, status=trial.status, dossier_code=_CODE)
    moved = replace(trial, step=way.to_step, status=way.status)
    if way.verb is Verb.SIGN_RESULT:
        moved = replace(moved, outcome="granted")
    entered = way.to_step != trial.step
    asked = len(trial.definition.step(way.to_step).opinions)
    return replace(moved, opened=asked, agreed=0, disagreed=0) if entered and asked else moved


def _way(trial: _Trial, verb: Verb, to_step: str) -> StepAction:
    offered = [a for a in trial.definition.step(trial.step).actions if a.verb is verb and possible(verb, trial.status)]
    if not offered:
        raise not_possible(verb=verb, status=trial.status, dossier_code=_CODE)
    found = [a for a in offered if not to_step or a.to_step == to_step]
    if not found:
        raise StepUnknown(step=to_step)
    return found[0]


def _closed(trial: _Trial, way: StepAction) -> tuple[str, str] | None:
    """Why a way is closed now; None when it is open. A guard that is not true, null included, closes it."""
    if way.guard and feel.evaluate(way.guard, context(trial)) is not True:
        return way.guard_vi or way.guard, way.guard_en or way.guard
    if way.verb is Verb.RECEIVE and trial.paid < trial.due:
        return "Chờ người nộp thanh toán lệ phí.", "Waiting for the fee to be paid."
    return None


def _state(trial: _Trial) -> TrialState:
    step = trial.definition.step(trial.step)
    ways = []
    for way in step.actions:
        if possible(way.verb, trial.status):
            why = _closed(trial, way)
            ways.append(
                TrialWay(
                    verb=way.verb, to_step=way.to_step, label_vi=way.label_vi, label_en=way.label_en, open=why is None,
                    reason_vi=why[0] if why else "", reason_en=why[1] if why else "",
                )
            )
    return TrialState(
        step=step.key, step_vi=step.name_vi, step_en=step.name_en, status=trial.status, fee_due=trial.due, fee_paid=trial.paid,
        opinions_open=trial.opened, ways=tuple(ways), papers=tuple(p.key for p in definitions.papers_due(trial.definition, context(trial))),
        ended=trial.status in TERMINAL,
    )
