"""The issuing keys: made here, kept encrypted in the database under the ring of field keys, so that every process has the same."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.db.models import Q

from motcua.kernel.sdjwt import jwk_of, new_key, thumbprint
from motcua.kit.turns import take_turns
from motcua.platform.credentials.models import CredentialRow, IssuerKey

_TURN = "credentials.issuer_key"


def pem_of(key: ec.EllipticCurvePrivateKey) -> str:
    """The key as text, to be kept encrypted."""
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


@lru_cache(maxsize=16)
def from_pem(text: str) -> ec.EllipticCurvePrivateKey:
    """The key back from ``pem_of``."""
    key = serialization.load_pem_private_key(text.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        msg = "credentials are signed with P-256 keys"
        raise TypeError(msg)
    return key


def signing_key(*, now: datetime) -> IssuerKey:
    """The key that signs now; the first is made at first need, once however many ask."""
    found = IssuerKey.objects.filter(to_at=None).first()
    if found is not None:
        return found
    with transaction.atomic():
        take_turns(_TURN)
        return IssuerKey.objects.filter(to_at=None).first() or _make(now)


def rotate(*, now: datetime, withdraw: str = "") -> IssuerKey:
    """A new signing key; the old one is published on. ``withdraw`` names a key (kid) that is withdrawn: nothing signed with it counts."""
    with transaction.atomic():
        take_turns(_TURN)
        IssuerKey.objects.filter(to_at=None).update(to_at=now)
        if withdraw:
            IssuerKey.objects.filter(kid=withdraw, withdrawn_at=None).update(withdrawn_at=now)
        return _make(now)


def published(*, now: datetime) -> list[dict[str, str]]:
    """The public keys, the signing one first: with the old ones under which a credential still counts, without withdrawn ones."""
    rows = IssuerKey.objects.filter(withdrawn_at=None).order_by("-from_at", "-id")
    live = CredentialRow.objects.filter(Q(valid_to_at=None) | Q(valid_to_at__gt=now))
    used = set(live.exclude(issuer_key__to_at=None).values_list("issuer_key_id", flat=True).distinct())
    return [{**row.public_jwk, "kid": row.kid, "use": "sig", "alg": "ES256"} for row in rows if row.to_at is None or row.pk in used]


def _make(now: datetime) -> IssuerKey:
    key = new_key()
    jwk = jwk_of(key.public_key())
    return IssuerKey.objects.create(kid=thumbprint(jwk), private_key=pem_of(key), public_jwk=jwk, from_at=now)
