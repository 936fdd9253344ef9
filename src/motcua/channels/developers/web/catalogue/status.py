"""How the services are, today and in the last ninety days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.channels.developers.web.catalogue import words
from motcua.channels.developers.web.catalogue.service import bar
from motcua.channels.developers.web.catalogue.standing import notices
from motcua.kernel.clock import local_date
from motcua.kernel.text import fold
from motcua.kit import clock
from motcua.kit.web import audience, language_of
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.contracts import ServiceInfo

_DAYS = 90


@audience("public")
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Every service with its state now and a bar for each day; services in trouble first."""
    language, now, stands = language_of(request), clock.now(), exchange.standing()
    since, until = exchange.hours(back=timedelta(hours=2), now=now)
    health = exchange.health(since=since, until=until)
    first, _until = exchange.hours(back=timedelta(days=_DAYS), now=now)
    days = exchange.days_of_all(since=first, until=until)
    line = [local_date(now) - timedelta(days=n) for n in range(_DAYS - 1, -1, -1)]

    def told(service: ServiceInfo) -> dict[str, Any]:
        mine = days.get(service.id, {})
        return {
            "name": service.name(language), "href": reverse("developers_service", args=[service.id]),
            "tag": words.state_cell(service, health.get(service.id), resting=stands.resting is not None),
            "bars": [bar(day, mine.get(day)) for day in line],
        }  # fmt: skip

    found = sorted(exchange.services(), key=lambda s: fold(s.name(language)))
    rows = sorted((told(s) for s in found), key=lambda row: row["tag"]["state"] not in {"late", "waiting", "stopped"})
    wrong = sum(row["tag"]["state"] in {"late", "waiting"} for row in rows)
    told_first = notices(stands, found, wrong=wrong, called=bool(health), language=language, now=now)
    context = {"rows": rows, "days": _DAYS, "at": words.moment(now), "notices": told_first}
    return render(request, "developers/catalogue/status.html", context)
