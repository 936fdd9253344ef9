"""Sets ``request.actor``."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from motcua.foundation.identity.web.session import actor_for
from motcua.kit import clock


class ActorMiddleware:
    """Who acts in this request, decided once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_for(request, now=clock.now())  # type: ignore[attr-defined]
        return self.get_response(request)
