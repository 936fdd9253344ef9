"""Issuing a credential, once for each idempotency key."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import IntegrityError, transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.sdjwt import jwk_of, new_key
from motcua.kernel.sdjwt.keys import key_of
from motcua.kit.turns import take_turns
from motcua.platform.credentials import rules
from motcua.platform.credentials.adapters import carried, keys, library
from motcua.platform.credentials.contracts import Credential, CredentialKind, KeyReused
from motcua.platform.credentials.events import CredentialIssued
from motcua.platform.credentials.models import CredentialRow, IssuerKey, StatusListRow
from motcua.platform.credentials.queries import contract, status_address
from motcua.platform.credentials.queries.keys import signing_key

# Large enough that one fetch says nothing about which credential is asked for; 32 kB before compression.
CAPACITY = 131_072
_TRIES = 20


def issue(
    *, subject_id: UUID, kind: str, claims: Mapping[str, Any], disclosable: Collection[str], issuer_unit: str, issuer_name: str,
    valid_from: datetime, valid_to: datetime | None = None, source_ref: str, idempotency_key: str, now: datetime,
    holder_key: Mapping[str, Any] | None = None, actor: Actor = SYSTEM,
) -> Credential:  # fmt: skip
    """Issue a credential to a person; the same key gives the first one again.

    ``kind`` is the key of a kind, or any code of a document (a procedure's): then it is the general kind. ``claims`` are of the kind's list
    and no others; those that it does not show always are the holder's to show or withhold, and ``disclosable`` (dotted inside objects)
    further ones. ``holder_key``: the public JWK (P-256)
    of the holder's own wallet; without it the platform keeps a key for her, of this credential alone, and presents for her.
    Errors: ``ClaimRefused``, ``PeriodRefused``, ``KeyReused``. In the caller's transaction.
    """
    rules.require_claims(claims=claims, disclosable=disclosable)
    disclosable = rules.withheld(kind=carried.kind_of(kind), claims=claims, disclosable=disclosable)
    rules.require_period(valid_from=valid_from, valid_to=valid_to)
    facts = {
        "subject": subject_id, "kind": kind, "claims": claims, "disclosable": sorted(disclosable), "unit": issuer_unit, "from": valid_from,
        "to": valid_to, "source": source_ref,
    }  # fmt: skip
    mark = rules.fingerprint(facts)
    with transaction.atomic():
        take_turns(f"credentials.issue:{idempotency_key}")
        before = CredentialRow.objects.select_related("issuer_key").filter(idempotency_key=idempotency_key).first()
        if before is not None:
            if before.fingerprint != mark:
                raise KeyReused
            return contract(before)
        own = None if holder_key else new_key()
        row = CredentialRow(
            subject_id=subject_id, kind=kind, holder_key=keys.pem_of(own) if own else "", issuer_unit=issuer_unit, issuer_name=issuer_name,
            source_ref=source_ref, idempotency_key=idempotency_key, fingerprint=mark, issued_at=now, valid_from_at=valid_from,
            valid_to_at=valid_to, issuer_key=signing_key(now=now),
        )  # fmt: skip
        public = (own.public_key() if own else key_of(holder_key))
        _place(row, claims=claims, disclosable=disclosable, public=public, now=now)
        audit.record(action="credentials.issued", object_ref=f"credentials.credential:{row.uuid}", actor=actor, now=now, ground=source_ref)
        outbox.publish(
            event=CredentialIssued(credential_id=row.uuid, subject_id=subject_id, kind=kind, source_ref=source_ref, issued_at=now), now=now
        )
        return contract(row)


def _place(
    row: CredentialRow, *, claims: Mapping[str, Any], disclosable: Collection[str], public: ec.EllipticCurvePublicKey, now: datetime
) -> None:
    """Write the credential at a free place of the open list: any place, so that neighbours and order say nothing."""
    for _ in range(_TRIES):
        row.status_list = _open_list(now)
        row.status_index = secrets.randbelow(row.status_list.capacity)
        if CredentialRow.objects.filter(status_list=row.status_list, status_index=row.status_index).exists():
            continue
        row.compact = _written(row, claims=claims, disclosable=disclosable, public=public, now=now)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # somebody took the same place at the same moment
            continue
        return
    msg = "no free place on the status list"
    raise RuntimeError(msg)


def _open_list(now: datetime) -> StatusListRow:
    found = StatusListRow.objects.filter(closed_at=None).order_by("-id").first()
    if found is not None and not rules.crowded(used=CredentialRow.objects.filter(status_list=found).count(), capacity=found.capacity):
        return found
    take_turns("credentials.status_list")
    newer = StatusListRow.objects.filter(closed_at=None).order_by("-id").first()
    if newer is not None and (found is None or newer.pk != found.pk):
        return newer
    if found is not None:
        StatusListRow.objects.filter(pk=found.pk).update(closed_at=now)
    return StatusListRow.objects.create(capacity=CAPACITY, opened_at=now, changed_at=now)


def _written(
    row: CredentialRow, *, claims: Mapping[str, Any], disclosable: Collection[str], public: ec.EllipticCurvePublicKey, now: datetime
) -> str:
    kind: CredentialKind = carried.kind_of(row.kind)
    key: IssuerKey = row.issuer_key
    frame: dict[str, Any] = {
        "iss": carried.issuer(), "iat": int(now.timestamp()), "nbf": int(row.valid_from_at.timestamp()), "vct": carried.vct_of(kind),
        "issuing_unit": row.issuer_unit, "issuing_authority": row.issuer_name, "cnf": {"jwk": jwk_of(public)},
        "status": {"status_list": {"idx": row.status_index, "uri": status_address(row.status_list)}},
    }  # fmt: skip
    if row.valid_to_at is not None:
        frame["exp"] = int(row.valid_to_at.timestamp())
    if row.holder_key:
        frame["custody"] = "platform"
    return library.write(
        frame=frame, claims=claims, disclosable=disclosable, decoys=kind.sensitive, key=keys.from_pem(key.private_key), kid=key.kid
    )
