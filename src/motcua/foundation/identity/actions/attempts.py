"""Wrong attempts: counted, made to wait longer each time, told, undone by an administrator.

What was typed counts whether an account of that name exists or not, so that neither the answer nor the work tells which.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from motcua.foundation.identity import contracts, events, models, policies, rules
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.policy import require
from motcua.kit.fields import blind_index

PASSWORD, FACTOR, ADDRESS, CALLBACK, STATEMENT = "password", "factor", "address", "callback", "statement"

_COUNT = """
INSERT INTO identity_attempt (kind, key_index, failures, first_at, last_at) VALUES (%(kind)s, %(key)s, 1, %(now)s, %(now)s)
ON CONFLICT (kind, key_index) DO UPDATE SET
    failures = CASE WHEN identity_attempt.last_at > %(forget)s THEN identity_attempt.failures + 1 ELSE 1 END,
    first_at = CASE WHEN identity_attempt.last_at > %(forget)s THEN identity_attempt.first_at ELSE %(now)s END,
    last_at = %(now)s
RETURNING failures
"""
_PASSING = """
INSERT INTO identity_attempt (kind, key_index, failures, first_at, last_at) VALUES (%(kind)s, %(key)s, 1, %(now)s, %(now)s)
ON CONFLICT (kind, key_index) DO UPDATE SET
    failures = CASE WHEN identity_attempt.first_at > %(since)s THEN identity_attempt.failures + 1 ELSE 1 END,
    first_at = CASE WHEN identity_attempt.first_at > %(since)s THEN identity_attempt.first_at ELSE %(now)s END,
    last_at = %(now)s
RETURNING failures
"""


def seconds_to_wait(*, kind: str, name: str, address: str, machine_now: datetime) -> int:
    """How long this name or this address still waits, in seconds; 0 when an attempt may be made."""
    rows = models.Attempt.objects.filter(kind__in=[kind, ADDRESS], key_index__in=[_key(kind, name), _key(ADDRESS, address)])
    held = rows.values_list("locked_until", flat=True)
    return max((rules.seconds_left(locked_until=until, now=machine_now) for until in held), default=0)


@transaction.atomic
def note_failure(*, kind: str, name: str, address: str, now: datetime, machine_now: datetime) -> int:
    """Count a wrong attempt of that name and from that address; returns for how many seconds the next one waits."""
    waits = {
        (kind, _key(kind, name)): settings.MOTCUA_LOCK_ACCOUNT_AFTER,
        (ADDRESS, _key(ADDRESS, address)): settings.MOTCUA_LOCK_ADDRESS_AFTER,
    }
    longest = timedelta(0)
    for (what, key), free in waits.items():
        failures = _counted(_COUNT, kind=what, key=key, now=machine_now, forget=machine_now - rules.FORGET)
        wait = rules.delay(failures=failures, free=free)
        if wait:
            models.Attempt.objects.filter(kind=what, key_index=key).update(locked_until=machine_now + wait)
        if wait and what == kind:
            _tell_locked(name, kind=kind, failures=failures, seconds=int(wait.total_seconds()), now=now)
        longest = max(longest, wait)
    return int(longest.total_seconds())


def note_success(*, kind: str, name: str) -> None:
    """Forget the wrong attempts of a name after a right one; those of the address keep counting."""
    models.Attempt.objects.filter(kind=kind, key_index=_key(kind, name)).delete()


def may_pass(*, kind: str, address: str, limit: int, machine_now: datetime) -> bool:
    """Count a passing request of an address; False beyond ``limit`` within a minute."""
    since = machine_now - timedelta(minutes=1)
    return _counted(_PASSING, kind=kind, key=_key(kind, address), now=machine_now, since=since) <= limit


@transaction.atomic
def unlock(*, officer_id: UUID, actor: Actor, now: datetime) -> int:
    """An administrator lets an officer try again at once; returns how many counters went. ``OfficerUnknown``."""
    require(policies.can_manage_officers(actor))
    name = models.Account.objects.filter(officer__uuid=officer_id).values_list("username", flat=True).first()
    if name is None:
        raise contracts.OfficerUnknown
    keys = [_key(kind, name) for kind in (PASSWORD, FACTOR)]
    removed, _ = models.Attempt.objects.filter(key_index__in=keys).delete()
    if removed:
        outbox.publish(event=events.AccountUnlocked(officer_id=officer_id, at=now), now=now, actor=actor)
    return int(removed)


def forget_attempts(*, machine_now: datetime) -> int:
    """Remove counters a day after their last attempt; returns how many."""
    removed, _ = models.Attempt.objects.filter(last_at__lt=machine_now - rules.FORGET).delete()
    return int(removed)


def _counted(text: str, **values: str | datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return int(cursor.fetchone()[0])


def _key(kind: str, value: str) -> str:
    return blind_index(f"{kind}|{value.strip().lower()[:200]}", purpose="attempt")


def _tell_locked(name: str, *, kind: str, failures: int, seconds: int, now: datetime) -> None:
    """Only accounts of officers are told of: a name that nobody has is nobody's concern."""
    officer = models.Officer.objects.filter(account__username=name.strip()).values_list("uuid", flat=True).first()
    if officer is not None:
        fact = events.AccountLocked(officer_id=officer, what=kind, failures=failures, seconds=seconds, at=now)
        outbox.publish(event=fact, now=now, actor=SYSTEM)
