"""Showing a credential: the claims that its holder chose, for one verifier, for a while."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.ids import public_code
from motcua.kernel.sdjwt import bind, read_presentation, select
from motcua.platform.credentials import conf, rules
from motcua.platform.credentials.adapters import keys
from motcua.platform.credentials.contracts import ClaimRefused, KeyElsewhere, NotPresentable, Presentation, State
from motcua.platform.credentials.models import CredentialRow, ShownRow
from motcua.platform.credentials.queries import held_row
from motcua.platform.credentials.queries.verifying import digest_of

_CODE_LENGTH = 20  # 98 bits: nobody guesses an address


def present(
    *, credential_id: UUID, disclose: Collection[str], audience: str, nonce: str, now: datetime, actor: Actor = SYSTEM,
    minutes: int | None = None,
) -> str:  # fmt: skip
    """The presentation of a credential with only ``disclose`` opened, proved with its holder's key for ``audience`` and ``nonce``.

    The platform proves on the holder's behalf with the key that it keeps for this credential: the proof says that she asked for it while
    signed in, not that she holds a device. It counts ``minutes`` (at most a day). Errors: ``CredentialUnknown``, ``ClaimRefused``,
    ``NotPresentable``, ``KeyElsewhere`` when she keeps her own key, ``ProcessingRestricted``. Recorded.
    """
    with transaction.atomic():
        row = held_row(credential_id=credential_id, actor=actor)
        return _presented(row, disclose=disclose, audience=audience, nonce=nonce, now=now, actor=actor, until_at=_until(now, minutes))


def show(
    *, credential_id: UUID, disclose: Collection[str], audience: str, now: datetime, actor: Actor, minutes: int | None = None
) -> Presentation:
    """A presentation with a short address behind which it lies until its end, for a QR code. Errors as ``present``."""
    with transaction.atomic():
        row, until_at = held_row(credential_id=credential_id, actor=actor), _until(now, minutes)
        text = _presented(
            row, disclose=disclose, audience=audience, nonce=secrets.token_urlsafe(16), now=now, actor=actor, until_at=until_at
        )
        code = public_code(length=_CODE_LENGTH)
        ShownRow.objects.create(code=digest_of(code), credential=row, presentation=text, made_at=now, until_at=until_at)
        return Presentation(text=text, code=code, shown=tuple(sorted(disclose)), audience=audience, until_at=until_at)


def sweep(*, now: datetime) -> int:
    """Forget presentations whose time is over; how many were."""
    return ShownRow.objects.filter(until_at__lte=now).delete()[0]


def _until(now: datetime, minutes: int | None) -> datetime:
    return now + timedelta(minutes=min(max(minutes or conf.PRESENT_MINUTES, 1), rules.LONGEST_PRESENTATION_MINUTES))


def _presented(
    row: CredentialRow, *, disclose: Collection[str], audience: str, nonce: str, now: datetime, actor: Actor, until_at: datetime
) -> str:
    consent.require_use(person_id=row.subject_id, purpose="store-share", at=now)
    ended = row.valid_to_at is not None and row.valid_to_at <= now
    if row.state != State.VALID or ended or row.valid_from_at > now:
        raise NotPresentable
    if not row.holder_key:
        raise KeyElsewhere
    try:
        chosen = select(presented=read_presentation(row.compact), names=disclose)
    except KeyError as error:
        raise ClaimRefused(name=error.args[0]) from error
    details = {"claims": sorted(disclose), "audience": audience}
    ref = f"credentials.credential:{row.uuid}"
    audit.record(action="credentials.presented", object_ref=ref, actor=actor, now=now, ground="own credential", details=details)
    return bind(presented=chosen, key=keys.from_pem(row.holder_key), audience=audience, nonce=nonce, now=now, until_at=until_at)
