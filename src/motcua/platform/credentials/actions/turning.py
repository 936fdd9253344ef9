"""Turning the issuing keys."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kit.turns import take_turns
from motcua.platform.credentials.contracts import KeyUnknown
from motcua.platform.credentials.models import IssuerKey
from motcua.platform.credentials.queries import keys


def rotate(*, now: datetime, withdraw: str = "", actor: Actor = SYSTEM) -> str:
    """A new signing key; its name (kid). ``withdraw`` names a key that became known to others: nothing signed with it counts any more.

    ``KeyUnknown`` for a name that no key has: then nothing changes.
    """
    with transaction.atomic():
        take_turns(keys.TURN)
        if withdraw and not IssuerKey.objects.filter(kid=withdraw).exists():
            raise KeyUnknown(kid=withdraw)
        IssuerKey.objects.filter(to_at=None).update(to_at=now)
        if withdraw:
            IssuerKey.objects.filter(kid=withdraw, withdrawn_at=None).update(withdrawn_at=now)
        made = keys.make(now=now)
        details = {"withdrawn": withdraw}
        audit.record(action="credentials.rotated", object_ref=f"credentials.key:{made.kid}", actor=actor, now=now, details=details)
        return made.kid
