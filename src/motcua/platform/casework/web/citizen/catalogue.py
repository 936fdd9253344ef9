"""The catalogue of procedures and the page of one service: who, what to bring, how long, how much, where, by what law."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.kernel.actors import ActorKind
from motcua.kernel.clock import local_date
from motcua.kernel.money import format_dong
from motcua.kernel.working_time import Limit, LimitUnit
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import Channel, Procedure, ProcedureHit, SubmissionChannel
from motcua.platform.casework.rules import picture
from motcua.platform.casework.web.citizen.edge import address_of, counted, said
from motcua.platform.casework.web.citizen.owing import register_words

NATIONAL = "https://dichvucong.gov.vn/"
SHOWN = 25
# Who takes a procedure in: Vietnamese, English, and the catalogue's words for it.
_LEVELS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "xa": ("Xã, phường, đặc khu", "Commune, ward", ("cấp xã",)),
    "tinh": ("Sở, ngành thành phố", "City departments", ("cấp tỉnh", "sở ")),
    "bo": ("Bộ, ngành trung ương", "Ministries", ("bộ ", "cục ", "tổng cục")),
}
LAWS_SHOWN = 6
PLACES_SHOWN = 3


@audience("public")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Search and browse. Words need no accents; filters are plain links and survive a reload."""
    query, field = request.GET.get("q", "").strip()[:200], request.GET.get("linh-vuc", "")
    online, after = request.GET.get("truc-tuyen") == "1", request.GET.get("sau", "")
    level = request.GET.get("cap", "") if request.GET.get("cap", "") in _LEVELS else ""
    hits, more = _found(query, field, online=online, level=level, after=after)
    meant = casework.meant(query=query) if query else ""
    context = {
        "query": query,
        "meant": meant,
        "meant_href": f"?{_query(q=meant, linh_vuc=field, truc_tuyen=online, cap=level)}",
        "field": field,
        "online": online,
        "hits": [_row(request, hit) for hit in hits],
        "fields": [("", _("Tất cả lĩnh vực")), *((name, f"{name} ({count})") for name, count in casework.fields())],
        "level": level,
        "levels": [("", _("Mọi cấp")), *((key, said(request, vi, en)) for key, (vi, en, _words) in _LEVELS.items())],
        "active": _active(request, query, field, online=online, level=level),
        "own": [_row(request, hit) for hit in casework.open_procedures()] if not (query or field or online or level or after) else [],
        "size": casework.catalogue_size(),
        "next_href": f"?{_query(q=query, linh_vuc=field, truc_tuyen=online, cap=level, sau=hits[-1].code)}" if more else "",
    }
    return render(request, "casework/citizen/catalogue.html", context)


def _found(query: str, field: str, *, online: bool, level: str, after: str) -> tuple[tuple[ProcedureHit, ...], bool]:
    """The hits of this page, and whether there are more."""
    if query:
        filters = {key: value for key, value in (("field", field), ("online", "1" if online else "")) if value}
        found = casework.search_procedures(query=query, limit=SHOWN * (8 if level else 1), filters=filters, now=clock.now())
        return tuple(hit for hit in found if _at_level(hit, level))[:SHOWN], False
    if online or level:
        listed = casework.browse(field=field, after=after, limit=SHOWN * 400)
        kept = tuple(hit for hit in listed if (hit.open_online or not online) and _at_level(hit, level))
        return kept[:SHOWN], len(kept) > SHOWN
    listed = casework.browse(field=field, after=after, limit=SHOWN + 1)
    return listed[:SHOWN], len(listed) > SHOWN


def _at_level(hit: ProcedureHit, level: str) -> bool:
    """Whether offices of this level take it in, by the catalogue's words."""
    return not level or any(word in hit.executor.lower() for word in _LEVELS[level][2])


def _row(request: HttpRequest, hit: ProcedureHit) -> dict[str, Any]:
    return {
        "code": hit.code,
        "name": forms.short_name(hit.name),
        "href": reverse("casework_service", args=[hit.code]),
        "about": " · ".join(part for part in (hit.field, hit.code) if part),
        "online": hit.open_online,
    }


def _active(request: HttpRequest, query: str, field: str, *, online: bool, level: str) -> list[dict[str, str]]:
    shown = []
    if field:
        shown.append({"text": field, "remove_href": f"?{_query(q=query, truc_tuyen=online, cap=level)}"})
    if level:
        words = said(request, *_LEVELS[level][:2])
        shown.append({"text": words, "remove_href": f"?{_query(q=query, linh_vuc=field, truc_tuyen=online)}"})
    if online:
        shown.append({"text": _("Nộp trực tuyến được"), "remove_href": f"?{_query(q=query, linh_vuc=field, cap=level)}"})
    return shown


def _query(*, q: str = "", linh_vuc: str = "", truc_tuyen: bool = False, cap: str = "", sau: str = "") -> str:
    parts = {"q": q, "linh-vuc": linh_vuc, "truc-tuyen": "1" if truc_tuyen else "", "cap": cap, "sau": sau}
    return urlencode({key: value for key, value in parts.items() if value})


@audience("public")
@require_safe
def service(request: HttpRequest, code: str) -> HttpResponse:
    """The page of one service: the answer first, one button."""
    procedure, now, actor = casework.procedure(code=code), clock.now(), actor_of(request)
    document = forms.document_of(procedure)
    citizen = actor.kind == ActorKind.CITIZEN
    draft = forms.open_draft(procedure_code=procedure.code, actor=actor, now=now) if citizen else None
    places = casework.receiving_units(code=procedure.code, on=local_date(now))
    context = {
        "procedure": procedure,
        "name": forms.short_name(procedure.name),
        "full_name": procedure.name.strip().rstrip(": "),
        "minutes": document.get("minutes", 5),
        "draft": draft,
        "draft_url": forms.draft_url(draft.uuid) if draft else "",
        "limit": limit_words(procedure, language_of(request)),
        "channels": _channels(request, procedure),
        "fees": [{"name": said(request, f.name, f.name_en), "value": format_dong(f.amount), "sample": f.sample} for f in procedure.fees],
        "papers": _papers(request, procedure),
        "laws": procedure.legal_basis[:LAWS_SHOWN],
        "more_laws": procedure.legal_basis[LAWS_SHOWN:],
        "subjects": ", ".join(procedure.subjects),
        "result": said(request, procedure.definition.result_name_vi, procedure.definition.result_name_en),
        "places": [unit.label(language_of(request)) for unit in places[:PLACES_SHOWN]] if len(places) <= PLACES_SHOWN else [],
        "place_count": len(places),
        "communes": bool(places) and places[0].is_commune,
        "one_page": len(document["pages"]) == 1,
        "national": _at_national(procedure),
        "national_url": NATIONAL,
        "level_two": procedure.definition.min_level >= 2,  # noqa: PLR2004 - the second level of NĐ 69/2024/NĐ-CP
        "steps": _steps(request, procedure),
        "picture": mark_safe(picture.svg(procedure.definition, language=language_of(request))),  # noqa: S308 - its texts are escaped
        "book_url": address_of("counter_book"),
        "conditional_fees": procedure.definition.fee_table is not None,
        "conditions": procedure.definition.eligibility is not None,
    }
    return render(request, "casework/citizen/service.html", context)


def _at_national(procedure: Procedure) -> bool:
    """Whether people hand it in on the national portal today (dated settings of the procedure and its version)."""
    found = casework.submission_of(code=procedure.code, on=clock.today(), version=procedure.definition.version or None)
    return found.channel is SubmissionChannel.NATIONAL


def _steps(request: HttpRequest, procedure: Procedure) -> list[dict[str, str]]:
    """The steps in plain words, each with its own time where it has one."""
    language, shown = language_of(request), []
    for step in procedure.definition.steps:
        parts = [duration_words(step.clock, language)] if step.clock else []
        if step.opinions:
            names = ", ".join(said(request, o.vi, o.en) for o in step.opinions)
            parts.append(_("cùng lúc xin ý kiến: %(names)s") % {"names": names})
        shown.append({"name": said(request, step.name_vi, step.name_en), "about": "; ".join(parts)})
    return shown


def limit_words(procedure: Procedure, language: str) -> str:
    """The overall time in words: "10 ngày làm việc"."""
    return duration_words(procedure.definition.clock, language)


def duration_words(limit: Limit, language: str) -> str:
    """A time limit in words."""
    if limit.amount == 0:
        return _("Trong ngày làm việc")
    if limit.unit == LimitUnit.CALENDAR_DAYS:
        return counted(language, limit.amount, "ngày", "day")
    if limit.unit == LimitUnit.WORKING_HOURS:
        return counted(language, limit.amount, "giờ làm việc", "working hour")
    return counted(language, limit.amount, "ngày làm việc", "working day")


def _channels(request: HttpRequest, procedure: Procedure) -> list[dict[str, str]]:
    return [{"name": said(request, Channel(c.channel).vi, Channel(c.channel).en), "value": c.text or "–"} for c in procedure.channels]


def _papers(request: HttpRequest, procedure: Procedure) -> list[dict[str, Any]]:
    """The papers by the case that asks for them, in the catalogue's order."""
    language = language_of(request)
    groups: dict[str, list[dict[str, str]]] = {}
    for paper in procedure.papers:
        parts = []
        if paper.originals:
            parts.append(counted(language, paper.originals, "bản chính", "original"))
        if paper.copies:
            parts.append(
                f"{paper.copies} copies" if language == "en" and paper.copies > 1 else counted(language, paper.copies, "bản sao", "copy")
            )
        if not paper.required:
            parts.append(_("nếu thuộc trường hợp của bạn"))
        elif paper.required_when:
            parts.append(_("tuỳ câu trả lời của bạn"))
        if register_words(request, paper):
            parts.append(register_words(request, paper))
        name = said(request, paper.name, paper.name_en).strip().lstrip("-+• ").rstrip(";")
        groups.setdefault(paper.case, []).append({"name": name, "about": ", ".join(parts)})
    return [{"case": case, "papers": papers} for case, papers in groups.items()]
