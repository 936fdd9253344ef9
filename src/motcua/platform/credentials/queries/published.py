"""What anybody may fetch: the issuer's keys, the kinds, the status lists."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from motcua.kernel.sdjwt import BITS, pack, sign
from motcua.platform.credentials import conf, rules
from motcua.platform.credentials.adapters import carried
from motcua.platform.credentials.adapters.keys import from_pem
from motcua.platform.credentials.contracts import CredentialKind, CredentialUnknown, KindUnknown, State
from motcua.platform.credentials.models import CredentialRow, StatusListRow
from motcua.platform.credentials.queries import keys


def issuer_metadata(*, now: datetime) -> dict[str, Any]:
    """The document at ``/.well-known/jwt-vc-issuer`` (SD-JWT VC §5): the issuer, its public keys, and the names of withdrawn ones."""
    keys.signing_key(now=now)
    return {"issuer": carried.issuer(), "jwks": {"keys": keys.published(now=now)}, "withdrawn_keys": keys.withdrawn()}


def kinds_of() -> tuple[CredentialKind, ...]:
    """All kinds of credentials, by key."""
    return tuple(kind for _, kind in sorted(carried.all_kinds().items()))


def metadata_of(*, key: str, version: int) -> dict[str, Any]:
    """The type metadata of a kind; ``KindUnknown``."""
    kind = carried.all_kinds().get(key)
    if kind is None or kind.version != version:
        raise KindUnknown
    return rules.type_metadata(kind=kind, vct=carried.vct_of(kind))


def status_address(row: StatusListRow) -> str:
    """Where a status list is fetched."""
    return f"{carried.issuer()}/chung-nhan/trang-thai/{row.uuid}/"


def status_token(*, list_id: UUID, now: datetime) -> str:
    """The signed status list; made anew when a credential changed, the key did, or half its time is over. ``CredentialUnknown``."""
    row = StatusListRow.objects.filter(uuid=list_id).first()
    if row is None:
        raise CredentialUnknown
    key = keys.signing_key(now=now)
    life = timedelta(hours=conf.STATUS_HOURS)
    fresh = row.token_at is not None and row.changed_at < row.token_at <= now < row.token_at + life / 2
    if fresh and row.token_kid == key.kid:
        return row.token
    changed = CredentialRow.objects.filter(status_list=row).exclude(state=State.VALID).values_list("status_index", "state")
    payload = {
        "iss": carried.issuer(), "sub": status_address(row), "iat": int(now.timestamp()), "exp": int((now + life).timestamp()),
        "ttl": conf.STATUS_TTL,
        "status_list": {"bits": BITS, "lst": pack(capacity=row.capacity, values={i: rules.STATUS_VALUE[State(s)] for i, s in changed})},
    }  # fmt: skip
    token = sign(header={"typ": "statuslist+jwt", "kid": key.kid}, payload=payload, key=from_pem(key.private_key))
    # Kept only if nothing changed meanwhile: a revocation in between makes the next reader sign again.
    StatusListRow.objects.filter(pk=row.pk, changed_at=row.changed_at).update(token=token, token_kid=key.kid, token_at=now)
    return token
