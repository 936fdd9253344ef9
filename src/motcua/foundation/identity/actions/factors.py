"""Changes of an officer's own second factors: one after the other, told as facts without the factor, its name or its codes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.foundation.identity import events, models
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor, ActorKind


def lock_factors(*, account_id: int) -> None:
    """Hold the account's row in the running transaction: whoever changes another of its factors waits, and sees what is left."""
    models.Account.objects.select_for_update(no_key=True).get(pk=account_id)


@transaction.atomic
def note_factor_changed(*, account_id: int, what: str, kind: str, now: datetime) -> None:
    """Tell that the officer of this account added, removed, renamed or renewed a factor of that kind; others' accounts have none."""
    officer = models.Officer.objects.filter(account_id=account_id).values_list("uuid", flat=True).first()
    if officer is not None:
        himself = Actor(kind=ActorKind.OFFICER, subject_id=officer)
        outbox.publish(event=events.FactorChanged(officer_id=officer, what=what, kind=kind, at=now), now=now, actor=himself)
