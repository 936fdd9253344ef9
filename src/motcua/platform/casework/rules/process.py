"""What may be done to a dossier in its state, and where each verb leads in its procedure's definition."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from motcua.platform.casework.contracts import (
    ActionNotPossible,
    AvailableAction,
    Definition,
    DossierStatus,
    SideVerb,
    Step,
    StepAction,
    StepUnknown,
    Verb,
)
from motcua.platform.casework.rules import guards
from motcua.platform.casework.rules.state import State
from motcua.platform.casework.rules.transitions import WORDS, possible

# Verbs that the citizen uses; every other verb belongs to the role of the step.
CITIZEN_VERBS = frozenset({Verb.SUPPLY, Verb.WITHDRAW})


def way_out(*, definition: Definition, state: State, verb: Verb, dossier_code: str, to_step: str = "") -> StepAction:
    """The action that ``verb`` means in this step. ``ActionNotPossible`` when status or step do not offer it; ``StepUnknown``."""
    if not possible(verb, state.status, still=state.paused):
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


def not_possible(*, verb: Verb | SideVerb, status: DossierStatus, dossier_code: str) -> ActionNotPossible:
    """The refusal of a verb in a status, in words."""
    vi, en = WORDS[verb]
    return ActionNotPossible(dossier_code=dossier_code, status_vi=status.vi, status_en=status.en, verb_vi=vi, verb_en=en)


def offers(*, definition: Definition, state: State) -> Iterator[StepAction]:
    """What the definition offers in this step and the status allows."""
    for action in definition.step(state.step).actions:
        if possible(action.verb, state.status, still=state.paused):
            yield action


def describe(action: StepAction, *, state: State, primary: bool, fee: int, context: Callable[[], guards.Context] = dict) -> AvailableAction:
    """The action as a button: enabled, or disabled with the reason (a fee that is not paid, a guard that does not hold)."""
    reason_vi = reason_en = ""
    if action.verb is Verb.RECEIVE and state.waiting_for_fee:
        reason_vi = f"Chờ người nộp thanh toán {fee:,} đồng.".replace(",", ".")
        reason_en = f"Waiting for the payment of {fee:,} đồng."
    elif action.verb is Verb.SIGN_RESULT and state.open_parts:
        reason_vi, reason_en = "Còn hồ sơ thành phần chưa xong.", "A sub-dossier is not done yet."
    elif not guards.holds(action, context):
        reason_vi, reason_en = guards.reason(action)
    return AvailableAction(
        verb=action.verb, label_vi=action.label_vi, label_en=action.label_en, explain_vi=action.explain_vi,
        explain_en=action.explain_en, to_step=action.to_step, enabled=not reason_vi, primary=primary, requires=action.requires,
        reason_vi=reason_vi, reason_en=reason_en,
    )


def signing_step(definition: Definition) -> Step:
    """The step in which the result is signed. KeyError when the definition has none."""
    return next(s for s in definition.steps if any(a.verb is Verb.SIGN_RESULT for a in s.actions))


def step_before_signature(definition: Definition) -> Step:
    """Where a revoked result goes back to: whence it is sent back from the signature, else who leads there, else the signature itself."""
    signing = signing_step(definition)
    back = next((a.to_step for a in signing.actions if a.verb is Verb.SEND_BACK), None)
    if back is not None:
        return definition.step(back)
    leading = next((s for s in definition.steps if s.key != signing.key and any(a.to_step == signing.key for a in s.actions)), None)
    return leading or signing
