"""The breach register: the list, the report, one breach, its notice and evidence, the export."""

from __future__ import annotations

from typing import Any
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
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.services.privacy import api
from motcua.services.privacy.contracts import BreachKind, BreachReport
from motcua.services.privacy.web import breach_words as words
from motcua.services.privacy.web import edge


@never_cache
@audience("officer")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Open breaches by their clock, then closed ones."""
    language, now = language_of(request), clock.now()
    wanted = request.GET.get("tt", "open")
    wanted = wanted if wanted in ("open", "closed") else "open"
    found = api.breaches(actor=actor_of(request), now=now, state=wanted)
    rows = [words.row(b, language=language) for b in found]
    here = reverse("privacy_breaches")
    context = {
        "columns": words.columns(), "rows": rows, "wanted": wanted,
        "tabs": [
            {"text": _("Đang xử lý"), "href": here, "current": wanted == "open"},
            {"text": _("Đã đóng"), "href": f"{here}?tt=closed", "current": wanted == "closed"},
        ],
        "is_dpo": api.is_dpo(actor=actor_of(request), on=edge.today_of(now)),
    }  # fmt: skip
    return render(request, "privacy/breaches.html", context)


@never_cache
@audience("officer")
def report(request: HttpRequest) -> HttpResponse:
    """The report of a minute: what, when, which data, how many people; the rest can wait."""
    now, actor = clock.now(), actor_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        told = _read(request, errors)
        done, found = (None, {}) if told is None else edge.attempt(
            request, lambda: api.report(told=told, idempotency_key=request.POST.get("key", ""), actor=actor, now=now)
        )  # fmt: skip
        errors |= found
        if done is not None and not errors:
            messages.success(request, _("Đã ghi vụ việc %(code)s và báo cán bộ bảo vệ dữ liệu.") % {"code": done.code})
            return redirect("privacy_breach", code=done.code)
    unit = actor.positions[0].unit_code if actor.positions else ""
    typed: Any = request.POST if request.method == "POST" else {"unit": unit, "key": uuid4().hex, "ongoing": "yes"}
    context = {
        "errors": errors, "typed": typed, "kinds": words.kinds(language_of(request)), "data_kinds": words.data_kinds(language_of(request)),
        "units": [("", _("Chọn đơn vị")), *edge.unit_choices(now=now, language=language_of(request))],
        "chosen": request.POST.getlist("data_kinds") if request.method == "POST" else [],
        "found": _boxes(request, "discovered", now), "happened": _boxes(request, "happened", None),
    }  # fmt: skip
    return render(request, "privacy/breach_report.html", context, status=422 if errors else 200)


@never_cache
@audience("officer")
@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """A breach: the countdown, what was done, what comes next."""
    now, actor = clock.now(), actor_of(request)
    found = api.breach(code=code, actor=actor, now=now)
    return render(request, "privacy/breach.html", words.page(found, actor=actor, now=now, language=language_of(request)))


@audience("officer")
@require_GET
def notice(request: HttpRequest, code: str) -> HttpResponse | StreamingHttpResponse:
    """The notice to the authority, to be signed and sent."""
    content = api.notice_pdf(code=code, actor=actor_of(request), now=clock.now())
    return file_response(name=f"thong-bao-vi-pham-{code}.pdf", mime="application/pdf", content=content, download=False)


@audience("officer")
@require_GET
def evidence(request: HttpRequest, code: str, file_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """One piece of evidence of this breach; reading it is recorded."""
    kept, content = api.open_evidence(code=code, file_id=file_id, actor=actor_of(request), now=clock.now())
    return file_response(name=kept.name, mime=kept.mime, content=content)


@audience("officer")
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The register as ``xlsx`` or ``csv``, for the authority: what the officer may see; taking it stays on record."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    now, language = clock.now(), language_of(request)
    heads, rows = words.export_heads(), words.export_rows(api.export_breaches(actor=actor_of(request), now=now), language)
    if kind == "csv":
        content, mime = csv_bytes(heads, rows), "text/csv; charset=utf-8"
    else:
        heading = _("Sổ vi phạm dữ liệu cá nhân, lập lúc %(at)s") % {"at": show_instant(now, language)}
        content, mime = xlsx_bytes(title="Vi pham", heading=heading, columns=heads, rows=rows), edge.XLSX
    return file_response(name=f"so-vi-pham.{kind}", mime=mime, content=content)


def _read(request: HttpRequest, errors: dict[str, str]) -> BreachReport | None:
    form = request.POST
    discovered = edge.read_instant(form, "discovered", errors)
    happened = edge.read_instant(form, "happened", errors, needed=False)
    people = edge.read_count(form.get("people", ""), errors, "people")
    if form.get("kind") not in set(BreachKind):
        errors["kind"] = _("Chọn loại vi phạm.")
    if errors or discovered is None:
        return None
    return BreachReport(
        title=form.get("title", "")[:200], what=form.get("what", "")[:8000], kind=BreachKind(form["kind"]), unit_code=form.get("unit", ""),
        discovered_at=discovered, happened_at=happened, data_kinds=tuple(form.getlist("data_kinds")), people_count=people,
        cause=form.get("cause", "")[:4000], ongoing=form.get("ongoing") != "no",
    )  # fmt: skip


def _boxes(request: HttpRequest, name: str, default: Any) -> dict[str, Any]:
    return edge.typed_boxes(request.POST, name) if request.method == "POST" else edge.instant_boxes(default)
