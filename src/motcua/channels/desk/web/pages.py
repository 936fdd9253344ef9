"""The officer's first page and the keyboard help."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from motcua.kit import clock, shell
from motcua.kit.ui.frame import inbox_tabs
from motcua.kit.web import actor_of, audience, language_of

log = logging.getLogger(__name__)


@audience("officer")
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this officer: the inboxes of their roles with counts, then the cards that rooms registered."""
    actor = actor_of(request)
    language = language_of(request)
    tabs = inbox_tabs(actor, language=language, current="", now=clock.now())
    context = {
        "tabs": tabs,
        "cards": _cards(request),
        "units": sorted({held.title or held.unit_code for held in actor.positions}),
    }
    return render(request, "desk/home.html", context)


def _cards(request: HttpRequest) -> list[SafeString]:
    shown = []
    for card in shell.home_cards:
        if card.audience != "officer":
            continue
        try:
            html = card.render(request)
        except Exception:
            # One room's card must not keep the officer from the inbox; the operator reads of it in the log.
            log.exception("desk card %s failed", card.key)
            continue
        if html.strip():
            shown.append(mark_safe(html))  # noqa: S308 - rooms render their cards by templates
    return shown


@audience("officer")
def keys(request: HttpRequest) -> HttpResponse:
    """The keys that work on tables and pages."""
    rows = [
        ["j", _("Dòng dưới")],
        ["k", _("Dòng trên")],
        ["Enter", _("Mở hồ sơ của dòng đang chọn")],
        ["x", _("Đánh dấu hoặc bỏ đánh dấu dòng đang chọn")],
        ["/", _("Tới ô tìm kiếm")],
        ["Tab", _("Tới liên kết hoặc ô nhập kế tiếp")],
    ]
    return render(request, "desk/keys.html", {"rows": rows, "columns": [_("Phím"), _("Việc")]})
