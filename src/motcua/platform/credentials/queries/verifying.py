"""Checking what somebody shows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from motcua.foundation.consent import api as consent
from motcua.kernel.sdjwt import Malformed, Verdict, check, problem, read_presentation
from motcua.kernel.sdjwt.compact import read_jws
from motcua.platform.credentials.adapters import carried
from motcua.platform.credentials.contracts import CredentialUnknown
from motcua.platform.credentials.models import ShownRow
from motcua.platform.credentials.queries.published import issuer_metadata, status_token

_LIST = re.compile(r"/chung-nhan/trang-thai/([0-9a-f-]{36})/")


def verify(
    *, presentation: str, now: datetime, audience: str | None = None, nonce: str | None = None, status: str | None = None,
    binding_needed: bool = True,
) -> Verdict:  # fmt: skip
    """Check a presentation as of ``now`` against our own keys and lists, or the kept keys of an issuer that is trusted here.

    ``audience`` and ``nonce`` are compared when given; ``status`` is a status list that the caller fetched of another issuer: nothing is
    fetched here. ``binding_needed=False`` takes a credential without its holder's proof, which then says nothing about who shows it.
    """
    text = "".join(presentation.split())
    try:
        payload = read_jws(read_presentation(text).token).payload
    except Malformed as wrong:
        return Verdict(problems=(problem(wrong.code),))
    address = payload.get("iss")
    own = address == carried.issuer()
    keys = issuer_metadata(now=now) if own else carried.trusted(str(address))
    if keys is None:
        return Verdict(problems=(problem("issuer"),))
    return check(
        presentation=text, keys=keys, now=now, status=_own_list(payload, now) if own else status, audience=audience, nonce=nonce,
        binding_needed=binding_needed,
    )  # fmt: skip


def shown(*, code: str, now: datetime) -> str:
    """The presentation behind a short address; ``CredentialUnknown`` when there is none or its time is over.

    The same while its holder restricts the use of her data.
    """
    row = ShownRow.objects.select_related("credential").filter(code=digest_of(code), until_at__gt=now).first()
    if row is None or not consent.allows_use(person_id=row.credential.subject_id, purpose="store-share", at=now):
        raise CredentialUnknown
    ShownRow.objects.filter(pk=row.pk).update(opened=F("opened") + 1)
    return str(row.presentation)


def digest_of(code: str) -> str:
    """What is kept of a short address."""
    return hashlib.sha256(code.encode()).hexdigest()


def _own_list(payload: Mapping[str, Any], now: datetime) -> str | None:
    """Our list that the credential names; its own address decides in the check."""
    status = payload.get("status")
    reference = status.get("status_list") if isinstance(status, Mapping) else None
    address = reference.get("uri") if isinstance(reference, Mapping) else None
    found = _LIST.search(address) if isinstance(address, str) else None
    try:
        return status_token(list_id=UUID(found.group(1)), now=now) if found else None
    except (CredentialUnknown, ValueError):
        return None
