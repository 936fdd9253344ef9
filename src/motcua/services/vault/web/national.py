"""The page of a person or organisation: bring papers from the national store, now or every day, how it went; words of both pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from motcua.foundation.identity import api as identity
from motcua.kernel.errors import Invalid
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.services.vault import api as vault
from motcua.services.vault.web import words
from motcua.services.vault.web.papers import tabs

_LEVEL = 2
_STATES = {vault.RunState.WAITING: "waiting", vault.RunState.DONE: "done", vault.RunState.FAILED: "late"}


def _confirmed(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Only for whoever is signed in at level 2; anybody else is led there first."""

    @wraps(view)
    def led(request: HttpRequest) -> HttpResponse:
        step_up = identity.require_level(request=request, level=_LEVEL, next_url=reverse("vault_national"))
        return view(request) if step_up is None else step_up

    return led


@never_cache
@audience("citizen")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Where the two stores stand, and what came of each fetching."""
    return _page(request)


@audience("citizen")
@require_POST
@_confirmed
def bring(request: HttpRequest) -> HttpResponse:
    """Fetch the papers now; the first time with the consent that she ticked. At level 2 only."""
    actor, now, language = actor_of(request), clock.now(), language_of(request)
    if request.POST.get("agree") == "true":
        vault.agree_to_national(version=_number(request.POST.get("version", "")), language=language, actor=actor, now=now)
    try:
        vault.bring_papers(actor=actor, now=now)
    except (vault.ConsentNeeded, vault.DeclarationNeeded) as needed:
        return _page(request, errors={"agree": needed.sentence(language)})
    messages.success(request, _("Đã nhận yêu cầu. Giấy tờ được lấy về trong ít phút; bạn có thể rời trang này."))
    return HttpResponseRedirect(reverse("vault_national"))


@audience("citizen")
@require_POST
@_confirmed
def daily(request: HttpRequest) -> HttpResponse:
    """Switch the daily fetching on or off."""
    on = vault.set_daily(on=request.POST.get("on") == "true", actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã bật lấy giấy tờ hằng ngày.") if on else _("Đã tắt lấy giấy tờ hằng ngày."))
    return HttpResponseRedirect(reverse("vault_national"))


@audience("citizen")
@require_POST
@_confirmed
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the organisation's confirmation back: nothing is brought for it any more."""
    vault.withdraw_national(actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã rút xác nhận. Giấy tờ đã lấy về vẫn ở trong kho."))
    return HttpResponseRedirect(reverse("vault_national"))


def run_rows(runs: tuple[vault.RunView, ...], language: str) -> list[dict[str, Any]]:
    """Fetchings as rows of a table."""
    return [
        {
            "cells": [
                {"text": words.moment(run.asked_at), "hint": _("hằng ngày") if run.daily else ""},
                {"text": run_word(run), "state": _STATES[run.state], "hint": why(run, language)},
                {"text": brought(run)},
            ],
            "tone": "late" if run.state is vault.RunState.FAILED else "",
        }
        for run in runs
    ]


def run_columns() -> list[dict[str, str]]:
    """The columns of those rows."""
    return [{"text": _("Yêu cầu lúc")}, {"text": _("Trạng thái")}, {"text": _("Kết quả")}]


def run_word(run: vault.RunView) -> str:
    """Where a fetching stands, in a word."""
    if run.state is vault.RunState.WAITING:
        return _("chờ thử lại") if run.attempts else _("đang lấy")
    return _("xong") if run.state is vault.RunState.DONE else _("không lấy được")


def why(run: vault.RunView, language: str) -> str:
    """Why it failed or waits, and when it goes on."""
    said = run.why[language == "en"]
    if run.state is vault.RunState.WAITING and run.attempts:
        return _("%(why)s Thử lại lúc %(at)s.") % {"why": said, "at": words.moment(run.next_at)}
    return said


def brought(run: vault.RunView) -> str:
    """What it brought, in a sentence."""
    names = {
        "new": _("%(n)s giấy tờ mới"), "newer": _("%(n)s bản mới hơn"), "same": _("%(n)s đã có"), "revoked": _("%(n)s bị thu hồi"),
        "removed": _("%(n)s bạn đã gỡ nên không lấy lại"), "refused": _("%(n)s không lấy được"),
    }  # fmt: skip
    told = [text % {"n": run.counts[key]} for key, text in names.items() if run.counts.get(key)]
    if told:
        return ", ".join(told)
    return _("kho quốc gia không có giấy tờ nào") if run.state is vault.RunState.DONE else "–"


def _page(request: HttpRequest, errors: dict[str, str] | None = None) -> HttpResponse:
    actor, now, language = actor_of(request), clock.now(), language_of(request)
    found = vault.national_state(actor=actor, language=language, now=now)
    running = found.running
    context = {
        "found": found, "errors": errors or {}, "tabs": tabs(request, "national"), "columns": run_columns(),
        "rows": run_rows(found.runs, language), "last": _last(found.last_done),
        "running": run_word(running) if running else "", "so_far": brought(running) if running else "",
        "running_why": why(running, language) if running else "",
        "refused": [{"name": title, "value": said[language == "en"]} for title, said in found.refused],
    }  # fmt: skip
    return render(request, "vault/national.html", context, status=422 if errors else 200)


def _last(at: datetime | None) -> str:
    return words.moment(at) if at else ""


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 6:  # noqa: PLR2004 - a version
        raise Invalid(fields={"agree": ("Tải lại trang rồi thử lại.", "Reload the page and try again.")})
    return int(text)
