"""Pages of the reports: what was printed, a chapter to read, printing, downloading."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.foundation.files import api as files
from motcua.insight.reports import api, policies, rules
from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import show_instant
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of


@audience("officer")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The chapters that can be read, and those that were printed."""
    language = language_of(request)
    today = local_date(clock.now())
    years = list(range(today.year, max(today.year - 4, rules.FIRST_YEAR) - 1, -1))
    titles = {form.code: form.title(language) for form in api.chapter_forms()}
    rows = [
        [
            {"text": f"{b.code}. {titles.get(b.code, '')}", "href": reverse("reports_download", args=[b.uuid])},
            str(b.year),
            b.snapshot,
            show_instant(b.built_at, language),
        ]
        for b in api.builds()
    ]
    context = {
        "forms": [{"code": code, "title": title} for code, title in titles.items()],
        "years": [(str(y), str(y)) for y in years],
        "chapters": [(code, f"{code}. {title}") for code, title in titles.items()],
        "links": [
            {"text": f"{code}. {title}, {y}", "href": reverse("reports_read", args=[y, code])}
            for y in years[:2]
            for code, title in titles.items()
        ],
        "may_build": bool(policies.can_build(actor_of(request))),
        "columns": [{"text": t} for t in (_("Chương"), _("Năm"), _("Ảnh chụp dữ liệu"), _("Lập lúc"))],
        "rows": rows,
    }
    return render(request, "reports/overview.html", context)


@audience("officer")
@require_GET
def read(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """A chapter as it would be printed now, each figure with its code in the margin."""
    language = language_of(request)
    made = api.chapter(code=code, year=year, language=language, actor=actor_of(request), now=clock.now())
    notes = [
        {"number": place, "text": rules.footnote(f, language=language), "href": _query_link(f, year) if f.known else ""}
        for place, f in enumerate((f for s in made.sections for x in s.sentences for f in x.figures), start=1)
    ]
    context = {
        "chapter": made,
        "sections": _numbered(made),
        "notes": notes,
        "as_of": show_instant(made.as_of, language) if made.as_of else "",
        "columns": [{"text": head, "numeric": place > 0} for place, head in enumerate(made.table.heads)],
        "may_build": bool(policies.can_build(actor_of(request))),
        "crumbs": [{"text": _("Báo cáo"), "href": reverse("reports_list")}],
    }
    return render(request, "reports/read.html", context)


@audience("officer")
@require_POST
def build(request: HttpRequest) -> HttpResponse:
    """Print a chapter."""
    asked = request.POST.get("nam", "")
    year = int(asked) if asked.isdecimal() and len(asked) < 6 else 0  # noqa: PLR2004 - a year
    stored = api.build_chapter(
        code=request.POST.get("chuong", ""), year=year, language=language_of(request), actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("Đã lập %(name)s.") % {"name": stored.name})
    return redirect("reports_list")


@audience("officer")
@require_GET
def download(request: HttpRequest, build_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """The file of a printed chapter."""
    built = api.build(build_id=build_id)
    stored = files.get(file_id=built.file_id)
    return file_response(name=stored.name, mime=stored.mime, content=files.open(file_id=built.file_id))


def _numbered(made: api.Chapter) -> list[dict[str, object]]:
    """Sections whose figures carry the numbers of their notes."""
    number = 0
    sections: list[dict[str, object]] = []
    for section in made.sections:
        sentences = []
        for one in section.sentences:
            pieces: list[dict[str, object]] = []
            for piece in one.pieces:
                if isinstance(piece, api.Figure):
                    number += 1
                    pieces.append({"text": piece.shown, "key": piece.key, "note": number})
                else:
                    pieces.append({"text": piece})
            sentences.append({"code": one.code, "pieces": pieces})
        sections.append({"title": section.title, "sentences": sentences})
    return sections


def _query_link(figure: api.Figure, year: int) -> str:
    if figure.key in rules.WORDS:
        return ""
    return f"{reverse('indicators_query', args=[figure.key])}?ky={year}&anh-chup={figure.snapshot}"
