"""What guards, conditions of papers, fee tables and eligibility tables read of a dossier: a plain mapping, null where unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.kernel.clock import local_date
from motcua.kernel.working_time import WorkCalendar, working_days_between
from motcua.platform.casework.contracts import DossierStatus, Stance
from motcua.platform.casework.rules.state import State

# Names of the state: a form field of the same name is hidden by them, so that no answer can open a guard.
RESERVED = (
    "status", "step", "outcome", "opinions", "subs", "papers", "fee", "party", "channel", "days_left",
)


def of_state(
    state: State, *, answers: Mapping[str, Any], party_kind: int, channel: int, fee: int, papers: int, now: datetime, calendar: WorkCalendar
) -> dict[str, Any]:
    """The context of a dossier at ``now``: every answer by name, and the facts of its state (``fee`` in đồng)."""
    unpaid = state.waiting_for_fee or state.status is DossierStatus.FINANCIAL_DUTY
    live = [o for o in state.opinions if o.recalled_at is None]
    return {
        **answers,
        "status": int(state.status),
        "step": state.step,
        "outcome": state.outcome or state.proposed or None,
        "opinions": {
            "open": len(state.open_opinions), "all": len(live),
            "agreed": sum(o.stance in (Stance.AGREE, Stance.CONDITIONAL) for o in live),
            "disagreed": sum(o.stance == Stance.DISAGREE for o in live),
        },
        "subs": {"open": len(state.open_parts), "all": len(state.parts)},
        "papers": {"count": papers},
        "fee": {"due": fee, "paid": 0 if unpaid else fee},
        "party": {"kind": party_kind},
        "channel": channel,
        "days_left": days_left(state, now=now, calendar=calendar),
    }


def of_answers(answers: Mapping[str, Any], *, party_kind: int, channel: int, papers: int) -> dict[str, Any]:
    """The context before there is a dossier: what fee and eligibility tables read at submission."""
    nobody = {"open": 0, "all": 0, "agreed": 0, "disagreed": 0}
    return {
        **answers, "status": None, "step": None, "outcome": None, "opinions": nobody, "subs": {"open": 0, "all": 0},
        "papers": {"count": papers}, "fee": {"due": None, "paid": None}, "party": {"kind": party_kind}, "channel": channel,
        "days_left": None,
    }


def days_left(state: State, *, now: datetime, calendar: WorkCalendar) -> int | None:
    """Working days until the due date, negative once it has passed, null without one."""
    if state.due_at is None:
        return None
    today, due = local_date(now), local_date(state.due_at)
    if due >= today:
        return working_days_between(today, due, calendar=calendar)
    return -working_days_between(due, today, calendar=calendar)
