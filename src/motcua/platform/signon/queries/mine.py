"""What a person agreed to, and what each application got."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from motcua.platform.signon.contracts import Application, MyApplication, ReleaseSeen
from motcua.platform.signon.models import ApplicationRow, ConsentRow, GrantRow, ReleaseRow

_MOST_RELEASES = 20


def standing(*, application: Application, subject_id: UUID, scopes: Collection[str]) -> tuple[str, ...] | None:
    """The scopes the person let go for all that is asked now, under the present text; None when she must be asked."""
    row = ConsentRow.objects.filter(application__uuid=application.uuid, subject_id=subject_id, withdrawn_at=None).first()
    if row is None or row.text_version != application.text_version or not set(scopes) <= set(row.asked):
        return None
    if not set(application.required_scopes) & set(scopes) <= set(row.scopes):
        return None
    return tuple(scope for scope in scopes if scope in row.scopes)


def my_applications(*, subject_id: UUID) -> tuple[MyApplication, ...]:
    """Applications that the person agreed to or signed in to, the last used first, each with what it was told."""
    consents = {row.application_id: row for row in ConsentRow.objects.filter(subject_id=subject_id, withdrawn_at=None)}
    grants = GrantRow.objects.filter(subject_id=subject_id).order_by("created_at")
    last: dict[int, datetime] = dict(grants.values_list("application_id", "created_at"))
    rows = ApplicationRow.objects.filter(pk__in={*consents, *last})
    found = [_seen(row, consents.get(row.pk), last.get(row.pk), subject_id) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.last_sign_in_at is not None, one.last_sign_in_at or one.given_at), reverse=True))


def _seen(row: ApplicationRow, consent: ConsentRow | None, last: datetime | None, subject_id: UUID) -> MyApplication:
    told = ReleaseRow.objects.filter(grant__application=row, grant__subject_id=subject_id).order_by("-at", "-pk")[:_MOST_RELEASES]
    return MyApplication(
        uuid=UUID(str(row.uuid)), name_vi=row.name_vi, name_en=row.name_en, unit_code=row.unit_code,
        scopes=tuple(consent.scopes) if consent else (), given_at=consent.given_at if consent else None, last_sign_in_at=last,
        live=consent is not None, releases=tuple(ReleaseSeen(at=one.at, claims=tuple(one.claims)) for one in told),
    )  # fmt: skip
