"""The issuing keys: made here at first need, kept encrypted in the database, so that every process has the same."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from motcua.kernel.sdjwt import jwk_of, new_key, thumbprint
from motcua.kit.turns import take_turns
from motcua.platform.credentials.adapters.keys import pem_of
from motcua.platform.credentials.models import CredentialRow, IssuerKey

TURN = "credentials.issuer_key"


def signing_key(*, now: datetime) -> IssuerKey:
    """The key that signs now; the first is made at first need, once however many ask."""
    found = IssuerKey.objects.filter(to_at=None).first()
    if found is not None:
        return found
    with transaction.atomic():
        take_turns(TURN)
        return IssuerKey.objects.filter(to_at=None).first() or make(now=now)


def published(*, now: datetime) -> list[dict[str, str]]:
    """The public keys, the signing one first: with the old ones under which a credential still counts, without withdrawn ones."""
    rows = IssuerKey.objects.filter(withdrawn_at=None).order_by("-from_at", "-id")
    live = CredentialRow.objects.filter(Q(valid_to_at=None) | Q(valid_to_at__gt=now))
    used = set(live.exclude(issuer_key__to_at=None).values_list("issuer_key_id", flat=True).distinct())
    return [{**row.public_jwk, "kid": row.kid, "use": "sig", "alg": "ES256"} for row in rows if row.to_at is None or row.pk in used]


def withdrawn() -> list[dict[str, str]]:
    """The keys that were taken out of use, so that a check can say so instead of knowing nothing of them; the latest first."""
    rows = IssuerKey.objects.exclude(withdrawn_at=None).order_by("-withdrawn_at", "-id").values_list("kid", "withdrawn_at")
    return [{"kid": kid, "withdrawn_at": at.isoformat()} for kid, at in rows if at]


def make(*, now: datetime) -> IssuerKey:
    """A new signing key, inside ``TURN``; the one before must have ended."""
    key = new_key()
    jwk = jwk_of(key.public_key())
    return IssuerKey.objects.create(kid=thumbprint(jwk), private_key=pem_of(key), public_jwk=jwk, from_at=now)
