"""The register of processing: whole for officers, in short for everybody."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from motcua.kernel.actors import Role
from motcua.kernel.dates_vi import show_date, show_instant
from motcua.kit import clock
from motcua.kit.sheets import csv_bytes, xlsx_bytes
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.services.privacy import api
from motcua.services.privacy.contracts import Activity
from motcua.services.privacy.web import edge, recipients


@audience("officer")
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Activities with purposes, grounds, recipients and the tables of the rooms; searched by words."""
    now, language = clock.now(), language_of(request)
    wanted = request.GET.get("tim", "")[:100]
    found = api.activities(on=edge.today_of(now), query=wanted)
    context = {
        "activities": [_whole(a, language, actor_of(request).roles) for a in found], "wanted": wanted,
        "uncovered": ", ".join(api.uncovered()),
        "columns": [{"text": t} for t in (_("Bảng"), _("Thời hạn lưu"), _("Trường dữ liệu cá nhân"))],
        "at": show_instant(now, language), "receiver_columns": recipients.columns(),
    }  # fmt: skip
    return render(request, "privacy/register.html", context)


@audience("public")
@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """What the city processes, why, on which ground, and who receives it; no names of tables."""
    now, language = clock.now(), language_of(request)
    found = [_whole(a, language) for a in api.activities(on=edge.today_of(now))]
    return render(request, "privacy/processing.html", {"activities": found})


@audience("officer")
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The register as ``xlsx`` or ``csv``, one line for each table with personal data."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    now, language = clock.now(), language_of(request)
    heads = [
        _("Hoạt động xử lý"), _("Chủ thể dữ liệu"), _("Mục đích"), _("Căn cứ"), _("Bên nhận"), _("Bảng"), _("Thời hạn lưu"),
        _("Trường dữ liệu cá nhân"),
    ]  # fmt: skip
    rows = list(_lines(api.activities(on=edge.today_of(now)), language))
    if kind == "csv":
        return file_response(name="so-xu-ly-du-lieu.csv", mime="text/csv; charset=utf-8", content=csv_bytes(heads, rows))
    heading = _("Sổ đăng ký hoạt động xử lý dữ liệu, lập lúc %(at)s") % {"at": show_instant(now, language)}
    content = xlsx_bytes(title="Xu ly du lieu", heading=heading, columns=heads, rows=rows)
    return file_response(name="so-xu-ly-du-lieu.xlsx", mime=edge.XLSX, content=content)


def _whole(a: Activity, language: str, roles: Collection[Role] = ()) -> dict[str, Any]:
    english = language == "en"
    return {
        "name": a.name_en if english else a.name_vi, "key": a.key,
        "receivers": [recipients.row(r, language=language, roles=roles) for r in a.receivers],
        "facts": [
            {"name": _("Chủ thể dữ liệu"), "value": a.subjects_en if english else a.subjects_vi},
            {"name": _("Mục đích và căn cứ"), "value": [f"{p.name_en if english else p.name_vi} – {p.citation}" for p in a.purposes]},
            {"name": _("Bên nhận"), "value": [a.recipients_en if english else a.recipients_vi, *recipients.names(a, language)]},
            {"name": _("Bắt đầu xử lý"), "value": show_date(a.since, language)},
        ],
        "rows": [[{"text": t.table, "hint": t.name, "breaks": True}, t.retention, ", ".join(t.personal)] for t in a.personal],
    }  # fmt: skip


def _lines(found: tuple[Activity, ...], language: str) -> Iterator[list[str]]:
    english = language == "en"
    for a in found:
        purposes = "; ".join(p.name_en if english else p.name_vi for p in a.purposes)
        grounds = "; ".join(p.citation for p in a.purposes)
        head = [
            a.name_en if english else a.name_vi, a.subjects_en if english else a.subjects_vi, purposes, grounds,
            "; ".join([a.recipients_en if english else a.recipients_vi, *(recipients.line(r, language) for r in a.receivers)]),
        ]  # fmt: skip
        yield from ([*head, t.table, t.retention, ", ".join(t.personal)] for t in a.personal)
