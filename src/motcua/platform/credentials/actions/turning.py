"""Turning the issuing keys."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import SYSTEM, Actor
from motcua.platform.credentials.adapters import keys


def rotate(*, now: datetime, withdraw: str = "", actor: Actor = SYSTEM) -> str:
    """A new signing key; its name (kid). ``withdraw`` names a key that became known to others: nothing signed with it counts any more."""
    with transaction.atomic():
        made = keys.rotate(now=now, withdraw=withdraw)
        details = {"withdrawn": withdraw}
        audit.record(action="credentials.rotated", object_ref=f"credentials.key:{made.kid}", actor=actor, now=now, details=details)
        return made.kid
