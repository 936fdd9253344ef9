"""Signatures are looked at again, by request and by the clock; who holds a paper that ends soon is told once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from motcua.foundation.consent import api as consent
from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.platform.messaging import api as messaging
from motcua.platform.signing import api as signing
from motcua.services.vault import conf
from motcua.services.vault.adapters.messages import ENDING
from motcua.services.vault.contracts import HeldDocument
from motcua.services.vault.models import HeldDocumentRow
from motcua.services.vault.queries.papers import contract, row_of

_BATCH = 100


def recheck(*, document_id: UUID, actor: Actor, now: datetime) -> HeldDocument:
    """Check the signatures of a paper again as of now. ``DocumentUnknown``; nothing for a picture."""
    row = row_of(document_id=document_id, actor=actor)
    _check(row, now=now)
    return contract(row, now=now)


def recheck_due(*, now: datetime) -> int:
    """Check the signed papers again that were looked at longest ago; how many. One that cannot be read keeps what was said before."""
    before = now - timedelta(days=conf.RECHECK_DAYS)
    rows = HeldDocumentRow.objects.filter(Q(checked_at=None) | Q(checked_at__lt=before), removed_at=None, mime=files.PDF)
    found = list(rows.order_by(F("checked_at").asc(nulls_first=True))[:_BATCH])
    for row in found:
        _check(row, now=now)
    return len(found)


def warn_ending(*, now: datetime) -> int:
    """Tell the holders of papers that end within ``MOTCUA_VAULT_WARN_DAYS`` days, once for each end; how many were told.

    Who restricts the processing of her data is passed over, and told when she lifts it in time.
    """
    told, last = 0, 0
    with transaction.atomic():
        while not told and (found := _ending(after=last, now=now)):
            last = found[-1].pk
            closed = consent.stopped_among(person_ids={r.person_id for r in found if r.person_id}, purpose="reminders", at=now)
            for row in (r for r in found if r.person_id not in closed):
                _warn(row, now=now)
                told += 1
    return told


def _ending(*, after: int, now: datetime) -> list[HeldDocumentRow]:
    today = local_date(now)
    soon = Q(expires_on__gt=today, expires_on__lte=today + timedelta(days=conf.WARN_DAYS))
    live = Q(pk__gt=after, removed_at=None, revoked_at=None, replaced_by=None, person_id__isnull=False)
    rows = HeldDocumentRow.objects.select_for_update(skip_locked=True).filter(soon, live).exclude(warned_for=F("expires_on"))
    return list(rows.order_by("id")[:_BATCH])


def _warn(row: HeldDocumentRow, *, now: datetime) -> None:
    if row.person_id is None or row.expires_on is None:
        return
    last = row.expires_on - timedelta(days=1)
    messaging.send(
        to_person_id=row.person_id, template=ENDING, dedupe_key=f"vault.ending:{row.uuid}:{row.expires_on}", now=now,
        params={"title": row.title, "last": f"{last:%d/%m/%Y}", "document": str(row.uuid)},
    )
    row.warned_for = row.expires_on
    row.save(update_fields=["warned_for"])


def _check(row: HeldDocumentRow, *, now: datetime) -> None:
    """Outside a transaction the file is read and judged; one statement keeps what was found."""
    if row.mime != files.PDF:
        return
    try:
        report = signing.validate_pdf(pdf=files.read(file_id=row.file_id), now=now).as_dict()
    except (files.FileMissing, files.StoreUnavailable, signing.NotAPdf):
        report = row.signature_report
    row.signature_report, row.checked_at = report, now
    with transaction.atomic():
        HeldDocumentRow.objects.filter(pk=row.pk).update(signature_report=report, checked_at=now)
