"""How casework opens a dossier that was submitted elsewhere, finds it again, and who is the master of its status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from motcua.channels.national.contracts import NotYetHere
from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import NamedError
from motcua.platform.casework import api as casework
from motcua.platform.casework import contracts

ORIGIN = "national"
_MINISTRY = "ministry"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose dossier it is, as the portal says. Personal data."""

    kind: int
    name: str
    number: str
    phone: str
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A fetched paper: what it answers, its name on the portal, the stored file."""

    requirement: str
    name: str
    file_id: UUID


def open_dossier(  # noqa: PLR0913 - every argument is a fact of the dossier
    *, portal_code: str, procedure_code: str, unit_code: str, answers: Mapping[str, Any], owner: Owner, papers: Sequence[Given],
    submitted_at: datetime, channel: int, fee_paid: int, now: datetime,
) -> casework.DossierRef:  # fmt: skip
    """Open the dossier in casework; the same portal code gives the same dossier."""
    party = contracts.Principal(
        name=owner.name, number=owner.number, phone=owner.phone, person_id=owner.person_id, kind=contracts.PartyKind(owner.kind)
    )
    return casework.submit_outside(
        origin=ORIGIN, external_ref=portal_code, procedure_code=procedure_code, unit_code=unit_code, answers=answers, party=party,
        papers=[paper_given(p) for p in papers], submitted_at=submitted_at, channel=casework_channel(channel), now=now, fee_paid=fee_paid,
    )  # fmt: skip


def dossier_of(*, portal_code: str) -> casework.DossierRef | None:
    """The dossier that came under a code of the portal; None when it has not come."""
    return casework.dossier_by_ref(origin=ORIGIN, external_ref=portal_code)


def casework_channel(number: int) -> contracts.Channel:
    """KenhThucHien as casework's channel."""
    return contracts.Channel(number)


def paper_given(given: Given) -> casework.PaperGiven:
    """The paper as casework takes it."""
    return casework.PaperGiven(requirement=given.requirement, file_id=given.file_id, name=given.name)


def ministry_is_master(*, procedure_code: str, on: date) -> bool:
    """Whether a ministry's system says how far dossiers of this procedure are on that day (dated settings per procedure)."""
    ask: Any = getattr(casework, "submission_of", None)
    try:
        setting = ask(code=procedure_code, on=on) if ask else None
    except NamedError:
        return False
    return setting is not None and str(setting.master) == _MINISTRY


def rate(*, code: str, score: int, text: str, key: str, now: datetime) -> None:
    """The owner's rating. ``NotYetHere`` while casework takes none: the message waits, then parks, and can be replayed."""
    take: Any = getattr(casework, "rate", None)
    if take is None:
        raise NotYetHere(code=code)
    take(code=code, score=score, text=text, actor=SYSTEM, now=now, idempotency_key=key)
