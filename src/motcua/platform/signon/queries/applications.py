"""Reads of applications."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.signon import policies
from motcua.platform.signon.contracts import Application, ApplicationUnknown, Audience, AuthMethod
from motcua.platform.signon.models import ApplicationRow, ConsentText

_PAGE = 50


def applications(*, actor: Actor, query: str = "", after: str = "", limit: int = _PAGE) -> tuple[Application, ...]:
    """Applications by name, those in use and disabled; ``query`` is part of a name, the unit's code or the client id. ``Forbidden``."""
    require(policies.can_run(actor=actor))
    rows = ApplicationRow.objects.select_related("client").order_by("name_vi", "pk")
    wanted = query.strip()[:80]
    if wanted:
        like = Q(name_vi__icontains=wanted) | Q(name_en__icontains=wanted) | Q(unit_code=wanted) | Q(client_id=wanted)
        rows = rows.filter(like)
    if after:
        rows = rows.filter(name_vi__gt=after)
    return tuple(_told(row) for row in rows[:limit])


def application(*, application_id: UUID, actor: Actor) -> Application:
    """One application. ``ApplicationUnknown``, ``Forbidden``."""
    require(policies.can_run(actor=actor))
    row = ApplicationRow.objects.select_related("client").filter(uuid=application_id).first()
    if row is None:
        raise ApplicationUnknown
    return _told(row)


def by_client(*, client_id: str) -> Application | None:
    """The application in use of that client id; None when there is none or it was disabled."""
    row = row_of(client_id=client_id)
    return None if row is None else _told(row)


def row_of(*, client_id: str) -> ApplicationRow | None:
    """The row of an application in use, with the library's client."""
    return ApplicationRow.objects.select_related("client").filter(client_id=client_id[:100], disabled_at=None).first()


def consent_text(*, application_id: UUID, language: str) -> str:
    """Why the application asks, in the reader's language."""
    row = ConsentText.objects.filter(application__uuid=application_id).order_by("-version").first()
    return "" if row is None else (row.en if language == "en" else row.vi)


def _told(row: ApplicationRow) -> Application:
    text = ConsentText.objects.filter(application=row, version=row.text_version).first()
    client = row.client
    return Application(
        uuid=UUID(str(row.uuid)), client_id=client.pk, name_vi=row.name_vi, name_en=row.name_en, unit_code=row.unit_code,
        contact=row.contact, sector=row.sector, audience=Audience(row.audience), auth_method=AuthMethod(row.auth_method),
        redirect_uris=tuple(client.get_redirect_uris()), scopes=tuple(client.get_scopes()), required_scopes=tuple(row.required_scopes),
        consent_vi=text.vi if text else "", consent_en=text.en if text else "", min_level=row.min_level, logout_uri=row.logout_uri,
        post_logout_uris=tuple(client.get_post_logout_redirect_uris()), jwks=row.jwks, jwks_uri=row.jwks_uri, signing_alg=row.signing_alg,
        text_version=row.text_version, created_at=row.created_at, disabled_at=row.disabled_at, last_used_at=row.last_used_at,
    )  # fmt: skip
