"""The caller's own inbox, of a citizen or an officer, and what she wants to hear of."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from motcua.foundation.outbox import api as outbox
from motcua.kernel.errors import Invalid
from motcua.kit import clock
from motcua.kit.rest import Audience, Key
from motcua.kit.web import actor_of
from motcua.platform.messaging import api

router = Router(tags=["messaging"])
READER = Audience("citizen", also=("officer",))
_NO_CHOICE = ("Không có lựa chọn này trong danh sách của bạn.", "This is not among what you may choose.")
Before = Annotated[UUID | None, Query(description="`next` of the page before: only what is older.")]
Rows = Annotated[int, Query(ge=1, le=100, description="Rows of a page, at most 100.")]


class InboxMessageOut(Schema):
    """A message in both languages; `link` is a path of this site, `read_at` null until it was opened."""

    message_id: UUID
    subject_vi: str
    subject_en: str
    body_vi: str
    body_en: str
    link: str
    created_at: datetime
    read_at: datetime | None


class InboxOut(Schema):
    """A page of messages, newest first, and how many of all are not read."""

    rows: list[InboxMessageOut]
    next: UUID | None
    unread: int


class TopicOut(Schema):
    """A kind of messages on one channel, and whether the caller wants it."""

    topic: str
    label_vi: str
    label_en: str
    channel: api.Channel
    wanted: bool


class TopicOnChannel(Schema):
    """A topic on a channel."""

    topic: Annotated[str, Field(max_length=120, examples=["casework.mentioned"])]
    channel: api.Channel


class TopicsChoosing(Schema):
    """All that is wanted; what else stands to choice is switched off."""

    wanted: Annotated[list[TopicOnChannel], Field(max_length=200)]


@router.get("/inbox", auth=READER, response=InboxOut)
def inbox(request: HttpRequest, before: Before = None, limit: Rows = 20) -> dict[str, Any]:
    """The caller's messages; reading the list marks nothing as read."""
    person = _person(request)
    found = api.inbox(person_id=person, before=before, limit=limit + 1)
    shown = found[:limit]
    following = shown[-1].message_id if len(found) > limit else None
    return {"rows": list(shown), "next": following, "unread": api.unread(person_id=person)}


@router.get("/inbox/{uuid:message_id}", auth=READER, response=InboxMessageOut)
def message(request: HttpRequest, message_id: UUID) -> Any:
    """One message of the caller's."""
    return api.message(message_id=message_id, person_id=_person(request))


@router.post("/inbox/{uuid:message_id}/read", auth=READER, response=InboxMessageOut)
def mark_read(request: HttpRequest, message_id: UUID, key: Key) -> Any:
    """The message was read; the first time counts, under any key."""
    return api.mark_read(message_id=message_id, person_id=_person(request), now=clock.now())


@router.get("/topics", auth=READER, response=list[TopicOut])
def topics(request: HttpRequest) -> list[dict[str, Any]]:
    """What the caller may choose to hear or not to hear; what is not here always comes."""
    return [
        {
            "topic": c.topic.key, "label_vi": c.topic.label_vi, "label_en": c.topic.label_en, "channel": c.channel, "wanted": c.wanted,
        }
        for c in api.topics_of(actor=actor_of(request))
    ]  # fmt: skip


@router.post("/topics", auth=READER, response=list[TopicOut])
def choose_topics(request: HttpRequest, body: TopicsChoosing, key: Key) -> list[dict[str, Any]]:
    """Choose; 422 for a topic or a channel that does not stand to choice."""
    a = actor_of(request)
    wanted = [(one.topic, one.channel) for one in body.wanted]
    if not set(wanted) <= {(c.topic.key, c.channel) for c in api.topics_of(actor=a)}:
        raise Invalid(fields={"wanted": _NO_CHOICE})

    def go() -> None:
        api.choose_topics(wanted=wanted, actor=a, now=clock.now())

    outbox.do_once(scope=f"messaging.topics:{a.ref}", key=key, body=body.dict(), now=clock.now(), act=go)
    return topics(request)


def _person(request: HttpRequest) -> UUID:
    subject = actor_of(request).subject_id
    if subject is None:
        raise api.MessageUnknown
    return subject
