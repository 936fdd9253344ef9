"""What the post tells: kept as it came, once per event, and folded into the state of the consignment."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import NamedError
from motcua.platform.casework import api as casework
from motcua.services.post import adapters, models, rules
from motcua.services.post.actions.handing import taken, tell
from motcua.services.post.adapters import messages
from motcua.services.post.contracts import ConsignmentState, Heard, PostRefused, PostUnavailable
from motcua.services.post.events import Delivered, Returned

logger = logging.getLogger(__name__)
_ASK_AGAIN = timedelta(hours=6)


def receive_event(*, raw: bytes, headers: Mapping[str, str], now: datetime, machine_now: float | None = None) -> bool:
    """An event that the post sent; whether it changed anything. Repeated, late and unknown ones are harmless.

    ``machine_now`` (Unix seconds) judges its age. ``EventUnbelieved``, ``EventUnreadable``.
    """
    machine = time.time() if machine_now is None else machine_now
    heard = adapters.post().read_event(raw=raw, headers=headers, machine_now=machine)
    return take(heard, now=now, machine_now=machine)


def ask_due(*, now: datetime, machine_now: float | None = None, limit: int = 50) -> int:
    """Ask the post about letters of which nothing was heard for six hours, in case its events were lost; returns what changed."""
    machine = time.time() if machine_now is None else machine_now
    silent = models.Consignment.objects.filter(state=ConsignmentState.HANDED_OVER, asked_at__lte=now - _ASK_AGAIN)
    changed = 0
    for row in silent.order_by("asked_at", "id")[:limit]:
        models.Consignment.objects.filter(pk=row.pk).update(asked_at=now)
        try:
            told = adapters.post().events(row.tracking_code)
        except (PostUnavailable, PostRefused) as silent_still:
            logger.warning("consignment %s: the post does not tell (%s)", row.client_ref, type(silent_still).__name__)
            continue
        changed += sum(take(heard, now=now, machine_now=machine) for heard in told)
    return changed


@transaction.atomic
def take(heard: Heard, *, now: datetime, machine_now: float) -> bool:
    """Keep one event and let it change the state. False for one that was kept before, or of a letter that is not under way here."""
    row = models.Consignment.objects.select_for_update().filter(client_ref=heard.client_ref).exclude(client_ref="").first()
    if row is None or (row.tracking_code and row.tracking_code != heard.tracking_code):
        return False
    _, first = models.ConsignmentEvent.objects.get_or_create(
        event_id=heard.event_id,
        defaults={
            "consignment": row, "client_ref": heard.client_ref, "tracking_code": heard.tracking_code, "status": heard.status,
            "at": heard.at, "heard_at": now,
        },
    )  # fmt: skip
    if not first:
        return False
    taken(row, tracking=heard.tracking_code, now=now)  # its answer was lost; the event tells that the post has it
    before, after = ConsignmentState(row.state), rules.after(ConsignmentState(row.state), heard.status)
    row.asked_at = now
    row.save(update_fields=["asked_at"])
    if after is not before and after is ConsignmentState.DELIVERED:
        _delivered(row, heard, now=now, machine_now=machine_now)
    elif after is not before and after is ConsignmentState.RETURNED:
        _returned(row, now=now)
    return after is not before


def _delivered(row: models.Consignment, heard: Heard, *, now: datetime, machine_now: float) -> None:
    """By law the result is handed back when the post delivered it, not when the city heard of it."""
    assert row.dossier_id is not None
    assert row.handed_over_at is not None
    at = rules.lawful_instant(told_at=heard.at, now=now, machine_now=machine_now, earliest=row.handed_over_at)
    row.state, row.delivered_at, row.changed_at = ConsignmentState.DELIVERED, at, now
    row.save(update_fields=["state", "delivered_at", "changed_at"])
    fact = Delivered(dossier_id=row.dossier_id, dossier_code=row.dossier_code, tracking_code=row.tracking_code, delivered_at=at)
    outbox.publish(event=fact, now=now, actor=SYSTEM)
    try:
        casework.hand_back(
            code=row.dossier_code, actor=SYSTEM, now=at, note=f"Bưu điện đã phát, số hiệu bưu gửi {row.tracking_code}.",
            idempotency_key=f"post:{row.client_ref}",
        )
    except NamedError as refused:  # handed back at the counter meanwhile, or revoked: the dossier's own history stands
        logger.warning("consignment %s was delivered, the dossier is not handed back by it: %s", row.client_ref, refused.code)


def _returned(row: models.Consignment, *, now: datetime) -> None:
    assert row.dossier_id is not None
    row.state, row.returned_at, row.changed_at = ConsignmentState.RETURNED, now, now
    row.save(update_fields=["state", "returned_at", "changed_at"])
    fact = Returned(dossier_id=row.dossier_id, dossier_code=row.dossier_code, tracking_code=row.tracking_code, returned_at=now)
    outbox.publish(event=fact, now=now, actor=SYSTEM)
    tell(row, template=messages.RETURNED, params={"dossier_code": row.dossier_code}, now=now)
