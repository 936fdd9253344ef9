"""Telling an application the claims of a person: read now, told once, noted for her and for the audit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor, ActorKind
from motcua.platform.signon import events
from motcua.platform.signon.actions.redeeming import subject_of
from motcua.platform.signon.contracts import InvalidToken
from motcua.platform.signon.models import GrantRow, ReleaseRow
from motcua.platform.signon.queries import claims_of, live_access

PURPOSE, _GROUND = "sign-on", "Luật 91/2025/QH15 Điều 9"
# Claims by the names of the facts that the list of readings has words for.
_FACTS = {
    "name": "full_name", "birthdate": "born_on", "gender": "sex", "phone_number": "phone", "address": "residence_line",
}  # fmt: skip


@transaction.atomic
def release(*, token: str, now: datetime) -> dict[str, Any]:
    """The claims that an access token opens (OpenID Connect Core §5.3), with the pairwise subject. ``InvalidToken``."""
    found = live_access(token=token, now=now)
    if "openid" not in found.scopes:
        raise InvalidToken(why="the scope openid is missing")
    grant = found.grant
    claims = claims_of(account_id=grant.account_id, subject_id=grant.subject_id, kind=grant.kind, scopes=found.scopes, now=now)
    if claims and grant.kind == ActorKind.CITIZEN:
        held_back = not consent.allows_use(person_id=UUID(str(grant.subject_id)), purpose=PURPOSE, at=now)
        claims = {} if held_back else claims  # she is signed in there, and nothing more is told of her
    if claims:
        _note(grant, sorted(claims), now)
    return {"sub": subject_of(sector=grant.application.sector, subject_id=grant.subject_id), **claims}


def _note(grant: GrantRow, names: list[str], now: datetime) -> None:
    """Every telling is a row that the person sees, an event that others count, and an entry of the audit log."""
    ReleaseRow.objects.create(grant=grant, claims=names, at=now)
    row, subject_id = grant.application, UUID(str(grant.subject_id))
    application_id = UUID(str(row.uuid))
    reader = Actor(kind=ActorKind.MACHINE, subject_id=application_id, name=row.name_vi)
    told = events.ClaimsReleased(
        subject_id=subject_id, application_id=application_id, unit_code=row.unit_code, claims=",".join(names), released_at=now
    )
    if grant.kind == ActorKind.CITIZEN:
        consent.note_access(
            subject_id=subject_id, reader=reader, purpose=PURPOSE, ground=_GROUND, agency=row.unit_code, source="signon.release",
            fields={_FACTS.get(name, name) for name in names}, now=now,
        )  # fmt: skip
    outbox.publish(event=told, now=now, actor=reader)
    audit.record(
        action="signon.claims_released", object_ref=f"signon.application:{application_id}", actor=reader, now=now,
        on_behalf_of=f"{grant.kind}:{subject_id}", ground=f"consent:{grant.text_version}", details={"claims": names},
        person=f"person:{subject_id}" if grant.kind == ActorKind.CITIZEN else "",
    )  # fmt: skip
