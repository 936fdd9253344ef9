"""Chains and steps as components show them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from motcua.kernel.dates_vi import show_instant
from motcua.services.linked.contracts import ChainState, ChainView, Ended, StepView

_TAGS = {
    ChainState.RUNNING: "moving", ChainState.PARKED: "late", ChainState.DONE: "done", ChainState.CANCELLED: "stopped",
}  # fmt: skip
_STEP_TAGS = {Ended.DONE: "done", Ended.BY_HAND: "done", Ended.WAITS: "moving", Ended.SILENT: "waiting", Ended.REFUSED: "late"}


def tag(state: ChainState, language: str) -> dict[str, str]:
    """The word and the shape of a chain's state."""
    return {"text": state.en if language == "en" else state.vi, "state": _TAGS[state]}


def step_rows(found: ChainView, language: str) -> list[dict[str, Any]]:
    """Each step with its state, when it was last tried and the message that carried it."""
    return [
        {
            "name": step.en if language == "en" else step.vi, "tag": _step_tag(step, language),
            "at": show_instant(step.at, language) if step.at else "", "message_id": step.message_id, "tries": step.tries,
            "open": step.key == found.step and found.state in {ChainState.RUNNING, ChainState.PARKED},
        }
        for step in found.steps
    ]  # fmt: skip


def problem(found: ChainView, language: str) -> str:
    """Why the open step is not done, as a sentence; empty when nothing is wrong."""
    text = found.problem_en if language == "en" else found.problem_vi
    return text[:1].upper() + text[1:]


def facts(found: ChainView) -> list[dict[str, str]]:
    """What the steps brought, with names that people know."""
    names = {
        "register_no": _("Số đăng ký khai sinh"), "child_number": _("Số định danh của trẻ"), "residence_no": _("Số đăng ký thường trú"),
        "order_id": _("Số tiếp nhận của bảo hiểm xã hội"), "card_number": _("Số thẻ bảo hiểm y tế"), "valid_until": _("Thẻ có giá trị đến"),
    }  # fmt: skip
    return [{"name": word, "value": found.facts[key]} for key, word in names.items() if found.facts.get(key)]


def fact_name(name: str) -> str:
    """The label of a fact that an officer types."""
    words = {
        "register_no": _("Số đăng ký khai sinh"), "child_number": _("Số định danh của trẻ"), "residence_no": _("Số đăng ký thường trú"),
        "order_id": _("Số tiếp nhận của bảo hiểm xã hội"), "card_number": _("Số thẻ bảo hiểm y tế"),
    }  # fmt: skip
    return words[name]


def _step_tag(step: StepView, language: str) -> dict[str, str]:
    if step.ended is None:
        return {"text": _("Chưa đến lượt"), "state": "none"}
    return {"text": step.ended.en if language == "en" else step.ended.vi, "state": _STEP_TAGS[step.ended]}
