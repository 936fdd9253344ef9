"""Chains and steps as components show them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from motcua.kernel.dates_vi import show_date, show_instant
from motcua.services.linked.contracts import ChainState, ChainView, Ended, StepView

_TAGS = {
    ChainState.RUNNING: "moving", ChainState.PARKED: "late", ChainState.DONE: "done", ChainState.CANCELLED: "stopped",
}  # fmt: skip
_OPEN = frozenset({ChainState.RUNNING, ChainState.PARKED})


def tag(state: ChainState, language: str) -> dict[str, str]:
    """The word and the shape of a chain's state."""
    return {"text": state.en if language == "en" else state.vi, "state": _TAGS[state]}


def step_rows(found: ChainView, language: str, *, inside: bool = False) -> list[dict[str, Any]]:
    """The steps as the timeline draws them: whose system, when, how it ended.

    ``inside``: for officers, who also see how often it was tried and the message that carried it.
    """
    return [
        {
            "title": step.en if language == "en" else step.vi, "state": _state(found, step),
            "at": show_instant(step.at, language) if step.at else "", "who": step.who_en if language == "en" else step.who_vi,
            "text": " · ".join(one for one in (_how(found, step, language), *(_traces(step) if inside else ())) if one),
        }
        for step in found.steps
    ]  # fmt: skip


def open_step(found: ChainView, language: str) -> str:
    """The name of the step that is open; empty when none is."""
    step = found.current if found.state in _OPEN else None
    return "" if step is None else step.en if language == "en" else step.vi


def problem(found: ChainView, language: str) -> str:
    """Why the open step is not done, as a sentence; empty when nothing is wrong."""
    text = found.problem_en if language == "en" else found.problem_vi
    return text[:1].upper() + text[1:]


def facts(found: ChainView, language: str) -> list[dict[str, str]]:
    """What the steps brought, with names that people know."""
    shown = {key: _as_day(value, language) if key == "valid_until" else value for key, value in found.facts.items()}
    return [{"name": word, "value": shown[key]} for key, word in _names().items() if shown.get(key)]


def fact_name(name: str) -> str:
    """The label of a fact that an officer types."""
    return _names()[name]


def _as_day(text: str, language: str) -> str:
    """A day as people write it; what an agency wrote otherwise stays as it wrote it."""
    try:
        return show_date(date.fromisoformat(text), language)
    except ValueError:
        return text


def _names() -> dict[str, str]:
    return {
        "register_no": _("Số đăng ký khai sinh"), "child_number": _("Số định danh của trẻ"), "residence_no": _("Số đăng ký thường trú"),
        "order_id": _("Số tiếp nhận của bảo hiểm xã hội"), "card_number": _("Số thẻ bảo hiểm y tế"), "valid_until": _("Thẻ có giá trị đến"),
    }  # fmt: skip


def _state(found: ChainView, step: StepView) -> str:
    if step.done:
        return "done"
    if step.key != found.step:
        return "stopped" if found.state is ChainState.CANCELLED else "next"
    return "stopped" if found.state is ChainState.CANCELLED else "now"


def _how(found: ChainView, step: StepView, language: str) -> str:
    """How the step stands, in words; empty when the picture says it already."""
    if found.state is ChainState.PARKED and step.key == found.step:
        return found.state.en if language == "en" else found.state.vi
    if step.ended in {None, Ended.DONE}:
        return ""
    return step.ended.en if language == "en" else step.ended.vi


def _traces(step: StepView) -> tuple[str, ...]:
    tries = _("%(n)s lần thử") % {"n": step.tries} if step.tries > 1 else ""
    return tries, _("Mã thông điệp %(id)s") % {"id": step.message_id} if step.message_id else ""
