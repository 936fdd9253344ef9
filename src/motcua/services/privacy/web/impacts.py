"""Impact assessments: the list, the beginning, one dossier, its writing, its papers, the export."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from motcua.kernel.dates_vi import show_instant
from motcua.kit import clock
from motcua.kit.sheets import csv_bytes, xlsx_bytes
from motcua.kit.web import actor_of, audience, file_response, language_of, row_number
from motcua.services.privacy import api
from motcua.services.privacy.contracts import ImpactWish, Risk
from motcua.services.privacy.web import edge
from motcua.services.privacy.web import impact_words as words

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@never_cache
@audience("officer")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What must be sent by when, what needs an update, and which activities have no dossier."""
    language, now, actor = language_of(request), clock.now(), actor_of(request)
    asked = _asked(request)
    found = api.impacts(actor=actor, now=now, wish=_wish(asked))
    kept = {key: value for key, value in asked.items() if value}
    here, filters = reverse("privacy_impacts"), _filters(asked, now, language)
    said = {f["name"]: dict(f["options"]) for f in filters}
    is_dpo = api.is_dpo(actor=actor, on=edge.today_of(now))
    context = {
        "columns": words.columns(), "rows": [words.row(i, language=language) for i in found], "here": here, "filters": filters,
        "query": f"?{urlencode(kept)}" if kept else "",
        "active": [
            {"text": said[key].get(value, value), "remove_href": f"{here}?{urlencode({k: v for k, v in kept.items() if k != key})}"}
            for key, value in kept.items()
        ],
        "result": _("%(n)s hồ sơ") % {"n": len(found)}, "narrowed": bool(kept),
        "gaps": [words.gap(g, language=language) for g in api.impact_gaps(now=now)] if is_dpo and not kept else [],
    }  # fmt: skip
    return render(request, "privacy/impacts.html", context)


@never_cache
@audience("officer")
def begin(request: HttpRequest) -> HttpResponse:
    """Which form, which activities of the register, whose dossier; the rest is prefilled."""
    now, actor, language = clock.now(), actor_of(request), language_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        form = request.POST
        done, errors = edge.attempt(
            request,
            lambda: api.begin_impact(
                form=form.get("form", ""), title=form.get("title", ""), unit_code=form.get("unit", ""),
                activities=form.getlist("activities"), idempotency_key=form.get("key", "")[:32], actor=actor, now=now,
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, _("Đã lập hồ sơ %(code)s từ sổ đăng ký.") % {"code": done.code})
            return redirect("privacy_impact", code=done.code)
    unit = actor.positions[0].unit_code if actor.positions else ""
    typed: Any = request.POST if request.method == "POST" else {"form": "mau-10", "unit": unit, "key": uuid4().hex}
    known = api.activities(on=edge.today_of(now))
    context = {
        "errors": errors, "typed": typed, "forms": words.forms(language),
        "units": [("", _("Chọn đơn vị")), *edge.unit_choices(now=now, language=language)],
        "activities": [(a.key, a.name_en if language == "en" else a.name_vi) for a in known],
        "chosen": request.POST.getlist("activities") if request.method == "POST" else request.GET.getlist("hoat-dong"),
    }  # fmt: skip
    return render(request, "privacy/impact_begin.html", context, status=422 if errors else 200)


@never_cache
@audience("officer")
@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """A dossier: its time, what it says, what comes next, its history."""
    now, actor = clock.now(), actor_of(request)
    found = api.impact(code=code, actor=actor, now=now)
    return render(request, "privacy/impact.html", words.page(found, actor=actor, now=now, language=language_of(request)))


@never_cache
@audience("officer")
def write(request: HttpRequest, code: str) -> HttpResponse:
    """The questions of the form, each with what the register says; what was typed stays when something was wrong."""
    now, actor, language = clock.now(), actor_of(request), language_of(request)
    found = api.impact(code=code, actor=actor, now=now)
    errors: dict[str, str] = {}
    if request.method == "POST":
        typed = {f.key: request.POST[f.key] for f in found.form.fields if f.key in request.POST}
        seq = row_number(request.POST.get("seq", ""))
        done, errors = edge.attempt(request, lambda: api.write_impact(code=code, answers=typed, seq=seq, actor=actor, now=now))
        if done is not None:
            messages.success(request, _("Đã lưu nội dung hồ sơ."))
            return redirect("privacy_impact", code=code)
    shown = request.POST if request.method == "POST" else found.answers
    context = {
        "found": found, "errors": errors, "seq": found.seq,
        "sections": [
            {"title": words.word(s, language),
             "fields": [
                 {"key": f.key, "label": words.word(f, language), "needed": f.needed, "value": shown.get(f.key, ""),
                  "error": errors.get(f.key, ""), "filled": bool(f.fill)} for f in s.fields
             ]}
            for s in found.form.sections
        ],
    }  # fmt: skip
    return render(request, "privacy/impact_write.html", context, status=422 if errors else 200)


@never_cache
@audience("officer")
def risk(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One risk: what may happen, how likely, how bad, and the measures; number 0 adds one."""
    now, actor = clock.now(), actor_of(request)
    found = api.impact(code=code, actor=actor, now=now)
    if number > len(found.risks):
        raise Http404
    errors: dict[str, str] = {}
    if request.method == "POST":
        done, errors = edge.attempt(
            request, lambda: api.put_risk(code=code, risk=_risk(request), number=number or None, actor=actor, now=now)
        )
        if done is not None:
            messages.success(request, _("Đã ghi rủi ro."))
            return redirect("privacy_impact", code=code)
    shown: Any = request.POST if request.method == "POST" else found.risks[number - 1] if number else {}
    context = {"found": found, "risk": shown, "errors": errors, "levels": words.levels()}
    return render(request, "privacy/impact_risk.html", context, status=422 if errors else 200)


def _risk(request: HttpRequest) -> Risk:
    form = request.POST
    names = ("likelihood", "impact", "likelihood_after", "impact_after")
    levels = {name: int(form[name]) if form.get(name, "") in ("1", "2", "3", "4", "5") else 0 for name in names}
    return Risk(what=form.get("what", "").strip()[:2000], measures=form.get("measures", "").strip()[:4000], **levels)


@audience("officer")
@require_GET
def paper(request: HttpRequest, code: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The dossier as ``pdf`` or ``docx``; printing stays on record."""
    known: dict[str, Any] = {"code": code, "actor": actor_of(request), "now": clock.now()}
    if kind == "pdf":
        content = api.impact_pdf(**known)
        return file_response(name=f"danh-gia-tac-dong-{code}.pdf", mime="application/pdf", content=content, download=False)
    if kind == "docx":
        return file_response(name=f"danh-gia-tac-dong-{code}.docx", mime=DOCX, content=api.impact_docx(**known))
    raise Http404


@audience("officer")
@require_GET
def evidence(request: HttpRequest, code: str, file_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """One paper of this dossier; reading it is recorded."""
    kept, content = api.open_impact_evidence(code=code, file_id=file_id, actor=actor_of(request), now=clock.now())
    return file_response(name=kept.name, mime=kept.mime, content=content)


@audience("officer")
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The list as it is narrowed, as ``xlsx`` or ``csv``; taking it stays on record."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    now, language = clock.now(), language_of(request)
    found = api.export_impacts(actor=actor_of(request), now=now, wish=_wish(_asked(request)))
    heads, rows = words.export_heads(), words.export_rows(found, language)
    if kind == "csv":
        return file_response(name="danh-gia-tac-dong.csv", mime="text/csv; charset=utf-8", content=csv_bytes(heads, rows))
    heading = _("Hồ sơ đánh giá tác động dữ liệu cá nhân, lập lúc %(at)s") % {"at": show_instant(now, language)}
    content = xlsx_bytes(title="Danh gia tac dong", heading=heading, columns=heads, rows=rows)
    return file_response(name="danh-gia-tac-dong.xlsx", mime=edge.XLSX, content=content)


def _filters(asked: dict[str, str], now: datetime, language: str) -> list[dict[str, Any]]:
    units = [("", _("Mọi đơn vị")), *edge.unit_choices(now=now, language=language)]
    told: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("han", _("Hạn gửi"), words.dues()), ("trang-thai", _("Trạng thái"), words.states(language)), ("don-vi", _("Đơn vị"), units),
        ("mau", _("Mẫu"), [("", _("Mọi mẫu")), *words.forms(language)]),
    ]  # fmt: skip
    return [{"name": name, "label": label, "options": options, "value": asked[name]} for name, label, options in told]


def _asked(request: HttpRequest) -> dict[str, str]:
    return {key: request.GET.get(key, "").replace("\x00", "")[:20] for key in ("trang-thai", "han", "don-vi", "mau")}


def _wish(asked: dict[str, str]) -> ImpactWish:
    due = asked["han"] if asked["han"] in ("late", "soon", "update") else ""
    return ImpactWish(state=asked["trang-thai"], due=due, unit_code=asked["don-vi"], form=asked["mau"])
