"""Applications: registered, changed, given a new secret, disabled; by administrators, each act in the audit log."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.signon import policies, rules
from motcua.platform.signon.actions.checking import draft_faults
from motcua.platform.signon.actions.keys import rotate_if_due
from motcua.platform.signon.contracts import ApplicationUnknown, Audience, AuthMethod, Draft, DraftWrong, NewSecret
from motcua.platform.signon.models import ApplicationRow, ConsentText, GrantRow


@transaction.atomic
def register(*, draft: Draft, actor: Actor, now: datetime, client_id: str = "") -> NewSecret:
    """Register an application; its secret, where it has one, is in the answer, once. ``DraftWrong``, ``Forbidden``.

    ``client_id``: a name agreed beforehand (empty: a random one).
    """
    require(policies.can_run(actor=actor))
    _check(draft, now)
    client = Client(name=draft.name_vi[:100], secret="", response_types="code", **({"id": client_id} if client_id else {}))
    secret = _new_secret(client, draft)
    _fill(client, draft)
    client.save(force_insert=True)
    row = ApplicationRow(client=client, created_at=now, created_by=actor.ref)
    _fill_row(row, draft)
    row.save()
    _keep_text(row, draft, actor, now)
    rotate_if_due(actor=actor, now=now)  # the first application finds keys to verify with
    _audit("registered", row, actor, now)
    return NewSecret(uuid=UUID(str(row.uuid)), client_id=client.pk, secret=secret)


@transaction.atomic
def change(*, application_id: UUID, draft: Draft, actor: Actor, now: datetime) -> NewSecret:
    """Change an application. A changed text is a new version: people are asked again. Another way to prove itself ends its tokens.

    So does whatever narrows it: a scope less, people of one kind only, a higher level. The sector stays: people would become
    strangers to it. A secret is in the answer when the new way needs one.
    """
    require(policies.can_run(actor=actor))
    row = _locked(application_id)
    _check(draft, now)
    secret, before = "", row.auth_method
    if draft.auth_method != before:
        secret = _new_secret(row.client, draft)
    if draft.auth_method != before or _narrows(draft, row):
        _end_all(row, now)
    _fill(row.client, draft)
    row.client.save()
    sector, text = row.sector, ConsentText.objects.get(application=row, version=row.text_version)
    _fill_row(row, draft)
    row.sector, row.fetched_jwks, row.fetched_at = sector, None, None
    if (text.vi, text.en) != (draft.consent_vi, draft.consent_en):
        row.text_version += 1
        _keep_text(row, draft, actor, now)
    row.save()
    _audit("changed", row, actor, now)
    return NewSecret(uuid=application_id, client_id=row.client_id, secret=secret)


@transaction.atomic
def rotate_secret(*, application_id: UUID, actor: Actor, now: datetime) -> NewSecret:
    """Replace the secret; the old one ends at once. ``DraftWrong`` for an application that has none; ``Forbidden``."""
    require(policies.can_run(actor=actor))
    row = _locked(application_id)
    if row.auth_method != AuthMethod.SECRET:
        raise DraftWrong(fields={"auth_method": ("Ứng dụng này không dùng khoá bí mật.", "This application has no secret.")})
    secret = rules.new_secret()
    row.client.set_secret(secret)
    row.client.save(update_fields=["secret"])
    _audit("secret_changed", row, actor, now)
    return NewSecret(uuid=application_id, client_id=row.client_id, secret=secret)


@transaction.atomic
def disable(*, application_id: UUID, actor: Actor, now: datetime) -> None:
    """Nobody signs in to it any more; all its tokens end. ``ApplicationUnknown``, ``Forbidden``."""
    require(policies.can_run(actor=actor))
    row = _locked(application_id)
    ApplicationRow.objects.filter(pk=row.pk, disabled_at=None).update(disabled_at=now)
    _end_all(row, now)
    _audit("disabled", row, actor, now)


@transaction.atomic
def enable(*, application_id: UUID, actor: Actor, now: datetime) -> None:
    """Take a disabled application into use again; old tokens do not come back. ``ApplicationUnknown``, ``Forbidden``."""
    require(policies.can_run(actor=actor))
    row = _locked(application_id)
    ApplicationRow.objects.filter(pk=row.pk).update(disabled_at=None)
    _audit("enabled", row, actor, now)


def _check(draft: Draft, now: datetime) -> None:
    faults = draft_faults(draft=draft, demo=settings.MOTCUA_DEMO, now=now)
    if faults:
        raise DraftWrong(fields=faults)


def _narrows(draft: Draft, row: ApplicationRow) -> bool:
    """Whether somebody who signed in could not do so any more, or not with as much."""
    fewer = set(row.client.get_scopes()) - {"openid", *draft.scopes}
    return bool(fewer) or draft.audience not in (row.audience, Audience.BOTH) or draft.min_level > row.min_level


def _locked(application_id: UUID) -> ApplicationRow:
    row = ApplicationRow.objects.select_for_update(of=("self",)).select_related("client").filter(uuid=application_id).first()
    if row is None:
        raise ApplicationUnknown
    return row


def _new_secret(client: Client, draft: Draft) -> str:
    secret = rules.new_secret()
    client.set_secret(secret)  # an application without one gets a secret that nobody knows
    return secret if draft.auth_method == AuthMethod.SECRET else ""


def _fill(client: Client, draft: Draft) -> None:
    client.name = draft.name_vi[:100]
    client.type = Client.Type.PUBLIC if draft.auth_method == AuthMethod.NONE else Client.Type.CONFIDENTIAL
    client.set_redirect_uris(list(draft.redirect_uris))
    client.set_post_logout_redirect_uris(list(draft.post_logout_uris))
    client.set_scopes(sorted({"openid", *draft.scopes}))
    refreshing = [Client.GrantType.REFRESH_TOKEN] if "offline_access" in draft.scopes else []
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE, *refreshing])


def _fill_row(row: ApplicationRow, draft: Draft) -> None:
    for name in (
        "name_vi", "name_en", "unit_code", "contact", "sector", "audience", "auth_method", "min_level", "logout_uri", "jwks", "jwks_uri",
        "signing_alg",
    ):  # fmt: skip
        setattr(row, name, getattr(draft, name))
    row.required_scopes = sorted(set(draft.required_scopes) & set(draft.scopes))


def _keep_text(row: ApplicationRow, draft: Draft, actor: Actor, now: datetime) -> None:
    ConsentText.objects.create(
        application=row, version=row.text_version, vi=draft.consent_vi, en=draft.consent_en, made_at=now, made_by=actor.ref
    )


def _end_all(row: ApplicationRow, now: datetime) -> None:
    Token.objects.filter(client_id=row.client_id).delete()
    GrantRow.objects.filter(application=row, ended_at=None).update(ended_at=now, ended_why="application")


def _audit(what: str, row: ApplicationRow, actor: Actor, now: datetime) -> None:
    details = {"name": row.name_vi, "unit": row.unit_code, "auth_method": row.auth_method, "scopes": row.client.get_scopes()}
    audit.record(action=f"signon.application_{what}", object_ref=f"signon.application:{row.uuid}", actor=actor, now=now, details=details)
