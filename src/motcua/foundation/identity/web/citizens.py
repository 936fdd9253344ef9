"""The citizen's own page: who the city thinks I am, at which level, for whom I act."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.foundation.identity import api
from motcua.foundation.identity.web import words
from motcua.kit import shell
from motcua.kit.web import actor_of, audience, language_of


@audience("citizen")
def account(request: HttpRequest) -> HttpResponse:
    """What is recorded of me and where it came from."""
    actor = actor_of(request)
    assert actor.subject_id is not None
    ways = _ways(request)
    source = ", ".join(str(way["name"]) for way in ways) or "VNeID"
    context = {
        "facts": _facts(api.person(person_id=actor.subject_id), level=actor.level, source=source),
        "ways": ways,
        "links": account_links(request, audience="citizen"),
    }
    return render(request, "identity/account.html", context)


def account_links(request: HttpRequest, *, audience: str) -> list[dict[str, str]]:
    """The pages that rooms offer below the account, in the reader's language."""
    english = language_of(request) == "en"
    return [
        {
            "href": reverse(link.url_name),
            "label": link.label_en if english else link.label_vi,
            "summary": link.summary_en if english else link.summary_vi,
        }
        for link in shell.account_links
        if link.audience == audience
    ]


def _ways(request: HttpRequest) -> list[dict[str, object]]:
    """The providers that may vouch for me, each once."""
    actor, language = actor_of(request), language_of(request)
    assert actor.subject_id is not None
    known: dict[str, dict[str, object]] = {}
    for link in api.links_of(person_id=actor.subject_id):
        name = words.sign_in_word(link.provider, language)
        known.setdefault(
            link.provider,
            {"key": link.provider, "name": name, "used": words.moment(link.used_at), "is_open": link.is_open},
        )
    may_close = sum(bool(way["is_open"]) for way in known.values()) > 1
    return [{**way, "may_close": may_close and way["is_open"]} for way in known.values()]


def _facts(person: api.Person, *, level: int, source: str) -> list[dict[str, str]]:
    """What the page shows of a person, in order."""
    shown = (
        (_("Họ và tên"), person.full_name),
        (_("Số định danh cá nhân"), person.masked_number),
        (_("Ngày sinh"), f"{person.born_on:%d/%m/%Y}" if person.born_on else ""),
        (_("Điện thoại"), person.phone),
        (_("Thư điện tử"), person.email),
        (_("Nơi thường trú"), person.residence_line),
        (_("Mức định danh của lần đăng nhập này"), str(level)),
    )
    return [{"name": name, "value": value, "source": source} for name, value in shown]
