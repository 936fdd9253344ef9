"""Forgetting what has ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.idp.oidc.models import Token

from motcua.platform.signon.models import AssertionRow, LogoutRow, PushedRow, SigningKey, UsageRow


def sweep(*, now: datetime) -> int:
    """Forget ended tokens, used statements, pushed requests, counts and keys; returns how many rows went."""
    day = now - timedelta(days=1)
    gone = (
        Token.objects.filter(expires_at__lt=day), AssertionRow.objects.filter(expires_at__lt=day), UsageRow.objects.filter(minute__lt=day),
        PushedRow.objects.filter(expires_at__lt=now - timedelta(hours=1)),
        LogoutRow.objects.filter(created_at__lt=now - timedelta(days=90)).exclude(state="waiting"),
        SigningKey.objects.filter(ends_at__lt=now - timedelta(days=365)),
    )  # fmt: skip
    return sum(rows.delete()[0] for rows in gone)
