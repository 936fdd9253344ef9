"""The inbox, of citizens and of officers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.messaging import api

PAGE = 20


@dataclass(frozen=True, slots=True)
class Side:
    """Whose inbox it is: names of its addresses, the frame of its pages, what an empty one says."""

    box: str
    one: str
    choices: str
    base: str
    empty: Any


CITIZEN = Side(
    box="messaging_inbox", one="messaging_message", choices="messaging_choices", base="kit/base.html",
    empty=_("Khi hồ sơ của bạn có thay đổi, thông báo sẽ ở đây."),
)  # fmt: skip
OFFICER = Side(
    box="messaging_officer_inbox", one="messaging_officer_message", choices="messaging_officer_choices", base="kit/wide.html",
    empty=_("Khi đồng nghiệp nhắc đến bạn, hoặc có bước, ý kiến quá hạn, thông báo sẽ ở đây."),
)  # fmt: skip


def person_of(request: HttpRequest) -> UUID:
    """Whose inbox it is."""
    actor = actor_of(request)
    assert actor.subject_id is not None
    return actor.subject_id


def shown(found: api.Message, language: str) -> dict[str, Any]:
    """A message in the reader's language; a link only within the site."""
    is_english = language == "en"
    safe = url_has_allowed_host_and_scheme(found.link, allowed_hosts=None)
    return {
        "id": found.message_id,
        "subject": found.subject_en if is_english else found.subject_vi,
        "body": found.body_en if is_english else found.body_vi,
        "link": found.link if safe else "",
        "at": found.created_at,
        "is_new": found.read_at is None,
    }


@audience("citizen")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Newest first, twenty a page."""
    return _index(request, CITIZEN)


@audience("officer")
@require_GET
def officers_index(request: HttpRequest) -> HttpResponse:
    """What an officer is told, newest first."""
    return _index(request, OFFICER)


@audience("citizen")
@require_GET
def message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message; opening it marks it as read."""
    return _message(request, message_id, CITIZEN)


@audience("officer")
@require_GET
def officers_message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message of an officer."""
    return _message(request, message_id, OFFICER)


@audience("citizen")
@require_POST
def read(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Mark as read without opening."""
    api.mark_read(message_id=message_id, person_id=person_of(request), now=clock.now())
    return redirect("messaging_inbox")


def _index(request: HttpRequest, side: Side) -> HttpResponse:
    before = request.GET.get("truoc", "")
    try:
        last = UUID(before) if before else None
    except ValueError:
        last = None
    found = api.inbox(person_id=person_of(request), before=last, limit=PAGE + 1)
    context = {
        "side": side,
        "messages_shown": [shown(m, language_of(request)) for m in found[:PAGE]],
        "older": found[PAGE - 1].message_id if len(found) > PAGE else "",
    }
    return render(request, "messaging/inbox.html", context)


def _message(request: HttpRequest, message_id: UUID, side: Side) -> HttpResponse:
    found = api.mark_read(message_id=message_id, person_id=person_of(request), now=clock.now())
    return render(request, "messaging/message.html", {"shown": shown(found, language_of(request)), "side": side})
