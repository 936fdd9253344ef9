"""Machine clients: made, given a new secret, revoked; by administrators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.channels.developers import policies
from motcua.channels.developers.contracts import SCOPES, ClientUnknown, NewSecret, SettingWrong
from motcua.channels.developers.models import Client, Subscription, Token
from motcua.foundation.audit import api as audit
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.policy import require
from motcua.kernel.text import squeeze
from motcua.kernel.tokens import digest, new_secret

MOST_PER_MINUTE = 6000


@transaction.atomic
def create_client(
    *, name: str, contact: str, scopes: Sequence[str], actor: Actor, now: datetime, unit_codes: Sequence[str] = (), per_minute: int = 120
) -> NewSecret:
    """Make a client; its secret is in the answer, once. ``unit_codes``: units whose dossiers it may read.

    ``SettingWrong``, ``Forbidden``.
    """
    require(policies.can_run(actor=actor))
    title, reached = squeeze(name)[:120], squeeze(contact)[:120]
    _check(title, reached, scopes, unit_codes, per_minute, now=now)
    secret = new_secret()
    row = Client.objects.create(
        name=title, contact=reached, secret_digest=digest(secret), scopes=sorted(set(scopes)), units=sorted(set(unit_codes)),
        per_minute=per_minute, created_at=now, created_by=actor.ref,
    )
    about = {"name": title, "scopes": row.scopes, "units": row.units}
    audit.record(action="developers.client_created", object_ref=f"client:{row.uuid}", actor=actor, now=now, details=about)
    return NewSecret(id=row.uuid, secret=secret)


@transaction.atomic
def new_client_secret(*, client_id: UUID, actor: Actor, now: datetime) -> NewSecret:
    """Replace the secret; the old one and all tokens end at once. ``ClientUnknown``, ``Forbidden``."""
    require(policies.can_run(actor=actor))
    row = _locked(client_id)
    secret = new_secret()
    Client.objects.filter(pk=row.pk).update(secret_digest=digest(secret))
    Token.objects.filter(client=row).delete()
    audit.record(action="developers.client_secret_changed", object_ref=f"client:{row.uuid}", actor=actor, now=now)
    return NewSecret(id=row.uuid, secret=secret)


@transaction.atomic
def revoke_client(*, client_id: UUID, actor: Actor, now: datetime) -> None:
    """End a client: its tokens and subscriptions end with it. ``ClientUnknown``, ``Forbidden``."""
    require(policies.can_run(actor=actor))
    row = _locked(client_id)
    Client.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=now)
    Token.objects.filter(client=row).delete()
    Subscription.objects.filter(client=row).update(active=False)
    audit.record(action="developers.client_revoked", object_ref=f"client:{row.uuid}", actor=actor, now=now)


def _locked(client_id: UUID) -> Client:
    row = Client.objects.select_for_update().filter(uuid=client_id).first()
    if row is None:
        raise ClientUnknown
    return row


def _check(name: str, contact: str, scopes: Sequence[str], unit_codes: Sequence[str], per_minute: int, *, now: datetime) -> None:
    wrong: dict[str, tuple[str, str]] = {}
    if not name:
        wrong["name"] = ("Nhập tên ứng dụng.", "Enter the name of the application.")
    if not contact:
        wrong["contact"] = ("Nhập đầu mối liên hệ.", "Enter whom to contact.")
    if not scopes or set(scopes) - set(SCOPES):
        wrong["scopes"] = ("Chọn ít nhất một phạm vi trong danh sách.", "Choose at least one scope of the list.")
    if not 1 <= per_minute <= MOST_PER_MINUTE:
        wrong["per_minute"] = (f"Nhập số từ 1 đến {MOST_PER_MINUTE}.", f"Enter a number from 1 to {MOST_PER_MINUTE}.")
    unknown = [code for code in unit_codes if not _known(code, now)]
    if unknown:
        wrong["units"] = (f"Không có đơn vị {', '.join(unknown)}.", f"There is no unit {', '.join(unknown)}.")
    if wrong:
        raise SettingWrong(fields=wrong)


def _known(code: str, now: datetime) -> bool:
    try:
        units.get(code=code, on=local_date(now))
    except units.UnitUnknown:
        return False
    return True
