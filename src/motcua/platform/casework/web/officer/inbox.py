"""The officer's inbox: dense, filtered, counted; saved views as tabs; one thing done to many."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor, Role
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Channel, DossierRow, DueState, InboxPage, SideVerb, Verb
from motcua.platform.casework.contracts.desk import InboxFilter, SavedView, Sort
from motcua.platform.casework.web.officer import filters, words

ROLES = (Role.RECEPTION, Role.APPRAISER, Role.LEADER, Role.OPERATOR)
HANDLING = frozenset({Role.RECEPTION, Role.APPRAISER, Role.LEADER})
_ROWS = 50
_NAME = 26
_SHORT = 36  # letters of a procedure's name: one line of the list
_TONES = {DueState.LATE: "late", DueState.SOON: "waiting"}
_BULK = "nhieu"


@audience("officer", roles=ROLES)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """One page of the inbox. ``muc`` is the tab, ``sau`` the cursor, the rest filters; bare, the officer's own default view opens."""
    actor = actor_of(request)
    now, language = clock.now(), language_of(request)
    saved = casework.saved_views(actor=actor)
    default = next((v for v in saved if v.is_default), None)
    if default is not None and not request.GET:
        return HttpResponseRedirect(f"{reverse('casework_inbox')}?{filters.address_of(default.filter)}")
    wanted, tab = filters.read(request.GET)
    page = casework.inbox(actor=actor, now=now, filters=wanted, cursor=request.GET.get("sau", ""), limit=_ROWS)
    codes, place = [row.code for row in page.rows], "casework.search" if wanted.query else "casework.inbox"
    casework.note_list(codes=codes, actor=actor, now=now, source=place, at_work=not wanted.query)
    shown = filters.fields(wanted, casework.filter_choices(actor=actor, now=now), language=language)
    many = bool(HANDLING & actor.roles and page.rows)
    here = filters.write(wanted, tab=tab)
    context: dict[str, Any] = {
        "tabs": [*_tabs(page, tab, wanted, saved), *_beside(actor, now)],
        "columns": _columns(wanted, tab),
        "rows": _rows(page, language=language, selectable=many, now=now),
        "fields": shown,
        "tab": tab,
        "active": filters.in_force(wanted, tab=tab, shown=shown),
        "next_href": f"?{filters.write(wanted, tab=tab, sau=page.next_cursor)}" if page.next_cursor else "",
        "first_href": f"?{here}" if request.GET.get("sau") else "",
        "select_name": "ho-so" if many else "",
        "bulk": _BULK if many else "",
        "bulk_acts": _acts(actor) if many else [],
        "here": request.get_full_path(),
        "found": _found(page),
        "narrowed": wanted.narrowed and tab == "tat-ca",
        "query": here,
        "may_export": bool(HANDLING & actor.roles),
        "may_take_in": Role.RECEPTION in actor.roles,
    }
    return render(request, "casework/officer/inbox.html", context)


def _tabs(page: InboxPage, tab: str, wanted: InboxFilter, saved: tuple[SavedView, ...]) -> list[dict[str, Any]]:
    counts = page.counts
    named = [
        ("viec-cua-toi", _("Việc của tôi"), counts["mine"]),
        ("giao-toi", _("Giao cho tôi"), counts["to_me"]),
        ("qua-han", _("Quá hạn"), counts["late"]),
        ("sap-den-han", _("Sắp đến hạn"), counts["soon"]),
        ("tam-dung", _("Đang tạm dừng"), counts["paused"]),
        ("tat-ca", _("Tất cả đang mở"), counts["all"]),
    ]
    kept = next((v for v in saved if v.filter == wanted), None)
    found = [{"text": text, "href": f"?muc={key}", "current": key == tab and kept is None, "count": n} for key, text, n in named]
    found += [{"text": v.name, "href": f"?{filters.address_of(v.filter)}", "current": v is kept, "count": None} for v in saved]
    return found


def _beside(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Lists that are no list of dossiers: opinions asked of us, notes that name me, what was escalated."""
    if not HANDLING & actor.roles:
        return []
    asked = casework.opinion_inbox(actor=actor, now=now, limit=1).counts["all"]
    found: list[dict[str, Any]] = [
        {"text": _("Được xin ý kiến"), "href": reverse("casework_opinions"), "count": asked},
        {"text": _("Nhắc đến tôi"), "href": reverse("casework_mentions"), "count": casework.unread_mentions(actor=actor)},
    ]
    if Role.LEADER in actor.roles:
        found.append({"text": _("Cảnh báo"), "href": reverse("casework_watch")})
    return found


def _acts(actor: Actor) -> list[dict[str, str]]:
    """What may be done to many, by the actor's roles; each item is judged again by itself."""
    found: list[dict[str, str]] = []
    if Role.RECEPTION in actor.roles:
        found.append({"text": _("Tiếp nhận"), "value": Verb.RECEIVE.value, "kind": "primary"})
    found += [
        {"text": _("Chuyển bước tiếp"), "value": Verb.FORWARD.value},
        {"text": _("Phân công"), "value": SideVerb.ASSIGN.value},
        {"text": _("Chuyển đơn vị"), "value": SideVerb.TRANSFER.value},
        {"text": _("Xin lỗi, hẹn lại"), "value": SideVerb.EXTEND_DUE.value},
    ]
    if Role.RECEPTION in actor.roles:
        found.append({"text": _("Trả kết quả"), "value": Verb.HAND_BACK.value})
    return found


def _columns(wanted: InboxFilter, tab: str) -> list[Any]:
    def head(text: str, sort: Sort, order: str) -> dict[str, str]:
        href = f"?{filters.write(_sorted(wanted, sort), tab=tab)}"
        return {"text": text, "sort_href": href, "sorted": order if wanted.sort is sort else ""}

    return [
        head(_("Mã hồ sơ"), Sort.CODE, "asc"),
        _("Thủ tục"),
        _("Người nộp"),
        _("Hình thức"),
        _("Trạng thái"),
        head(_("Nộp lúc"), Sort.NEWEST, "desc"),
        head(_("Hẹn trả"), Sort.URGENT, "asc"),
        _("Hạn"),
    ]


def _sorted(wanted: InboxFilter, sort: Sort) -> InboxFilter:
    return InboxFilter.from_document({**wanted.to_document(), "sort": sort.value})


def _rows(page: InboxPage, *, language: str, selectable: bool, now: datetime) -> list[dict[str, Any]]:
    givers = {r.on_behalf_of for r in page.rows if r.on_behalf_of}
    names = {ref: name_of(ref, now=now) for ref in givers}
    return [_row(r, language=language, selectable=selectable, behalf=names.get(r.on_behalf_of, "")) for r in page.rows]


def name_of(ref: str, *, now: datetime) -> str:
    """The officer of a reference ``officer:<uuid>`` in words; empty when nobody is known by it."""
    try:
        return identity.officer(officer_id=UUID(ref.partition(":")[2]), now=now).full_name
    except (ValueError, NamedError):
        return ""


def _row(row: DossierRow, *, language: str, selectable: bool, behalf: str) -> dict[str, Any]:
    name = words.shortened(row.procedure_name, _SHORT)
    fee = _("chờ nộp phí") if row.waiting_for_fee else ""
    late_step = row.step_due_at is not None and row.due_state is not DueState.LATE and row.warned >= _NEARLY
    hint = _("thay %(name)s") % {"name": behalf} if behalf else ""
    return {
        "key": row.code if selectable else "",
        "name": row.code,
        "tone": _TONES.get(row.due_state, "waiting" if late_step else ""),
        "cells": [
            {"text": row.code, "href": reverse("casework_desk", args=[row.code]), "hint": hint},
            f"{row.procedure_code} {name}",
            words.shortened(row.party_name, _NAME).replace(" ", "\u00a0") or "–",
            row.channel.en if language == "en" else row.channel.vi if row.channel is not Channel.POSTAL else _("Bưu chính"),
            {"text": fee or words.status_word(row.status, language), "state": "waiting" if fee else words.STATUS_TAGS[row.status]},
            words.day_and_hour(row.submitted_at),
            words.day_and_hour(row.due_at) or "–",
            {"text": words.due_word(row.due_state), "state": words.DUE_TAGS[row.due_state]},
        ],
    }


_NEARLY = 80  # percent of the time


def _found(page: InboxPage) -> str:
    if page.total < 0:
        return ""
    number = f"{page.total:,}".replace(",", ".")
    return _("Hơn %(n)s hồ sơ.") % {"n": number} if page.total >= casework.COUNTED else _("Tìm thấy %(n)s hồ sơ.") % {"n": number}
