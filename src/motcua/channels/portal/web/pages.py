"""Home, search, the choice of sign-in, help and the map of the site."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from motcua.channels.portal import queries
from motcua.kernel.actors import ActorKind
from motcua.kit import clock, rooms
from motcua.kit.web import actor_of, audience, language_of

HITS, SUGGESTIONS = 20, 6


def _address(name: str, *args: str) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@audience("public")
def home(request: HttpRequest) -> HttpResponse:
    """One search box, the visitor's open things, what people use most, what the city says today."""
    actor = actor_of(request)
    main, aside = queries.cards(request=request, actor=actor)
    known = actor.kind != ActorKind.ANONYMOUS
    context = {"main_cards": main, "aside_cards": aside, "known": known, "look_up_url": _address("casework_track")}
    return render(request, "portal/home.html", context)


@audience("public")
def search(request: HttpRequest) -> HttpResponse:
    """Answers of every room to ``q``, in groups; marks are not needed."""
    query = request.GET.get("q", "").strip()
    groups = queries.search(query=query, actor=actor_of(request), language=language_of(request), limit=HITS, now=clock.now())
    count = sum(len(group.hits) for group in groups)
    return render(request, "portal/search.html", {"query": query, "groups": groups, "count": count})


@audience("public")
def suggest(request: HttpRequest) -> HttpResponse:
    """The first hits while one types: a list without the frame of a page."""
    query = request.GET.get("q", "").strip()
    groups = queries.search(query=query, actor=actor_of(request), language=language_of(request), limit=SUGGESTIONS, now=clock.now())
    hits = [hit for group in groups for hit in group.hits][:SUGGESTIONS]
    more = f"{reverse('portal_search')}?{urlencode({'q': query})}"
    return render(request, "portal/suggest.html", {"query": query, "hits": hits, "more": more})


def safe_next(request: HttpRequest) -> str:
    """Where to go after signing in: ``next`` if it is an address of this site, else the home page."""
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "/"


@audience("public")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The choice: people by VNeID, officers by their own keys. Comes back to ``next``."""
    target = safe_next(request)
    officer = _address("account_login")
    context = {
        "next": target,
        "came_from_page": target != "/",
        "citizen_url": _address("openid_connect_login", "vneid"),
        "other_url": _address("openid_connect_login", "dvcqg"),
        "officer_url": f"{officer}?{urlencode({'next': target if target != '/' else '/lam-viec/'})}" if officer else "",
        "officers_first": target.startswith(("/lam-viec/", "/dieu-hanh/")),
        "known": actor_of(request).kind != ActorKind.ANONYMOUS,
    }
    return render(request, "portal/sign_in.html", context)


@audience("public")
def help_page(request: HttpRequest) -> HttpResponse:
    """How to find, submit and follow; who to call; what is kept about a person."""
    return render(request, "portal/help.html", {"look_up_url": _address("casework_track")})


@audience("public")
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every place of the menu and the parts of the platform that this city has switched on."""
    own = [(_("Trang chủ"), reverse("portal_home")), (_("Tìm kiếm"), reverse("portal_search")), (_("Trợ giúp"), reverse("portal_help"))]
    context = {"own": own, "parts": _parts(language_of(request)), "demo": settings.MOTCUA_DEMO}
    return render(request, "portal/sitemap.html", context)


def _parts(language: str) -> list[dict[str, Any]]:
    """The rooms that are switched on, with what they do, in the reader's language."""
    from django.apps import apps

    found = []
    for room in rooms.discover():
        config = apps.app_configs.get(room.name)
        if not isinstance(config, rooms.RoomConfig):
            continue
        title = config.title_en if language == "en" else str(config.verbose_name)
        summary = config.summary_en if language == "en" else config.summary_vi
        found.append({"name": title or room.name, "value": summary})
    return found
