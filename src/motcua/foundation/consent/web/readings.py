"""Who looked at my data: one list, newest first; and one reading, with the way to object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.foundation.consent import api as consent
from motcua.foundation.consent.web.words import Words, at, dossier_href, names_of
from motcua.foundation.identity import api as identity
from motcua.foundation.registers import api as registers
from motcua.kernel.clock import local, local_date
from motcua.kernel.periods import midnight
from motcua.kit import clock, rooms
from motcua.kit.web import actor_of, audience, language_of

_ROWS = 30
_LONGEST = 120
_RIGHTS = "/quyen-du-lieu/"


@audience("citizen")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every reading of the person's data, narrowed by agency, purpose, days and dossier."""
    person = _me(request)
    asked = asked_of(request.GET)
    before, now = request.GET.get("truoc") or None, clock.now()
    page = consent.accesses_of(person=person, before=before, limit=_ROWS, wanted=wanted_of(asked), now=now)
    words = Words(language=language_of(request), now=now, officers=names_of(page, now=now))
    agencies, purposes = consent.facets_of(person=person)
    each = request.GET.get("tung-luot") == "1"
    shown = [(a, 1, a.at) for a in page.accesses] if each else _folded(page.accesses)
    said = {**_said(asked), **({"tung-luot": "1"} if each else {})}
    here = reverse("consent_readings")
    context = {
        "columns": [_("Lúc"), _("Ai xem"), _("Để làm gì, theo căn cứ nào"), _("Hồ sơ"), _("Dữ liệu đã xem"), _("Chi tiết")],
        "rows": [_row(a, words, times=times, since=since) for a, times, since in shown],
        "asked": asked,
        "narrowed": any(asked.values()),
        "agencies": [(code, words.agency(code)) for code in agencies],
        "purposes": [(code, words.purpose(code)) for code in purposes],
        "next_href": f"?{urlencode({**said, 'truoc': page.next_before})}" if page.next_before else "",
        "first_href": f"{here}?{urlencode(said)}" if request.GET.get("truoc") else "",
    }
    return render(request, "consent/readings.html", context)


@audience("citizen")
@require_GET
def one(request: HttpRequest, access_id: UUID) -> HttpResponse:
    """One reading in full, and what to do when it looks wrong. Of anybody else's data it does not exist."""
    read = consent.access(person=_me(request), access_id=access_id)
    now = clock.now()
    words = Words(language=language_of(request), now=now, officers=names_of(consent.AccessPage((read,)), now=now))
    who, post = words.who(read)
    purpose = words.purposes.get(read.purpose)
    dossier = {"name": _("Hồ sơ"), "value": read.dossier or _("Không gắn với hồ sơ nào"), "href": dossier_href(read.dossier)}
    facts = [
        {"name": _("Lúc"), "value": at(read.at)},
        {"name": _("Ai xem"), "value": f"{who}, {post}" if post else who},
        {"name": _("Để làm gì"), "value": words.purpose(read.purpose)},
        {"name": _("Nghĩa là"), "value": purpose.plain(words.language) if purpose else "–"},
        {"name": _("Căn cứ"), "value": read.ground},
        dossier,
        {"name": _("Dữ liệu đã xem"), "value": words.facts(read) or "–"},
        {"name": _("Xem ở đâu"), "value": words.place(read) or "–"},
    ]
    rights = f"{_RIGHTS}?{urlencode({'luot-xem': read.uuid})}" if rooms.is_on("privacy") else ""
    days = int(registers.rule(code="privacy.response_days", on=clock.today()).value)
    return render(request, "consent/reading.html", {"facts": facts, "rights_href": rights, "mine": read.by_herself, "days": days})


def asked_of(query: QueryDict) -> dict[str, str]:
    """What the list was narrowed to, as it was typed."""
    return {name: query.get(name, "").strip()[:_LONGEST] for name in ("co_quan", "muc_dich", "ho_so", "tu", "den")}


def wanted_of(asked: dict[str, str], **more: Any) -> consent.AccessFilter:
    """The filter of what was typed; a day that cannot be read narrows nothing."""
    until = _day(asked["den"])
    return consent.AccessFilter(
        agency=asked["co_quan"], purpose=asked["muc_dich"], dossier=asked["ho_so"], since=_instant(_day(asked["tu"])),
        until=_instant(until + timedelta(days=1) if until else None), **more,
    )  # fmt: skip


def _me(request: HttpRequest) -> identity.Person:
    me = actor_of(request).subject_id
    assert me is not None  # the audience let only people pass
    return identity.person(person_id=me)


def _folded(accesses: Sequence[consent.Access]) -> list[tuple[consent.Access, int, datetime]]:
    """Looks of the same reader for the same purpose and dossier on one day as one line: the latest, how many, and since when."""
    found: dict[tuple[Any, ...], tuple[consent.Access, int, datetime]] = {}
    for read in accesses:
        key = (read.reader_ref, read.agency, read.purpose, read.dossier, local_date(read.at))
        latest, times, _since = found.get(key, (read, 0, read.at))
        facts = tuple(dict.fromkeys((*latest.fields, *read.fields)))
        found[key] = (replace(latest, fields=facts), times + 1, read.at)
    return list(found.values())


def _row(read: consent.Access, words: Words, *, times: int, since: datetime) -> list[dict[str, Any]]:
    who, post = words.who(read)
    href = dossier_href(read.dossier)
    detail = {"text": _("Xem, báo sai"), "href": reverse("consent_reading", args=[read.uuid])}
    when: dict[str, Any] = {"text": at(read.at)}
    if times > 1:
        when["hint"] = _("%(n)s lần, từ %(since)s") % {"n": times, "since": f"{local(since):%H:%M}"}
        day = local_date(read.at).isoformat()
        each = {"co_quan": read.agency, "muc_dich": read.purpose, "ho_so": read.dossier, "tu": day, "den": day, "tung-luot": "1"}
        detail = {"text": _("Xem từng lần"), "href": f"{reverse('consent_readings')}?{urlencode(_said(each))}"}
    return [
        when,
        {"text": who, "hint": post},
        {"text": words.purpose(read.purpose), "hint": read.ground},
        {"text": read.dossier or "–", "href": href if read.dossier else ""},
        {"text": words.facts(read) or "–"},
        detail,
    ]


def _said(asked: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if value}


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _EARLIEST < found < _LATEST else None


def _instant(day: date | None) -> datetime | None:
    return midnight(day) if day else None


_EARLIEST, _LATEST = date(1990, 1, 1), date(2200, 1, 1)
