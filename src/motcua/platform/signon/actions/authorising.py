"""From a person's yes to a code: pushed requests, consent, the grant."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import Actor, ActorKind
from motcua.platform.signon import conf, rules
from motcua.platform.signon.actions.ending import end_grant
from motcua.platform.signon.contracts import Application, Asked, Given, PageRefused, Who
from motcua.platform.signon.models import ApplicationRow, ConsentRow, GrantRow, PushedRow

_URN = "urn:ietf:params:oauth:request_uri:"


def push(*, application: Application, params: Mapping[str, str], now: datetime) -> tuple[str, int]:
    """Keep a checked request until the browser comes with its name (RFC 9126): the name and its seconds."""
    secret = rules.new_secret()
    row = ApplicationRow.objects.get(uuid=application.uuid)
    ends = now + timedelta(seconds=conf.PUSHED_SECONDS)
    kept: Any = dict(params)
    PushedRow.objects.create(application=row, digest=rules.digest(secret), asked=kept, expires_at=ends)
    return _URN + secret, conf.PUSHED_SECONDS


def take_pushed(*, application: Application, request_uri: str, now: datetime) -> dict[str, str]:
    """The parameters that this application pushed under that name. ``PageRefused`` when it ended, was used or is another's."""
    row = PushedRow.objects.filter(digest=rules.digest(request_uri.removeprefix(_URN)), application__uuid=application.uuid, used_at=None)
    found = row.filter(expires_at__gt=now - timedelta(minutes=15)).first()  # a sign-in in between takes its time
    if found is None:
        raise PageRefused(why="yêu cầu đã hết hạn (the pushed request has ended)")
    return dict(found.asked)


@transaction.atomic
def agree(*, application: Application, who: Who, asked: Collection[str], ticked: Collection[str], now: datetime) -> tuple[str, ...]:
    """Keep the person's yes to the required scopes and those she ticked; returns what she let go. An earlier consent is replaced.

    Sign-ins that could tell more than she lets go now end.
    """
    given = tuple(s for s in asked if s in ("openid", "offline_access") or s in application.required_scopes or s in ticked)
    wider = GrantRow.objects.select_related("application").filter(application__uuid=application.uuid, subject_id=who.subject_id)
    for grant in wider.filter(ended_at=None).exclude(scopes__contained_by=list(given)):
        end_grant(grant, why="narrowed", now=now)
    row = ApplicationRow.objects.select_for_update().get(uuid=application.uuid)
    ConsentRow.objects.filter(application=row, subject_id=who.subject_id, withdrawn_at=None).update(withdrawn_at=now)
    ConsentRow.objects.create(
        application=row, subject_id=who.subject_id, asked=list(asked), scopes=list(given), text_version=application.text_version,
        given_at=now,
    )  # fmt: skip
    audit.record(
        action="signon.consent_given", object_ref=f"signon.application:{row.uuid}", actor=actor_of(who), now=now,
        ground=f"consent:{application.text_version}", details={"scopes": list(given)},
    )  # fmt: skip
    return given


@transaction.atomic
def open_grant(*, application: Application, asked: Asked, who: Who, scopes: Collection[str], now: datetime) -> Given:
    """A code for the application, good once and for a minute; it carries who signed in, how and when."""
    row = ApplicationRow.objects.get(uuid=application.uuid)
    pushed = PushedRow.objects.filter(digest=rules.digest(asked.pushed.removeprefix(_URN)), used_at=None)
    if asked.pushed and not pushed.update(used_at=now):
        raise PageRefused(why="yêu cầu đã được dùng (the pushed request was used)")
    code = rules.new_secret()
    grant = GrantRow.objects.create(
        application=row, account_id=who.account_id, subject_id=who.subject_id, kind=who.kind, session_id=who.session_id,
        scopes=list(scopes), level=who.level, methods=list(who.methods), auth_time=who.auth_time, nonce=asked.nonce,
        code_digest=rules.digest(code), code_expires_at=now + timedelta(seconds=conf.CODE_SECONDS), redirect_uri=asked.redirect_uri,
        challenge=asked.challenge, text_version=application.text_version, created_at=now,
    )  # fmt: skip
    audit.record(
        action="signon.signed_in", object_ref=f"signon.application:{row.uuid}", actor=actor_of(who), now=now,
        details={"grant": str(grant.uuid), "scopes": list(scopes), "level": who.level},
    )  # fmt: skip
    return Given(code=code, scopes=tuple(scopes))


def actor_of(who: Who) -> Actor:
    """The person as the audit log names her."""
    return Actor(kind=ActorKind(who.kind), subject_id=UUID(str(who.subject_id)), level=who.level)
