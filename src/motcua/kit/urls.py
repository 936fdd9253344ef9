"""All addresses of the site: the rooms' own, gathered; nothing is listed by hand."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from motcua.kit import rooms
from motcua.kit.rest import build_api
from motcua.kit.web import audience


@audience("public")
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@audience("public")
def readyz(request: HttpRequest) -> HttpResponse:
    """The process and its database answer."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ready": True})


language = audience("public")(require_POST(set_language))


def gather() -> list[URLPattern | URLResolver]:
    """Patterns of the edge, then of every room that has ``web/urls.py``, or ``rest/urls.py`` for an interface beside the house's own."""
    found: list[Any] = [
        path("healthz", healthz, name="healthz"),
        path("readyz", readyz, name="readyz"),
        path("ngon-ngu/", language, name="set_language"),
        path("api/v1/", build_api().urls),
    ]
    for module in ("motcua.kit.ui.urls",):
        if rooms.optional_module(module):
            found.append(path("", include(module)))
    for room in rooms.discover():
        for part in ("web.urls", "rest.urls"):
            if rooms.part(room, part) is not None:
                found.append(path("", include(f"{room.package}.{part}")))
    return found
