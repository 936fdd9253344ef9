"""The officer's inbox: dense, filtered, counted, most urgent first; the desk takes in many at once."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.kernel.actors import Actor, Role
from motcua.kit import clock
from motcua.kit.web import audience
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Channel, DossierRow, DossierStatus, DueState, InboxPage
from motcua.platform.casework.web.officer import words

ROLES = (Role.RECEPTION, Role.APPRAISER, Role.LEADER, Role.OPERATOR)
_ROWS = 50
_NAME = 26
_SHORT = 36  # letters of a procedure's name: one line of the list
_TONES = {DueState.LATE: "late", DueState.SOON: "waiting"}
_BULK = "nhieu"


@audience("officer", roles=ROLES)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """One page of the inbox. ``muc`` is the saved view, ``q`` the search, ``trang-thai`` a status, ``sau`` the cursor."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now, wanted = clock.now(), _wanted(request)
    page = casework.inbox(
        actor=actor, now=now, mine=wanted["muc"] == "viec-cua-toi" and not wanted["q"], query=wanted["q"],
        due=_DUE_VIEWS.get(wanted["muc"], ""), status=int(wanted["trang-thai"]) if wanted["trang-thai"] else None,
        cursor=request.GET.get("sau", ""), limit=_ROWS,
    )
    takes_in = Role.RECEPTION in actor.roles
    language = str(getattr(request, "language", "vi"))
    context: dict[str, Any] = {
        "tabs": _tabs(page, wanted["muc"]),
        "columns": _columns(),
        "rows": [_row(row, language=language, selectable=takes_in and _ready(row)) for row in page.rows],
        "wanted": wanted,
        "status_value": wanted["trang-thai"],
        "select_name": "ho-so" if takes_in and any(_ready(row) for row in page.rows) else "",
        "statuses": [("", _("Tất cả trạng thái đang mở")), *((str(int(s)), words.status_word(s, language)) for s in DossierStatus)],
        "next_href": f"?{urlencode({**_kept(wanted), 'sau': page.next_cursor})}" if page.next_cursor else "",
        "first_href": f"?{urlencode(_kept(wanted))}" if request.GET.get("sau") else "",
        "active": _active(wanted, language),
        "bulk": _BULK if takes_in and any(_ready(row) for row in page.rows) else "",
        "bulk_acts": [{"text": _("Tiếp nhận các hồ sơ đã chọn"), "value": "receive", "kind": "primary"}],
        "here": request.get_full_path(),
        "found": page.total,
    }
    return render(request, "casework/officer/inbox.html", context)


@audience("officer", roles=(Role.RECEPTION,))
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Take in the selected dossiers; what cannot be taken in is named, the rest is done."""
    codes = request.POST.getlist("ho-so")
    done, failed = casework.receive_many(codes=codes, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
    language = str(getattr(request, "language", "vi"))
    if done:
        messages.success(request, _("Đã tiếp nhận %(n)s hồ sơ; giấy tiếp nhận đã gửi cho người nộp.") % {"n": len(done)})
    for code, error in failed:
        messages.warning(request, f"{code}: {error.sentence(language)}")
    if not codes:
        messages.warning(request, _("Chưa chọn hồ sơ nào. Đánh dấu ít nhất một hồ sơ rồi bấm lại."))
    return redirect(_safe_next(request))


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    home = reverse("casework_inbox")
    return wanted if wanted.startswith(f"{home}?") else home


_DUE_VIEWS = {"qua-han": "late", "sap-den-han": "soon", "tam-dung": "paused"}


def _wanted(request: HttpRequest) -> dict[str, str]:
    status = request.GET.get("trang-thai", "")
    default = "tat-ca" if request.GET.get("q") or status else "viec-cua-toi"
    view = request.GET.get("muc", default)
    known = {"viec-cua-toi", "tat-ca", *_DUE_VIEWS}
    return {
        "muc": view if view in known else default,
        "q": request.GET.get("q", "").strip()[:120],
        "trang-thai": status if status.isdecimal() and 1 <= int(status) <= len(DossierStatus) else "",
    }


def _kept(wanted: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in wanted.items() if value}


def _tabs(page: InboxPage, current: str) -> list[dict[str, Any]]:
    counts = page.counts
    views = [
        ("viec-cua-toi", _("Việc của tôi"), counts["mine"]), ("qua-han", _("Quá hạn"), counts["late"]),
        ("sap-den-han", _("Sắp đến hạn"), counts["soon"]), ("tam-dung", _("Đang tạm dừng"), counts["paused"]),
        ("tat-ca", _("Tất cả đang mở"), counts["all"]),
    ]
    return [{"text": text, "href": f"?muc={key}", "current": key == current, "count": n} for key, text, n in views]


def _columns() -> list[Any]:
    return [_("Mã hồ sơ"), _("Thủ tục"), _("Người nộp"), _("Hình thức"), _("Trạng thái"), _("Nộp lúc"), _("Hẹn trả"), _("Hạn")]


def _row(row: DossierRow, *, language: str, selectable: bool) -> dict[str, Any]:
    name = words.shortened(row.procedure_name, _SHORT)
    fee = _("chờ nộp phí") if row.waiting_for_fee else ""
    return {
        "key": row.code if selectable else "",
        "name": row.code,
        "tone": _TONES.get(row.due_state, ""),
        "cells": [
            {"text": row.code, "href": reverse("casework_desk", args=[row.code])},
            f"{row.procedure_code} {name}",
            words.shortened(row.party_name, _NAME).replace(" ", "\u00a0") or "–",
            row.channel.en if language == "en" else row.channel.vi if row.channel is not Channel.POSTAL else _("Bưu chính"),
            {"text": fee or words.status_word(row.status, language), "state": "waiting" if fee else words.STATUS_TAGS[row.status]},
            words.day_and_hour(row.submitted_at),
            words.day_and_hour(row.due_at) or "–",
            {"text": words.due_word(row.due_state), "state": words.DUE_TAGS[row.due_state]},
        ],
    }


def _ready(row: DossierRow) -> bool:
    return row.status is DossierStatus.SUBMITTED and not row.waiting_for_fee


def _active(wanted: dict[str, str], language: str) -> list[dict[str, str]]:
    found = []
    if wanted["q"]:
        left = urlencode(_kept({**wanted, "q": ""}))
        found.append({"text": _("Tìm: %(q)s") % {"q": wanted["q"]}, "remove_href": f"?{left}"})
    if wanted["trang-thai"]:
        left = urlencode(_kept({**wanted, "trang-thai": ""}))
        status = words.status_word(DossierStatus(int(wanted["trang-thai"])), language)
        found.append({"text": status, "remove_href": f"?{left}"})
    return found
