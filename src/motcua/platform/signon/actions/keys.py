"""Making keys and letting the next one take over: published before use, kept until the last token it signed has ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.kit.turns import take_turns
from motcua.platform.signon import conf, policies
from motcua.platform.signon.adapters import jose
from motcua.platform.signon.models import SigningKey

_TURN = "signon.keys"
_AFTER = timedelta(days=1)  # longer than any signed token lives


@transaction.atomic
def rotate(*, actor: Actor, now: datetime, at_once: bool = False) -> tuple[str, ...]:
    """Publish the next key of each algorithm; it signs after some hours (``at_once``: now, when a key may have leaked).

    Where no key signs yet, or with ``at_once``, the new one signs from now on, and with ``at_once`` the old ones leave the key set:
    what they signed is no longer believed. Names of the new keys. ``Forbidden``.
    """
    require(policies.can_run(actor=actor))
    take_turns(_TURN)
    made = tuple(_next(alg, now=now, at_once=at_once) for alg in jose.OURS)
    details = {"keys": list(made), "at_once": at_once}
    audit.record(action="signon.keys_rotated", object_ref="signon.keys", actor=actor, now=now, details=details)
    return made


def rotate_if_due(*, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Rotate when a key has signed for its time and none is waiting, or none is there at all."""
    old = now - timedelta(days=conf.KEY_DAYS)
    live = SigningKey.objects.filter(ends_at=None)
    fresh = {alg for alg in jose.OURS if live.filter(alg=alg, active_from__gt=old).exists()}
    return () if fresh == set(jose.OURS) else rotate(actor=actor, now=now)


def _next(alg: str, *, now: datetime, at_once: bool) -> str:
    signing = SigningKey.objects.filter(alg=alg, ends_at=None, active_from__lte=now)
    begins = now + timedelta(hours=conf.KEY_AHEAD_HOURS) if signing.exists() and not at_once else now
    SigningKey.objects.filter(alg=alg, ends_at=None).update(ends_at=now if at_once else begins + _AFTER)
    pem, public, kid = jose.new_key(alg)
    SigningKey.objects.create(kid=kid, alg=alg, pem=pem, public=public, created_at=now, active_from=begins)
    return kid
