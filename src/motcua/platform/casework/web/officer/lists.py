"""Lists beside the inbox: opinions asked of us, notes that name me, what leaders watch, the register book."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.foundation.files import api as files
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import DossierRow, OpinionState, OpinionView
from motcua.platform.casework.contracts.desk import RegisterRow
from motcua.platform.casework.web.officer import words

HANDLING = (Role.RECEPTION, Role.APPRAISER, Role.LEADER)
_ROWS = 50
_MIMES = {
    "pdf": "application/pdf",
    "xlsx": files.XLSX,
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@audience("officer", roles=HANDLING)
@require_GET
def opinions(request: HttpRequest) -> HttpResponse:
    """Opinions that the officer's units are asked for, the most urgent first."""
    actor = actor_of(request)
    page = casework.opinion_inbox(actor=actor, now=clock.now(), cursor=request.GET.get("sau", ""), limit=_ROWS)
    context = {
        "columns": [_("Mã hồ sơ"), _("Nội dung xin ý kiến"), _("Đơn vị được hỏi"), _("Hỏi lúc"), _("Hạn trả lời"), _("Hạn")],
        "rows": [_opinion(o) for o in page.rows],
        "counts": page.counts,
        "next_href": _next(page.next_cursor),
        "first_href": "?" if request.GET.get("sau") else "",
    }
    return render(request, "casework/officer/opinions.html", context)


def _opinion(opinion: OpinionView) -> dict[str, Any]:
    late = opinion.state is OpinionState.LATE
    state = {"text": _("quá hạn") if late else _("trong hạn"), "state": "late" if late else "moving"}
    secret = _("kín") if opinion.confidential else ""
    return {
        "tone": "late" if late else "",
        "cells": [
            {"text": opinion.dossier_code, "href": reverse("casework_opinion", args=[opinion.dossier_code, opinion.opinion_id])},
            {"text": words.shortened(opinion.question, 120), "hint": secret},
            opinion.unit_name or opinion.unit_code,
            {"text": words.day_and_hour(opinion.asked_at), "hint": opinion.asked_by},
            words.day_and_hour(opinion.due_at),
            state,
        ],
    }


@audience("officer", roles=HANDLING)
@require_http_methods(["GET", "HEAD", "POST"])
def mentions(request: HttpRequest) -> HttpResponse:
    """Notes in which the officer is named; a POST says that all are seen."""
    actor = actor_of(request)
    if request.method == "POST":
        casework.see_mentions(actor=actor, now=clock.now())
    page = casework.mentions(actor=actor, cursor=request.GET.get("sau", ""), limit=_ROWS)
    rows = [
        {
            "tone": "waiting" if m.read_at is None else "",
            "cells": [
                {"text": m.note.dossier_code, "href": f"{reverse('casework_desk', args=[m.note.dossier_code])}#ghi-chu"},
                {"text": words.shortened(m.note.text, 160), "hint": _("kín") if m.note.confidential else ""},
                m.note.author,
                words.day_and_hour(m.note.written_at),
                {"text": _("chưa xem") if m.read_at is None else _("đã xem"), "state": "waiting" if m.read_at is None else "done"},
            ],
        }
        for m in page.rows
    ]
    context = {
        "columns": [_("Mã hồ sơ"), _("Ghi chú"), _("Người viết"), _("Lúc"), _("Tình trạng")],
        "rows": rows,
        "unread": page.unread,
        "next_href": _next(page.next_cursor),
        "first_href": "?" if request.GET.get("sau") else "",
    }
    return render(request, "casework/officer/mentions.html", context)


@audience("officer", roles=(Role.LEADER,))
@require_GET
def watch(request: HttpRequest) -> HttpResponse:
    """For leaders: what is late, what has used 80 % of its time, and who has how much in hand."""
    actor = actor_of(request)
    now, late = clock.now(), request.GET.get("muc", "") != "sap-het"
    page = casework.watched(actor=actor, now=now, percent=100 if late else 80, cursor=request.GET.get("sau", ""), limit=_ROWS)
    casework.note_list(codes=[r.code for r in page.rows], actor=actor, now=now, source="casework.watch", at_work=True)
    load = casework.workload(actor=actor, now=now)
    tab = "het" if late else "sap-het"
    context = {
        "tabs": [
            {"text": _("Đã hết thời hạn"), "href": "?muc=het", "current": late, "count": page.counts["late"]},
            {"text": _("Đã dùng 80 % thời hạn"), "href": "?muc=sap-het", "current": not late, "count": page.counts["nearly"]},
        ],
        "columns": [_("Mã hồ sơ"), _("Thủ tục"), _("Người nộp"), _("Bước"), _("Hẹn trả"), _("Người thụ lý")],
        "rows": [_watched(r, {w.officer_id: w.name for w in load}) for r in page.rows],
        "next_href": _next(page.next_cursor, muc=tab),
        "first_href": f"?muc={tab}" if request.GET.get("sau") else "",
        "load_columns": [
            _("Cán bộ"),
            *(
                {"text": text, "numeric": True}
                for text in (_("Đang giữ"), _("Quá hạn"), _("Sắp đến hạn"), _("Đã dùng 80 %"), _("Đang dừng"))
            ),
        ],
        "load": [
            {
                "tone": "late" if w.late else "",
                "cells": [
                    {"text": w.name or _("Chưa giao ai"), "href": _held_by(w.officer_id, w.unit_code)},
                    *map(str, (w.open, w.late, w.soon, w.warned, w.paused)),
                ],
            }
            for w in load
        ],
    }
    return render(request, "casework/officer/watch.html", context)


def _held_by(officer_id: Any, unit_code: str) -> str:
    asked = {"muc": "tat-ca", "giao": str(officer_id) if officer_id else "none", "don-vi": unit_code}
    return f"{reverse('casework_inbox')}?{urlencode(asked)}"


def _watched(row: DossierRow, names: dict[Any, str]) -> dict[str, Any]:
    return {
        "tone": "late" if row.due_state == "late" else "waiting",
        "cells": [
            {"text": row.code, "href": reverse("casework_desk", args=[row.code])},
            f"{row.procedure_code} {words.shortened(row.procedure_name, 60)}",
            row.party_name,
            words.steps().get(row.step, row.step),
            words.day_and_hour(row.due_at),
            (names.get(row.assigned_to) if row.assigned_to else "") or _("Chưa giao ai"),
        ],
    }


@audience("officer", roles=HANDLING)
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """The register book (Mẫu 07) of one of the officer's units over a period; this month unless asked otherwise."""
    actor = actor_of(request)
    unit, first, last, own = _period(request, actor)
    page = casework.register_book(
        unit_code=unit, from_on=first, to_on=last + timedelta(days=1), actor=actor, cursor=request.GET.get("sau", ""), limit=_ROWS
    )
    casework.note_list(codes=[r.code for r in page.rows], actor=actor, now=clock.now(), source="casework.register", contact=True)
    asked = {"don-vi": unit, "tu": first.isoformat(), "den": last.isoformat()}
    context = {
        "units": own,
        "unit": unit,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "query": urlencode(asked),
        "columns": [
            _("Mã hồ sơ"),
            _("Thủ tục"),
            _("Tổ chức, cá nhân"),
            _("Địa chỉ, điện thoại"),
            _("Nhận"),
            _("Hẹn trả"),
            _("Trả"),
            _("Tình trạng"),
        ],
        "rows": [_register_row(r, language_of(request)) for r in page.rows],
        "total": f"{page.total:,}".replace(",", "."),
        "bounded": page.total >= casework.COUNTED,
        "next_href": _next(page.next_cursor, **asked),
        "first_href": f"?{urlencode(asked)}" if request.GET.get("sau") else "",
    }
    return render(request, "casework/officer/register.html", context)


@audience("officer", roles=HANDLING)
@require_GET
def register_file(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The same as a file: ``pdf``, ``docx`` or ``xlsx``; who took it stays on record."""
    actor = actor_of(request)
    unit, first, last, _own = _period(request, actor)
    make = {"pdf": casework.register_pdf, "docx": casework.register_docx, "xlsx": casework.register_xlsx}.get(kind)
    if make is None:
        raise Http404
    now, until = clock.now(), last + timedelta(days=1)
    content = make(unit_code=unit, from_on=first, to_on=until, actor=actor, now=now)
    casework.note_register(unit_code=unit, from_on=first, to_on=until, actor=actor, now=now)
    name = f"so-theo-doi-{unit}-{first:%Y%m%d}-{last:%Y%m%d}.{kind}"
    return file_response(name=name, mime=_MIMES[kind], content=content, download=kind != "pdf")


def _register_row(row: RegisterRow, language: str) -> list[Any]:
    return [
        {"text": row.code, "href": reverse("casework_desk", args=[row.code])},
        words.shortened(row.procedure_name, 70),
        row.party_name,
        row.contact or "–",
        words.on(row.received_at) or "–",
        words.on(row.due_at) or "–",
        words.on(row.done_at) or "–",
        {"text": words.status_word(row.status, language), "state": words.STATUS_TAGS[row.status]},
    ]


def _period(request: HttpRequest, actor: Actor) -> tuple[str, date, date, list[tuple[str, str]]]:
    """Unit, first and last day of the book, and the officer's units by name; what cannot be read is this month."""
    today = local_date(clock.now())
    own = casework.handled_units(actor=actor)
    unit = request.GET.get("don-vi", "")
    first, last = _day(request, "tu", today.replace(day=1)), _day(request, "den", today)
    named = [(code, _unit_name(code, today)) for code in own]
    return unit if unit in own else own[0], min(first, last), max(first, last), named


def _unit_name(code: str, on: date) -> str:
    try:
        return units.get(code=code, on=on).full_name
    except NamedError:
        return code


def _day(request: HttpRequest, name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise


def _next(cursor: str, **kept: str) -> str:
    return f"?{urlencode({**kept, 'sau': cursor})}" if cursor else ""
