"""What people hold."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.sdjwt import check, read_presentation
from motcua.kernel.sdjwt.disclosing import paths_of
from motcua.platform.credentials import policies
from motcua.platform.credentials.adapters import carried
from motcua.platform.credentials.contracts import Credential, CredentialUnknown, State
from motcua.platform.credentials.models import CredentialRow

_MOST = 500


def credentials_of(*, actor: Actor, source_refs: Collection[str] | None = None) -> tuple[Credential, ...]:
    """The actor's own credentials, latest first; only those of ``source_refs`` when given; nothing for who is no citizen."""
    if actor.kind is not ActorKind.CITIZEN or actor.subject_id is None or actor.organisation_id is not None:
        return ()
    rows = CredentialRow.objects.filter(subject_id=actor.subject_id).exclude(compact="").select_related("issuer_key")
    rows = rows.order_by("-issued_at", "-id")
    if source_refs is not None:
        rows = rows.filter(source_ref__in=list(source_refs))
    return tuple(contract(row) for row in rows[:_MOST])


def credential(*, credential_id: UUID, actor: Actor) -> Credential:
    """One own credential; ``CredentialUnknown`` also for somebody else's."""
    return contract(held_row(credential_id=credential_id, actor=actor))


def held_row(*, credential_id: UUID, actor: Actor) -> CredentialRow:
    """The row behind ``credential``; ``CredentialUnknown``."""
    row = CredentialRow.objects.select_related("issuer_key").filter(uuid=credential_id).exclude(compact="").first()
    if row is None or not policies.can_hold(actor=actor, subject_id=row.subject_id):
        raise CredentialUnknown
    return row


def contract(row: CredentialRow) -> Credential:
    """A row as it crosses the door, with all its claims opened."""
    kind = carried.kind_of(row.kind)
    presented = read_presentation(row.compact)
    keys = {"issuer": carried.issuer(), "jwks": {"keys": [{**row.issuer_key.public_jwk, "kid": row.issuer_key.kid}]}}
    told = check(presentation=row.compact, keys=keys, now=row.issued_at, binding_needed=False)
    return Credential(
        uuid=row.uuid, compact=row.compact, kind=row.kind, kind_vi=kind.vi, kind_en=kind.en, subject_id=row.subject_id,
        issuer_unit=row.issuer_unit, issuer_name=row.issuer_name, issued_at=row.issued_at, valid_from=row.valid_from_at,
        valid_to=row.valid_to_at, state=State(row.state), source_ref=row.source_ref, disclosable=paths_of(presented), claims=told.claims,
        custody="platform" if row.holder_key else "holder", labels=kind.claims, state_at=row.state_at,
    )  # fmt: skip
