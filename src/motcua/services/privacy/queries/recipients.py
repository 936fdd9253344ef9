"""Who receives personal data, read from the rooms that give them away: rights on the exchange, applications of the sign-in.

Machine clients of the API are not among them: casework gives a machine no names, answers or papers (``policies.sees_personal``), and
what is told to subscribers holds none.
"""

from __future__ import annotations

from collections.abc import Iterator

from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.platform.exchange import api as exchange
from motcua.platform.signon import api as signon
from motcua.platform.signon.contracts import CLAIMS
from motcua.services.privacy.contracts.register import Recipient, RecipientKind

_MOST = 5_000  # more applications than a city has


def recipients() -> tuple[Recipient, ...]:
    """Everybody who may receive personal data now, by room and name."""
    return tuple(sorted((*_rights(), *_applications()), key=lambda r: (r.room, r.name_vi, r.ref)))


def _rights() -> Iterator[Recipient]:
    """Rights on services in use that tell personal data, or of which nobody said what they tell."""
    for service in exchange.services():
        if not service.enabled or service.personal == ():
            continue
        for right in service.rights:
            what = f"({right.method} {right.path})"
            yield Recipient(
                kind=RecipientKind.RIGHT, room="exchange", ref=f"{service.id} {right.client} {right.method} {right.path}",
                name_vi=right.client_vi or right.client, name_en=right.client_en or right.client,
                what_vi=f"{service.provider_vi}: {service.name_vi} {what}",
                what_en=f"{service.provider_en or service.provider_vi}: {service.name('en')} {what}",
                purpose_vi=right.purpose, purpose_en=right.purpose, fields=service.personal,
            )  # fmt: skip


def _applications() -> Iterator[Recipient]:
    """Applications in use whose scopes tell something about the person."""
    for app in signon.applications(actor=SYSTEM, limit=_MOST):
        fields = tuple(words for scope in app.scopes for words in CLAIMS.get(scope, {}).values())
        if app.disabled_at is None and fields:
            yield Recipient(
                kind=RecipientKind.APPLICATION, room="signon", ref=str(app.uuid), name_vi=app.name_vi,
                name_en=app.name_en or app.name_vi, what_vi="Đăng nhập một lần", what_en="Single sign-on", purpose_vi=app.consent_vi,
                purpose_en=app.consent_en or app.consent_vi, fields=fields, unit_code=app.unit_code, since=local_date(app.created_at),
            )  # fmt: skip
