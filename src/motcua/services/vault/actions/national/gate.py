"""Whether the national store is spoken to: after ``TRIPS`` silences in a row it rests, then one question tries again."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from motcua.services.vault.models import NationalGate
from motcua.services.vault.rules import national as rules

_NAME = "results"


def closed(now: datetime) -> bool:
    """Whether it rests at ``now``."""
    return NationalGate.objects.filter(name=_NAME, rests_until__gt=now).exists()


def heard() -> None:
    """The store answered: all is well again."""
    NationalGate.objects.filter(name=_NAME, silences__gt=0).update(silences=0, rests_until=None)


def silent(now: datetime) -> None:
    """The store did not answer; the fifth time in a row it rests for two minutes, and again after each further silence."""
    NationalGate.objects.get_or_create(name=_NAME)
    NationalGate.objects.filter(name=_NAME).update(silences=F("silences") + 1)
    NationalGate.objects.filter(name=_NAME, silences__gte=rules.TRIPS).update(rests_until=now + rules.RESTS)
