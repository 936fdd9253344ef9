"""The board at the desk, the wall, and the tiles alone, which live events carry."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from motcua.kernel.actors import Role
from motcua.kernel.clock import local
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.operations.ioc import api as ioc
from motcua.operations.ioc.web import figures, flows

_ROLES = (Role.OPERATOR, Role.LEADER)
STREAM = "/dieu-hanh/luong/"


@never_cache
@audience("officer", roles=_ROLES)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The board for one person: numbers with their links."""
    return render(request, "ioc/board.html", _context(request, wall=False))


@never_cache
@audience("officer", roles=_ROLES)
@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """The wall: the same numbers, large and dark, without links."""
    return render(request, "ioc/wall.html", _context(request, wall=True))


@never_cache
@audience("officer", roles=_ROLES)
@require_GET
def tiles(request: HttpRequest) -> HttpResponse:
    """The tiles alone, or the picture of flows alone, as a live event carries them."""
    if request.GET.get("trang") == "luong":
        return render(request, "ioc/_flows.html", flows.context(request))
    return render(request, "ioc/_tiles.html", _context(request, wall=request.GET.get("trang") == "man-hinh"))


def _context(request: HttpRequest, *, wall: bool) -> dict[str, object]:
    found = ioc.board(actor=actor_of(request), now=clock.now())
    language = language_of(request)
    return {
        "board": found,
        "as_of": "" if found.as_of is None else local(found.as_of).strftime("%H:%M:%S %d/%m/%Y"),
        "figures": [figures.of(tile, language=language, wall=wall) for tile in found.tiles],
        "stream": f"{settings.MOTCUA_LIVE_URL}{STREAM}?trang={'man-hinh' if wall else 'bang'}",
        "wall": wall,
    }
