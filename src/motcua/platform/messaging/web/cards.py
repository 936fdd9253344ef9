"""What the home pages show of messaging."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from motcua.kit.web import actor_of
from motcua.platform.messaging import api


def unread_card(request: HttpRequest) -> str:
    """How many messages a citizen has not read; nothing when all were read."""
    return _card(request, "messaging_inbox")


def officers_card(request: HttpRequest) -> str:
    """The same on the officer's first page."""
    return _card(request, "messaging_officer_inbox")


def _card(request: HttpRequest, box: str) -> str:
    actor = actor_of(request)
    number = api.unread(person_id=actor.subject_id) if actor.subject_id else 0
    if not number:
        return ""
    return render_to_string("messaging/_card.html", {"number": number, "box": box}, request=request)
