"""What casework shows in the people's frame: menu, cards of the home page, the search of procedures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from motcua.kernel.actors import Actor
from motcua.kit import clock, shell
from motcua.kit.web import actor_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import ProcedureHit
from motcua.platform.casework.web.citizen import mine
from motcua.platform.eforms import api as eforms

# What people of a commune ask for most (one-stop desks of Hải Phòng); shown after the procedures that are wholly online here.
COMMON = (
    "1.001193", "1.013229", "1.000894", "1.000656", "2.000635", "1.004873", "2.000815", "2.000884", "1.004222", "1.004194", "1.001612",
)  # fmt: skip
MOST_CARDS, OPEN_CARDS = 10, 3


def register() -> None:
    """Add the menu items, the cards and the search of people."""
    shell.menu.add(
        shell.MenuItem(
            key="casework.procedures", label_vi="Thủ tục", label_en="Procedures", url_name="casework_catalogue", audience="public", order=20
        )
    )
    shell.menu.add(
        shell.MenuItem(
            key="casework.own", label_vi="Hồ sơ của tôi", label_en="My dossiers", url_name="casework_mine", audience="citizen", order=10
        )
    )
    shell.home_cards.add(shell.HomeCard(key="casework.open", audience="citizen", render=open_card, order=10))
    shell.home_cards.add(shell.HomeCard(key="casework.services", audience="public", render=services_card, order=40))
    shell.search_sources.add(
        shell.SearchSource(
            key="casework.procedures", label_vi="Thủ tục", label_en="Procedures", audience="public", search=_search, order=10
        )
    )


def open_card(request: HttpRequest) -> str:
    """The person's open dossiers and drafts; what waits for the person comes first."""
    actor, now = actor_of(request), clock.now()
    rows = [mine.row_of(request, row) for row in casework.my_dossiers(actor=actor, now=now, limit=20).rows]
    shown = [row for row in rows if row["open"]]
    shown.sort(key=lambda row: not row["todo"])
    drafts = [mine.draft_of(request, draft) for draft in eforms.drafts_of(actor=actor, now=now)]
    if not shown and not drafts:
        return ""
    context = {"rows": shown[:OPEN_CARDS], "drafts": drafts[: OPEN_CARDS - 1], "more": len(shown) > OPEN_CARDS}
    return render_to_string("casework/citizen/_open.html", context, request=request)


def services_card(request: HttpRequest) -> str:
    """The services that people use most."""
    hits: dict[str, ProcedureHit] = {hit.code: hit for hit in casework.open_procedures()}
    for hit in casework.hits_of(codes=COMMON):
        hits.setdefault(hit.code, hit)
    rows = [
        {"name": forms.short_name(h.name), "href": reverse("casework_service", args=[h.code]), "online": h.open_online}
        for h in hits.values()
    ]
    if not rows:
        return ""
    return render_to_string("casework/citizen/_services.html", {"rows": rows[:MOST_CARDS]}, request=request)


def _search(*, query: str, actor: Actor, limit: int, now: datetime) -> Sequence[shell.SearchHit]:
    meant = casework.meant(query=query)
    found = casework.search_procedures(query=meant or query, limit=limit, now=now)
    return [
        shell.SearchHit(
            title=forms.short_name(hit.name), url=reverse("casework_service", args=[hit.code]), summary=f"{hit.field} · {hit.code}",
            kind=f"“{meant}”?" if meant else "",
        )
        for hit in found
    ]
