"""The public look-up: a dossier code and its secret show where a dossier stands, and nothing personal."""

from __future__ import annotations

from datetime import datetime

from motcua.foundation.units import api as units
from motcua.kernel.clock import local_date
from motcua.platform.casework.contracts import DossierStatus, LookupResting, TimelineItem, TrackedDossier, TrackingRefused
from motcua.platform.casework.models import Dossier, LookupFailure
from motcua.platform.casework.queries.dossiers import same_text, timeline_of
from motcua.platform.casework.rules import clock, masking
from motcua.platform.casework.rules.codes import normal_dossier_code

# A phone's last four digits are guessed in 10,000 tries: ten wrong ones a day and the look-up of that dossier rests.
MOST_FAILURES = 10


def resting(*, code: str, now: datetime) -> bool:
    """Whether the look-up of a dossier rests for today."""
    failed = LookupFailure.objects.filter(code=normal_dossier_code(code), day=local_date(now)).values_list("failures", flat=True).first()
    return (failed or 0) >= MOST_FAILURES


def tracked(*, code: str, secret: str, phone_tail: str, now: datetime) -> TrackedDossier:
    """Where the dossier stands, by its look-up code or the last four digits of the phone.

    ``TrackingRefused`` tells not which of the two was wrong; ``LookupResting`` after too many wrong ones.
    """
    if resting(code=code, now=now):
        raise LookupResting
    rows = Dossier.objects.select_related("definition", "definition__procedure")
    row = rows.filter(code=normal_dossier_code(code)).first()
    if row is None or not _right(row, secret=secret, phone_tail=phone_tail):
        raise TrackingRefused
    return shown(row, now=now, steps=timeline_of(row, actor=None))


def shown(row: Dossier, *, now: datetime, steps: tuple[TimelineItem, ...] = ()) -> TrackedDossier:
    """What the law lets everybody see of a dossier who may look it up: a masked name, the unit, dates and how it stands."""
    due = clock.due_state(
        due_at=row.due_at, done_at=row.resolved_at, paused=row.paused, ended=row.ended_at is not None and row.resolved_at is None, now=now
    )
    return TrackedDossier(
        code=row.code, procedure_code=row.procedure_code, procedure_name=row.definition.procedure.name.rstrip(": "),
        unit_name=units.by_id(unit_id=row.unit_id).full_name, masked_name=masking.mask_name(row.party_name),
        status=DossierStatus(row.status), submitted_on=local_date(row.submitted_at),
        received_on=local_date(row.received_at) if row.received_at else None, due_on=local_date(row.due_at) if row.due_at else None,
        resolved_on=local_date(row.resolved_at) if row.resolved_at else None, due_state=due, steps=steps,
    )


def _right(row: Dossier, *, secret: str, phone_tail: str) -> bool:
    if secret.strip():
        return same_text(secret, row.tracking_code)
    return same_text(phone_tail, masking.phone_tail(row.party_phone)) if phone_tail.strip() else False
