"""Ended credentials are forgotten after the time in data: what they said, their keys and whose they were."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.platform.credentials.adapters import carried
from motcua.platform.credentials.contracts import State
from motcua.platform.credentials.models import CredentialRow, ShownRow

NOBODY = UUID(int=0)
_BATCH = 500


def forget_ended(*, now: datetime) -> int:
    """Forget credentials that ended longer ago than ``data/retention.yaml`` says; how many. A suspended one has not ended.

    One that has expired leaves nothing: its own end refuses it. Of a revoked one without an end its place on the status list stays taken
    and says so for ever, nameless: freed, the place would call the copy in its holder's hand valid again.
    """
    before = now - carried.kept_for(on=local_date(now))
    expired = Q(valid_to_at__isnull=False, valid_to_at__lte=before)
    revoked = Q(state=State.REVOKED.value, state_at__lte=before) & ~Q(subject_id=NOBODY)
    with transaction.atomic():
        rows = list(CredentialRow.objects.select_for_update(skip_locked=True).filter(expired | revoked).order_by("id")[:_BATCH])
        gone = [row.pk for row in rows if row.valid_to_at is not None and row.valid_to_at <= before]
        nameless = [row.pk for row in rows if row.pk not in set(gone)]
        ShownRow.objects.filter(credential__in=rows).delete()
        CredentialRow.objects.filter(pk__in=gone).delete()
        CredentialRow.objects.filter(pk__in=nameless).update(
            compact="", holder_key="", issuer_name="", state_reason="", source_ref="", fingerprint="", subject_id=NOBODY,
            idempotency_key=_once(),
        )
        if rows:
            details = {"expired": len(gone), "revoked": len(nameless), "before": before.isoformat()}
            audit.record(
                action="credentials.forgotten", object_ref="credentials.credential:ended", actor=SYSTEM, now=now,
                ground="data/retention.yaml", details=details,
            )  # fmt: skip
    return len(rows)


def _once() -> Concat:
    """A key that no caller can have used: the row's own."""
    return Concat(Value("forgotten:"), Cast(F("uuid"), CharField()))
