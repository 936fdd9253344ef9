"""What may be done to a dossier in its state, and where each verb leads in its procedure's definition."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.platform.casework.contracts import (
    ActionNotPossible,
    AvailableAction,
    Definition,
    DossierStatus,
    StepAction,
    StepUnknown,
    Verb,
)
from motcua.platform.casework.rules.state import State
from motcua.platform.casework.rules.transitions import WORDS, possible

# Verbs that the citizen uses; every other verb belongs to the role of the step.
CITIZEN_VERBS = frozenset({Verb.SUPPLY, Verb.WITHDRAW})


def way_out(*, definition: Definition, state: State, verb: Verb, dossier_code: str, to_step: str = "") -> StepAction:
    """The action that ``verb`` means in this step. ``ActionNotPossible`` when status or step do not offer it; ``StepUnknown``."""
    if not possible(verb, state.status):
        raise not_possible(verb=verb, status=state.status, dossier_code=dossier_code)
    offered = [a for a in definition.step(state.step).actions if a.verb is verb]
    if not offered:
        raise not_possible(verb=verb, status=state.status, dossier_code=dossier_code)
    if not to_step:
        return offered[0]
    for action in offered:
        if action.to_step == to_step:
            return action
    raise StepUnknown(step=to_step)


def not_possible(*, verb: Verb, status: DossierStatus, dossier_code: str) -> ActionNotPossible:
    """The refusal of a verb in a status, in words."""
    vi, en = WORDS[verb]
    return ActionNotPossible(dossier_code=dossier_code, status_vi=status.vi, status_en=status.en, verb_vi=vi, verb_en=en)


def offers(*, definition: Definition, state: State) -> Iterator[StepAction]:
    """What the definition offers in this step and the status allows."""
    for action in definition.step(state.step).actions:
        if possible(action.verb, state.status):
            yield action


def describe(action: StepAction, *, state: State, primary: bool, fee: int) -> AvailableAction:
    """The action as a button: enabled, or disabled with the reason."""
    blocked = action.verb is Verb.RECEIVE and state.waiting_for_fee
    return AvailableAction(
        verb=action.verb, label_vi=action.label_vi, label_en=action.label_en, explain_vi=action.explain_vi,
        explain_en=action.explain_en, to_step=action.to_step, enabled=not blocked, primary=primary, requires=action.requires,
        reason_vi=f"Chờ người nộp thanh toán {fee:,} đồng.".replace(",", ".") if blocked else "",
        reason_en=f"Waiting for the payment of {fee:,} đồng." if blocked else "",
    )
