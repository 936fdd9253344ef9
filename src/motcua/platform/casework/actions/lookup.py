"""The public look-up, counted: a wrong answer is remembered so that nobody can try them all."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from motcua.kernel.clock import local_date
from motcua.platform.casework.contracts import TrackedDossier, TrackingRefused
from motcua.platform.casework.models import LookupFailure
from motcua.platform.casework.queries import lookup
from motcua.platform.casework.rules.codes import normal_dossier_code

_COUNT = """
INSERT INTO casework_lookup_failure (code, day, failures) VALUES (%s, %s, 1)
ON CONFLICT (code, day) DO UPDATE SET failures = casework_lookup_failure.failures + 1
"""
_LONGEST = 40
_KEPT = timedelta(days=7)


def track(*, code: str, now: datetime, secret: str = "", phone_tail: str = "") -> TrackedDossier:
    """Where a dossier stands, for whoever knows its code and its look-up code, or the last four digits of the owner's phone.

    ``TrackingRefused`` (counted), ``LookupResting`` after ten wrong tries for one dossier on a day.
    """
    try:
        return lookup.tracked(code=code, secret=secret, phone_tail=phone_tail, now=now)
    except TrackingRefused:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [normal_dossier_code(code)[:_LONGEST], local_date(now)])
        raise


def forget_lookups(*, now: datetime) -> int:
    """Remove counts of wrong look-ups that are older than a week; returns how many."""
    removed, _ = LookupFailure.objects.filter(day__lt=local_date(now) - _KEPT).delete()
    return removed
