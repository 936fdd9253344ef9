"""Officers: created with a first post; a password is set by the officer himself or by an administrator."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from motcua.foundation.identity import contracts, events, models, policies, queries
from motcua.foundation.identity.actions.post_rows import officer_row
from motcua.foundation.identity.actions.posts import appoint
from motcua.foundation.identity.actions.resets import void_code
from motcua.foundation.identity.actions.sessions import end_sessions
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor, Role
from motcua.kernel.policy import require
from motcua.kernel.text import squeeze
from motcua.kit.fields import encrypt


@transaction.atomic
def create_officer(
    *,
    code: str,
    full_name: str,
    unit_code: str,
    role: Role,
    title: str,
    password: str,
    totp_secret: str,
    now: datetime,
    actor: Actor = SYSTEM,
) -> contracts.Officer:
    """Create an officer with a log-in and a first position.

    An empty ``totp_secret`` makes the officer set up a second factor at the first log-in. Raises ``OfficerExists``,
    ``WeakPassword`` and what units raises for an unknown ``unit_code``.
    """
    require(policies.can_manage_officers(actor))
    account = models.Account(username=code, kind=contracts.AccountKind.OFFICER)
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise contracts.WeakPassword from error
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save()
            row = models.Officer.objects.create(code=code, full_name=squeeze(full_name), account=account, created_at=now)
    except IntegrityError as error:
        raise contracts.OfficerExists(officer_code=code) from error
    if totp_secret:
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": encrypt(totp_secret)})
    appoint(officer_id=row.uuid, unit_code=unit_code, role=role, title=title, now=now, actor=actor)
    return queries.officer(officer_id=row.uuid, now=now)


@transaction.atomic
def set_password(
    *, officer_id: UUID, password: str, actor: Actor, now: datetime, except_session: UUID | None = None, checked: bool = False
) -> None:  # fmt: skip
    """Set an officer's password, his own or by an administrator; other sessions end. ``WeakPassword``, ``OfficerUnknown``.

    ``checked``: the form has asked for the old one and has saved the new one already.
    """
    own = actor.ref == f"officer:{officer_id}"
    if not own:
        require(policies.can_manage_officers(actor))
        void_code(officer_id=officer_id)
    account = officer_row(officer_id).account
    if not checked:
        try:
            validate_password(password, account)
        except ValidationError as error:
            raise contracts.WeakPassword from error
        account.set_password(password)
        account.save(update_fields=["password"])
    end_sessions(subject_ref=f"officer:{officer_id}", actor=actor, now=now, except_session=except_session)
    outbox.publish(event=events.PasswordSet(officer_id=officer_id, by_administrator=not own, at=now), now=now, actor=actor)
