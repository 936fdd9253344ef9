"""Messages about drafts to their owners."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import show_date
from motcua.kit.apart import apart
from motcua.platform.eforms import conf, queries
from motcua.platform.eforms.adapters import letters
from motcua.platform.eforms.models import DraftRow
from motcua.platform.messaging import api as messaging

log = logging.getLogger(__name__)


@transaction.atomic
def send_link(*, draft_id: UUID, actor: Actor, now: datetime) -> None:
    """Send the owner the link of the draft, to go on with it on another device; once an hour at most. ``DraftUnknown``."""
    row = queries.row_of(draft_id=draft_id, actor=actor)
    _tell(row, letters.RESUME.key, f"{now:%Y%m%d%H}", now)


def warn_expiring(*, now: datetime, limit: int = 500) -> int:
    """Tell owners of drafts that end within ``MOTCUA_EFORMS_WARN_DAYS``, once for each end; returns how many were told.

    One that fails stops no other, and is told the next time.
    """
    soon = now + timedelta(days=conf.WARN_DAYS)
    due = DraftRow.objects.filter(state=DraftRow.OPEN, discarded_at=None, warned_at=None, expires_at__gt=now, expires_at__lte=soon)
    told = 0
    for pk in due.order_by("expires_at").values_list("pk", flat=True)[:limit]:
        with apart(log, "eforms.warn_expiring", pk), transaction.atomic():
            row = (
                DraftRow.objects.select_related("form")
                .select_for_update(of=("self",), skip_locked=True)
                .filter(pk=pk, warned_at=None)
                .first()
            )
            if row is None:
                continue
            row.warned_at = now
            row.save(update_fields=["warned_at"])
            told += _tell(row, letters.EXPIRING.key, row.expires_at.isoformat(), now)
    return told


def _tell(row: DraftRow, template: str, once: str, now: datetime) -> int:
    if row.owner_id is None or not row.owner_ref.startswith("citizen:"):
        return 0  # an officer's draft at the counter is nobody's letter
    params = {
        "title": str(row.context.get("title_vi") or queries.form_of(row).title_vi),
        "until": show_date(local_date(row.expires_at)),
        "draft": str(row.uuid),
    }
    messaging.send(to_person_id=row.owner_id, template=template, params=params, dedupe_key=f"{template}:{row.uuid}:{once}", now=now)
    return 1
