"""What the shell asks of the rooms: cards for the home page and answers to a search. A room that fails is named, never fatal."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from motcua.kernel.actors import Actor
from motcua.kit import shell

log = logging.getLogger(__name__)
ASIDE_FROM = 80  # cards of this order and over stand beside the main column
LONGEST_QUERY = 200  # letters; the rest is cut


@dataclass(frozen=True, slots=True)
class Answers:
    """The hits of one source; ``failed`` when it did not answer."""

    key: str
    label: str
    hits: tuple[shell.SearchHit, ...]
    failed: bool = False


def audiences_of(actor: Actor) -> frozenset[str]:
    """The audiences whose things the actor sees: the public's and their own."""
    return frozenset({"public", str(actor.kind)})


def cards(*, request: HttpRequest, actor: Actor) -> tuple[list[SafeString], list[SafeString]]:
    """Cards of the home page for the actor: those of the main column and those beside it, in order; empty ones are left out."""
    main: list[SafeString] = []
    aside: list[SafeString] = []
    for card in shell.home_cards:
        if card.audience not in audiences_of(actor):
            continue
        try:
            html = card.render(request)
        except Exception:
            # A room's card must not take the city's front page with it; the operator reads of it in the log.
            log.exception("home card %s failed", card.key)
            continue
        if html.strip():
            (aside if card.order >= ASIDE_FROM else main).append(mark_safe(html))  # noqa: S308 - rooms render their cards by templates
    return main, aside


def search(*, query: str, actor: Actor, language: str, limit: int, now: datetime) -> tuple[Answers, ...]:
    """Every source's best hits for ``query`` (at most ``limit`` each), sources without hits left out."""
    wanted = " ".join(query.split())[:LONGEST_QUERY]
    if not wanted:
        return ()
    found = []
    for source in shell.search_sources:
        if source.audience not in audiences_of(actor):
            continue
        label = source.label_en if language == "en" else source.label_vi
        try:
            hits = tuple(source.search(query=wanted, actor=actor, limit=limit, now=now))[:limit]
        except Exception:
            # One silent source must not hide the others' answers; the page says which one did not answer.
            log.exception("search source %s failed", source.key)
            found.append(Answers(key=source.key, label=label, hits=(), failed=True))
            continue
        if hits:
            found.append(Answers(key=source.key, label=label, hits=hits))
    return tuple(found)
