"""What the home page shows of messaging."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from motcua.kit.web import actor_of
from motcua.platform.messaging import api


def unread_card(request: HttpRequest) -> str:
    """Newest unread messages; nothing when all were read."""
    actor = actor_of(request)
    number = api.unread(person_id=actor.subject_id) if actor.subject_id else 0
    if not number:
        return ""
    return render_to_string("messaging/_card.html", {"number": number}, request=request)
