"""Indicators in the one search box."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language

from motcua.insight.indicators import api
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.text import syllables
from motcua.kit.shell import SearchHit


def search(*, query: str, actor: Actor, limit: int, now: datetime) -> Sequence[SearchHit]:
    """Indicators whose name or meaning holds every syllable asked for, with or without diacritics."""
    asked = syllables(query)
    language = (get_language() or "vi")[:2]
    hits = []
    for definition in api.catalogue(on=local_date(now)):
        offered = set(syllables(f"{definition.vi} {definition.en} {definition.meaning_vi}"))
        if asked and all(word in offered for word in asked):
            url = reverse("indicators_one", args=[definition.code])
            hits.append(SearchHit(title=definition.name(language), url=url, summary=definition.meaning(language), kind="indicator"))
    return hits[:limit]
