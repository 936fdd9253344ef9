"""What a person's restriction means, in words: for her, and for officers on every dossier of hers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from motcua.foundation.consent import api as consent
from motcua.kernel.dates_vi import show_instant
from motcua.kernel.policy import Allowed
from motcua.kit import clock
from motcua.kit.web import language_of
from motcua.platform.casework.contracts import Dossier


def officers(request: HttpRequest, dossier: Dossier) -> str:
    """Since when, what may be done in this dossier all the same and on which ground, and what stops; nothing without a restriction."""
    person = dossier.party.person_id
    held = consent.restricted(person_id=person) if person is not None else None
    if held is None:
        return ""
    language = language_of(request)
    shown = uses(held, dossier=dossier.code, now=clock.now(), language=language)
    context = {"since": show_instant(held.since, language), "uses": shown}
    return render_to_string("privacy/_restricted.html", context, request=request)


def uses(held: consent.Restriction, *, dossier: str, now: datetime, language: str) -> dict[str, list[Any]]:
    """``goes_on``: names of purposes with their grounds; ``stops``: names of the others."""
    ruled = consent.uses_under_restriction(held=held, dossier=dossier, now=now)
    return {
        "goes_on": [
            {"name": one.purpose.name(language), "value": one.decision.ground} for one in ruled if isinstance(one.decision, Allowed)
        ],
        "stops": [one.purpose.name(language) for one in ruled if not one.decision],
    }
