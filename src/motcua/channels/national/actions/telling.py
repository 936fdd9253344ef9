"""Tell the portal how dossiers are: once per fact, in order per dossier, again until it is heard."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from motcua.channels.national import adapters, policies
from motcua.channels.national.adapters import opening
from motcua.channels.national.contracts import ItemUnknown, PortalRefused, PortalUnavailable, Told, Worked
from motcua.channels.national.models import Telling
from motcua.channels.national.queries.building import dossier_message, progress_message
from motcua.channels.national.rules import codes, times
from motcua.channels.national.rules.codec import encode
from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import require
from motcua.kit.apart import apart
from motcua.platform.casework import api as casework

_LEASE = timedelta(minutes=2)
_PORTAL = "Cổng Dịch vụ công quốc gia"
_LAW = "NĐ 118/2025/NĐ-CP; NĐ 278/2025/NĐ-CP"
log = logging.getLogger(__name__)


def line_up(
    *, event_id: UUID, event_name: str, order: int, dossier_id: UUID, dossier_code: str, procedure_code: str, at: datetime,
    status: int | None = None, now: datetime,
) -> int:  # fmt: skip
    """Line up what a fact tells: the dossier, and its step when the status is known. The same fact again lines up nothing.

    ``order`` is the fact's place among all facts. Messages are made when they are sent, so that this is quick and never fails.
    """
    known = status if status is not None else codes.TOLD.get(event_name)
    whats = (Told.DOSSIER,) if event_name == "casework.dossier.fee_paid.v1" else (Told.DOSSIER, Told.PROGRESS)
    rows = [
        Telling(
            event_id=event_id, event_name=event_name, order=order, what=what.value, dossier_id=dossier_id, dossier_code=dossier_code,
            procedure_code=procedure_code, status=known or 0, at=at, next_at=now,
        )
        for what in whats
    ]  # fmt: skip
    return len(Telling.objects.bulk_create(rows, ignore_conflicts=True))


def send(*, now: datetime, limit: int = 50) -> Worked:
    """Send what is due: of each dossier the first that waits, none behind one that is parked. Stops when the portal is away.

    A message is leased while it is under way; if this process dies, the next one sends it again under the same identifier.
    """
    counted = {"done": 0, "waiting": 0, "parked": 0}
    for _ in range(limit):
        row = _lease(now)
        if row is None:
            break
        with apart(log, "telling the portal", row.pk):  # what fails by an error of ours stays leased a while and stops no other
            try:
                counted[_send_one(row, now)] += 1
            except PortalUnavailable as away:
                _again(row, away, now)
                counted["waiting"] += 1
                break
            except NamedError as refusal:
                _park(row, refusal)
                counted["parked"] += 1
    return Worked(**counted)


def replay(*, actor: Actor, now: datetime, from_at: datetime | None = None, codes_of: Sequence[str] = (), parked_only: bool = False) -> int:
    """Send again: everything told from an instant on, or of some dossiers (either side's code), or only what is parked.

    Messages keep their identifiers, so that the portal changes nothing that it has. Returns how many wait now. ``Forbidden``.
    """
    require(policies.can_run(actor=actor))
    rows = Telling.objects.filter(state="parked") if parked_only else Telling.objects.exclude(state="withheld")
    rows = rows.filter(at__gte=from_at) if from_at else rows
    rows = rows.filter(Q(dossier_code__in=codes_of) | Q(portal_code__in=codes_of)) if codes_of else rows
    with transaction.atomic():
        count = rows.update(state="waiting", attempts=0, next_at=now, leased_until=None, answer="")
        about = {"from_at": from_at.isoformat() if from_at else "", "codes": list(codes_of)[:20], "count": count}
        audit.record(action="national.replayed", object_ref="national.telling", actor=actor, now=now, ground="role:operator", details=about)
    return count


def tell_anew(*, dossier_code: str, actor: Actor, now: datetime, key: UUID) -> int:
    """Tell the present state of a dossier afresh, behind everything that waits; the same ``key`` tells once. ``DossierUnknown``."""
    require(policies.can_run(actor=actor))
    found = casework.dossier(code=dossier_code, actor=SYSTEM)
    last = Telling.objects.filter(dossier_id=found.uuid).order_by("-order").values_list("order", flat=True).first() or 0
    return line_up(
        event_id=key, event_name="national.anew", order=last, dossier_id=found.uuid, dossier_code=found.code,
        procedure_code=found.procedure_code, at=now, status=int(found.status), now=now,
    )  # fmt: skip


def resend(*, telling_id: int, actor: Actor, now: datetime) -> None:
    """Send one message again. ``ItemUnknown``, ``Forbidden``."""
    require(policies.can_run(actor=actor))
    changed = Telling.objects.filter(pk=telling_id).update(state="waiting", attempts=0, next_at=now, leased_until=None, answer="")
    if not changed:
        raise ItemUnknown


def _open() -> QuerySet[Telling]:
    """Waiting messages that are the first of their dossier."""
    earlier = Telling.objects.filter(dossier_id=OuterRef("dossier_id"), state__in=("waiting", "parked")).filter(
        Q(order__lt=OuterRef("order")) | Q(order=OuterRef("order"), what__lt=OuterRef("what"))
        | Q(order=OuterRef("order"), what=OuterRef("what"), pk__lt=OuterRef("pk"))
    )
    return Telling.objects.filter(~Exists(earlier), state="waiting")


def _lease(now: datetime) -> Telling | None:
    with transaction.atomic():
        free = _open().filter(Q(leased_until=None) | Q(leased_until__lte=now), next_at__lte=now)
        row = free.select_for_update(skip_locked=True, of=("self",)).order_by("next_at", "order", "what").first()
        if row is not None:
            Telling.objects.filter(pk=row.pk).update(leased_until=now + _LEASE)
        return row


def _send_one(row: Telling, now: datetime) -> str:
    if row.body is None and not _build(row, now):
        Telling.objects.filter(pk=row.pk).update(state="withheld", leased_until=None, answer="")
        return "done"
    portal = adapters.portal()
    tell = portal.tell_dossier if row.what == Told.DOSSIER else portal.tell_progress
    body: Mapping[str, Any] = row.body or {}
    answer = tell(message_id=str(row.uuid), body=body)
    Telling.objects.filter(pk=row.pk).update(state="sent", sent_at=now, leased_until=None, attempts=row.attempts + 1, answer=answer[:500])
    return "done"


def _build(row: Telling, now: datetime) -> bool:
    """Make the message and keep it; False when it is not ours to tell, since a ministry's system is the master of the status.

    A restriction stops none of it: the law demands the telling of a person's own dossier, while it runs and of its result
    (NĐ 118/2025/NĐ-CP).
    """
    if row.procedure_code and opening.ministry_is_master(procedure_code=row.procedure_code, on=local_date(row.at)):
        return False
    found = casework.by_id(dossier_id=row.dossier_id, actor=SYSTEM)
    row.portal_code = _portal_code(found)
    row.status = row.status or int(found.status)
    make = dossier_message if row.what == Told.DOSSIER else progress_message
    _note(found, now)
    made: Any = encode(make(dossier=found, status=row.status, at=row.at, portal_code=row.portal_code))
    row.body = made
    row.sha256 = hashlib.sha256(json.dumps(made, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    row.save(update_fields=["portal_code", "status", "body", "sha256"])
    return True


def _note(found: casework.Dossier, now: datetime) -> None:
    """The person sees that her data went to the portal."""
    consent.note_access(
        subject_id=found.party.person_id, subject_number=found.party.number, reader=SYSTEM, purpose="national-sync", ground=_LAW,
        agency=_PORTAL, dossier=found.code, fields=("identity", "contact"), source="national.sync", now=now,
    )  # fmt: skip


def _portal_code(found: casework.Dossier) -> str:
    """Under which code the portal knows the dossier: its own for dossiers that came from there, ours for the rest."""
    return found.external_ref if found.origin == opening.ORIGIN and found.external_ref else found.code


def _again(row: Telling, away: NamedError, now: datetime) -> None:
    attempts = row.attempts + 1
    Telling.objects.filter(pk=row.pk).update(
        attempts=attempts, leased_until=None, next_at=now + times.pause_after(attempts), answer=away.sentence("vi")[:500]
    )


def _park(row: Telling, refusal: NamedError) -> None:
    told = refusal.params.get("message") if isinstance(refusal, PortalRefused) else ""
    words = f"{refusal.params['error_code']}: {told}" if told else refusal.sentence("vi")
    Telling.objects.filter(pk=row.pk).update(state="parked", attempts=row.attempts + 1, leased_until=None, answer=words[:500])
