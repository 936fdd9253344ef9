"""The demonstration's outbox: what would have gone out as SMS and e-mail."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.kernel.errors import NotFound
from motcua.kit.web import audience
from motcua.platform.messaging import api


@audience("public")
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """Visible to all in a demonstration, where everybody is invented; absent elsewhere."""
    if not settings.MOTCUA_DEMO:
        raise NotFound
    return render(request, "messaging/demo_outbox.html", {"deliveries": api.demo_outbox()})
