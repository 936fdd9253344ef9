"""Tokens and subscriptions of machine clients."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Form, Header, Query, Router, Schema
from pydantic import Field

from motcua.channels.developers import api
from motcua.kernel.actors import Actor, Role
from motcua.kit import clock
from motcua.kit.rest import KEY, Audience
from motcua.kit.web import actor_of

router = Router(tags=["developers"])
_OURS = Audience("officer", roles=(Role.ADMIN,), also=("machine",), scope="webhooks")
_Key = Annotated[str, Header(alias=KEY, min_length=8, max_length=64, pattern=r"^[\x21-\x7e]+$")]
_Code = Annotated[str, Field(max_length=20)]


class TokenOut(Schema):
    """An access token (RFC 6749 §5.1)."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str


class Subscribing(Schema):
    """Where to send, and of what; empty units and procedures: all that the client may hear of."""

    url: Annotated[str, Field(max_length=500, examples=["https://ung-dung.example/motcua"])]
    events: Annotated[list[Annotated[str, Field(max_length=120)]], Field(max_length=50, examples=[["casework.dossier.resolved.v1"]])]
    units: Annotated[list[_Code], Field(max_length=500)] = []
    procedures: Annotated[list[_Code], Field(max_length=500)] = []


class SecretOut(Schema):
    """The secret that signs the messages, shown once."""

    id: UUID
    secret: str


class SubscriptionOut(Schema):
    """A subscription; `waiting` and `dead` count its messages."""

    subscription_id: UUID
    url: str
    events: list[str]
    units: list[str]
    procedures: list[str]
    created_at: datetime
    waiting: int
    dead: int


class DeliveryOut(Schema):
    """A message with its last attempt."""

    message_id: UUID
    event: str
    stream: str
    state: str
    attempts: int
    created_at: datetime
    next_at: datetime | None
    last_status: int | None
    last_error: str


class Deliveries(Schema):
    """A page of messages; `next` is the `before` of the following page."""

    rows: list[DeliveryOut]
    next: int | None


class PingOut(Schema):
    """What the subscriber answered."""

    heard: bool
    status: int | None
    error: str
    took_ms: int


class Replayed(Schema):
    """How many messages are tried again."""

    count: int


class EventOut(Schema):
    """An event that can be subscribed to."""

    name: str
    vi: str
    en: str


@router.post("/token", auth=Audience("public"), response=TokenOut)
def token(
    request: HttpRequest, response: HttpResponse, grant_type: Annotated[str, Form(max_length=60)],
    client_id: Annotated[str, Form(max_length=80)] = "", client_secret: Annotated[str, Form(max_length=200)] = "",
    scope: Annotated[str, Form(max_length=400)] = "",
) -> Any:
    """An access token for client credentials, in the form or as HTTP Basic; it lasts some minutes."""
    basic = _basic(request)
    response["Cache-Control"] = "no-store"
    return api.issue_token(
        client_id=basic[0] if basic else client_id, secret=basic[1] if basic else client_secret, grant_type=grant_type,
        scopes=scope.split(), now=clock.now(),
    )


@router.get("/events", auth=Audience("public"), response=list[EventOut])
def events(request: HttpRequest) -> list[dict[str, str]]:
    """Events that can be subscribed to; none carries personal data."""
    return [{"name": name, "vi": vi, "en": en} for name, (vi, en) in api.EVENTS.items()]


@router.get("/subscriptions", auth=_OURS, response=list[SubscriptionOut])
def subscriptions(request: HttpRequest) -> Any:
    """The caller's subscriptions; an administrator sees all."""
    return list(api.subscriptions(actor=actor_of(request)))


@router.post("/subscriptions", auth=_OURS, response=SecretOut)
def subscribe(request: HttpRequest, body: Subscribing, key: _Key) -> Any:
    """Subscribe. Keep the secret: only a repetition with the same key gives it again."""
    return api.subscribe(
        url=body.url, events=body.events, unit_codes=body.units, procedures=body.procedures, actor=actor_of(request), now=clock.now(),
        idempotency_key=key,
    )


@router.delete("/subscriptions/{uuid:subscription_id}", auth=_OURS, response={204: None})
def unsubscribe(request: HttpRequest, subscription_id: UUID, key: _Key) -> None:
    """End a subscription."""
    api.unsubscribe(subscription_id=subscription_id, actor=actor_of(request), now=clock.now())


@router.post("/subscriptions/{uuid:subscription_id}/ping", auth=_OURS, response=PingOut)
def ping(request: HttpRequest, subscription_id: UUID, key: _Key) -> dict[str, Any]:
    """Send a signed test message now."""
    sent = api.ping(subscription_id=subscription_id, actor=actor_of(request), now=clock.now())
    return {"heard": sent.heard, "status": sent.status, "error": sent.error, "took_ms": sent.took_ms}


@router.post("/subscriptions/{uuid:subscription_id}/rotate", auth=_OURS, response=SecretOut)
def rotate(request: HttpRequest, subscription_id: UUID, key: _Key) -> Any:
    """A new secret; messages carry both signatures for a while. The same key gives the same secret."""
    return api.rotate_secret(subscription_id=subscription_id, actor=actor_of(request), now=clock.now(), idempotency_key=key)


@router.get("/subscriptions/{uuid:subscription_id}/deliveries", auth=_OURS, response=Deliveries)
def deliveries(
    request: HttpRequest, subscription_id: UUID, state: Annotated[str, Query(pattern="^(|waiting|done|dead)$")] = "",
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None, limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Messages of a subscription, newest first."""
    rows, after = api.deliveries(actor=actor_of(request), subscription_id=subscription_id, state=state, before=before, limit=limit)
    return {"rows": rows, "next": after}


@router.post("/subscriptions/{uuid:subscription_id}/replay", auth=_OURS, response=Replayed)
def replay(request: HttpRequest, subscription_id: UUID, key: _Key) -> dict[str, int]:
    """Try all messages that were given up again."""
    return {"count": api.replay(actor=actor_of(request), now=clock.now(), subscription_id=subscription_id)}


def _basic(request: HttpRequest) -> tuple[str, str] | None:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name, secret
