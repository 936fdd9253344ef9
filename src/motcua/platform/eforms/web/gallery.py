"""Every kind of question on one page, for authors and for tests; shown in the demonstration only. And the outline that maps draw."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from motcua.foundation.units import api as units
from motcua.kernel.errors import NotFound
from motcua.kit import clock
from motcua.kit.web import audience, language_of
from motcua.platform.eforms import api

DOCUMENT: Final = Path(__file__).parents[1] / "data" / "every-kind.yaml"
WIDTH: Final = 1000.0
EAST: Final = 107.3  # Bạch Long Vĩ lies 100 km out: with it the city would be a spot; its places are typed
MARGIN: Final = 0.01  # of a degree around the city


@cache
def document() -> dict[str, Any]:
    """The example form with every kind of question."""
    return dict(yaml.safe_load(DOCUMENT.read_text(encoding="utf-8")))


@audience("public")
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """All pages of the example form. NotFound outside the demonstration."""
    if not settings.MOTCUA_DEMO:
        raise NotFound
    language, now = language_of(request), clock.now()
    pages = [api.preview_page(document=document(), page=p["key"], now=now, language=language) for p in document()["pages"]]
    return render(request, "eforms/gallery.html", {"pages": [mark_safe(page) for page in pages]})  # noqa: S308 - drawn by templates


@audience("public")
@require_safe
def outline(request: HttpRequest) -> HttpResponse:
    """The communes of today as one SVG path, with what is needed to turn a press into coordinates. For orientation only."""
    answer = JsonResponse(drawn())
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@cache
def drawn() -> dict[str, Any]:
    """The outline on a plane 1000 wide; near the city a degree of longitude is 0.94 of one of latitude."""
    rings = [ring for feature in units.boundaries()["features"] for ring in _rings(feature["geometry"])]
    rings = [ring for ring in rings if max(x for x, _ in ring) < EAST]
    xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    west, east, south, north = min(xs) - MARGIN, max(xs) + MARGIN, min(ys) - MARGIN, max(ys) + MARGIN
    scale_x = WIDTH / (east - west)
    scale_y = scale_x / 0.935
    path = "".join("M" + "L".join(f"{(x - west) * scale_x:.0f} {(north - y) * scale_y:.0f}" for x, y in ring) + "Z" for ring in rings)
    height = round((north - south) * scale_y)
    return {"width": int(WIDTH), "height": height, "west": west, "north": north, "scale_x": scale_x, "scale_y": scale_y, "path": path}


def _rings(geometry: dict[str, Any]) -> list[list[tuple[float, float]]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(point[0], point[1]) for point in polygon[0]] for polygon in polygons]
