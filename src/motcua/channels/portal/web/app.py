"""What makes the portal an app that a phone can install: manifest, service worker, the page shown without a network.

The worker keeps static files and the offline page only. Pages are never kept: they may carry personal data.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kit.ui.frame import city_name
from motcua.kit.ui.theme import city_theme
from motcua.kit.web import audience, language_of

FONTS = ("vietnamese-400", "latin-400", "vietnamese-600", "latin-600")


@cache
def kept_files() -> tuple[str, ...]:
    """The static files that the worker fetches when it is installed: style sheet, scripts, typeface where it was fetched."""
    names = [f"ui/{city_theme().code}.css", "ui/motcua.js", "ui/icon.svg", "django_htmx/htmx-2.min.js", "vendor/fonts.css"]
    names += [f"vendor/fonts/be-vietnam-pro-{font}-normal.woff2" for font in FONTS]
    return tuple(name for name in names if finders.find(name))


@cache
def version() -> str:
    """Changes when a kept file changes, so that browsers fetch anew."""
    digest = hashlib.sha256()
    for name in kept_files():
        digest.update(Path(str(finders.find(name))).read_bytes())
    return digest.hexdigest()[:12]


@audience("public")
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest in the reader's language."""
    language = language_of(request)
    light = city_theme().light
    sizes = [("ui/icon-192.png", "192x192"), ("ui/icon-512.png", "512x512")]
    body = {
        "id": "/",
        "name": f"{_('Một Cửa')} – {city_name(language)}",
        "short_name": _("Một Cửa"),
        "lang": language,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": light["ground"],
        "theme_color": light["structure"],
        "icons": [{"src": static(name), "sizes": size, "type": "image/png", "purpose": "any maskable"} for name, size in sizes],
        "shortcuts": [{"name": _("Tìm kiếm"), "url": reverse("portal_search")}],
    }
    return JsonResponse(body, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@audience("public")
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker's script; asked for at every visit, so that a new version is seen at once."""
    files = [static(name) for name in kept_files()]
    settings = {"version": version(), "offline": reverse("portal_offline"), "files": files, "prefix": static("")}
    body = f"const SETTINGS = {json.dumps(settings)};\n{_worker_source()}"
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@cache
def _worker_source() -> str:
    return (Path(__file__).parent / "worker.js").read_text(encoding="utf-8")


@audience("public")
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown when there is no network; carries nothing about the visitor."""
    return render(request, "portal/offline.html")
