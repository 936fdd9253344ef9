"""Reads of the keys that sign."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from motcua.platform.signon.contracts import ServerBusy
from motcua.platform.signon.models import SigningKey


def jwks(*, now: datetime) -> dict[str, Any]:
    """All published public keys (RFC 7517): the one that signs, the next one, and old ones until the last token they signed has ended."""
    rows = SigningKey.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now)).order_by("pk")
    return {"keys": [row.public for row in rows]}


def signing_key(*, alg: str, now: datetime) -> SigningKey:
    """The key that signs now: the youngest that has become active. ``ServerBusy`` when there is none."""
    live = SigningKey.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), alg=alg, active_from__lte=now)
    row = live.order_by("-active_from", "-pk").first()
    if row is None:
        raise ServerBusy(why="no signing key is active; run motcua signon rotate")
    return row
