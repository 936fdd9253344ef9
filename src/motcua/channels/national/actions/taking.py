"""Messages become dossiers, supplies, withdrawals and mirrored statuses; what cannot is parked with its reasons."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from motcua.channels.national import conf
from motcua.channels.national.actions import applying, fetching
from motcua.channels.national.adapters.tables import code_tables
from motcua.channels.national.contracts import (
    DossierMessage,
    FeeNews,
    Kind,
    MessageMalformed,
    MessageUnworkable,
    News,
    NotYetHere,
    PortalUnavailable,
    Problem,
    RatingNews,
    StatusNews,
    SupplementNews,
    Worked,
)
from motcua.channels.national.events import MessageParked
from motcua.channels.national.models import Intake
from motcua.channels.national.rules import times
from motcua.channels.national.rules.codec import decode
from motcua.foundation.outbox import api as outbox
from motcua.kernel.errors import Invalid, NamedError

log = logging.getLogger(__name__)
_CONTRACTS: dict[str, type[News]] = {
    Kind.DOSSIER: DossierMessage, Kind.SUPPLEMENT: SupplementNews, Kind.STATUS: StatusNews, Kind.FEE: FeeNews, Kind.RATING: RatingNews,
}  # fmt: skip
_TRANSIENT = (PortalUnavailable, NotYetHere)


def take_in(*, now: datetime, limit: int = 100) -> Worked:
    """Work off what waits, oldest first, each message in its own transaction; one that fails keeps no other from going on.

    News of a dossier waits for the dossier; news of the same dossier is applied in the order in which the portal told it.
    """
    counted = {"done": 0, "waiting": 0, "parked": 0}
    due = Intake.objects.filter(Q(next_at__lte=now) | Q(next_at=None), state="waiting")
    for intake_id in list(due.order_by("told_at", "id").values_list("pk", flat=True)[:limit]):
        state = take_one(intake_id=intake_id, now=now)
        if state in counted:
            counted[state] += 1
    return Worked(**counted)


def take_one(*, intake_id: int, now: datetime) -> str:
    """Work on one message; returns the state it is in then. Papers are fetched before the transaction begins."""
    row = Intake.objects.select_related("message").filter(pk=intake_id, state="waiting").first()
    if row is None:
        return ""
    try:
        news = read(row)
        given = fetching.fetch_papers(intake=row, papers=getattr(news, "papers", ()), now=now)
        return _apply(intake_id, lambda held: applying.apply(news, held=held, given=given, now=now), now)
    except NamedError as refusal:
        return _failed(intake_id, refusal, now)
    except (OperationalError, InterfaceError):  # the database, not the message
        raise
    except Exception as error:  # an error of ours: the message stands aside for a person, and those behind it go on
        log.exception("message %s from the portal could not be worked on", intake_id)
        return _failed(intake_id, MessageUnworkable(kind=type(error).__name__), now)


def read(row: Intake) -> News:
    """The message as its contract, as mended if an officer mended it. ``MessageMalformed``."""
    cls = _CONTRACTS.get(row.kind)
    if cls is None:
        known = ", ".join(_CONTRACTS)
        raise MessageMalformed(problems=(Problem("LoaiThongDiep", f"phải là một trong {known}.", f"must be one of {known}."),))
    body: Any = row.mended if row.mended is not None else row.message.body
    return decode(cls, body, tables=code_tables(), strict=conf.STRICT)


def _apply(intake_id: int, work: Callable[[Intake], str], now: datetime) -> str:
    with transaction.atomic():
        held = Intake.objects.select_for_update(skip_locked=True).filter(pk=intake_id, state="waiting").first()
        if held is None:
            return ""
        try:
            with transaction.atomic():
                dossier_code = work(held)
        except NamedError as refusal:
            return _failed(intake_id, refusal, now)
        Intake.objects.filter(pk=intake_id).update(
            state="done", done_at=now, dossier_code=dossier_code, reason_code="", reason_vi="", reason_en="", problems=[], next_at=None
        )
    return "done"


def _failed(intake_id: int, refusal: NamedError, now: datetime) -> str:
    """Note the refusal: what may heal by itself is tried again, everything else is parked for an officer."""
    with transaction.atomic():
        row = Intake.objects.select_for_update(of=("self",)).select_related("message").filter(pk=intake_id, state="waiting").first()
        if row is None:
            return ""  # another worker was quicker: what it made of the message stands
        attempts = row.attempts + 1
        most = times.MOST_WAITS if isinstance(refusal, NotYetHere) else times.MOST_ATTEMPTS
        again = isinstance(refusal, _TRANSIENT) and attempts < most
        fields = refusal.fields if isinstance(refusal, Invalid) else {}
        problems = [{"path": path, "vi": vi, "en": en} for path, (vi, en) in fields.items()]
        Intake.objects.filter(pk=intake_id).update(
            state="waiting" if again else "parked", attempts=attempts, next_at=now + times.pause_after(attempts) if again else None,
            reason_code=refusal.code, reason_vi=refusal.sentence("vi"), reason_en=refusal.sentence("en"), problems=problems,
        )  # fmt: skip
        if again:
            return "waiting"
        stream = row.portal_code or row.message.message_id
        outbox.publish(event=MessageParked(portal_code=stream, kind=row.kind, reason_code=refusal.code, at=now), now=now)
    return "parked"
