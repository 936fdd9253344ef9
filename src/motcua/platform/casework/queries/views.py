"""What rules ask of a dossier that only its rows can tell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.kernel.clock import local_date
from motcua.platform.casework.models import Dossier, Paper
from motcua.platform.casework.queries import loading
from motcua.platform.casework.queries.answers import plain_answers
from motcua.platform.casework.rules import context as contexts
from motcua.platform.casework.rules.state import State


def context(row: Dossier, state: State, *, now: datetime) -> dict[str, Any]:
    """The context of guards and conditions for a dossier at ``now``; reads the answers, so only for a way that has a guard."""
    papers = row.papers.exclude(requirement__startswith=Paper.OPINION)  # what other units answered with is no paper of the dossier
    return contexts.of_state(
        state, answers=plain_answers(row), party_kind=row.party_kind, channel=row.channel, fee=row.fee_amount,
        papers=papers.values("requirement").distinct().count(), now=now,
        calendar=loading.calendar(local_date(now), unit_code=row.unit_code),
    )
