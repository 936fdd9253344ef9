"""Pages of the open data portal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.insight.opendata import api as opendata
from motcua.insight.opendata.contracts import Dataset, Page
from motcua.insight.opendata.web.ckan.packages import FORMATS, resource_id
from motcua.kernel.clock import local
from motcua.kit import clock
from motcua.kit.web import audience, language_of

_PREVIEW = 20


@audience("public")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All datasets, or those that a search finds."""
    query = request.GET.get("q", "").strip()[:200]
    language = language_of(request)
    cards = [
        {
            "title": d.say("title", language),
            "text": d.say("notes", language),
            "meta": f"{d.say('publisher', language)} · {d.say('frequency', language)}",
            "href": reverse("opendata_dataset", args=[d.slug]),
        }
        for d in opendata.catalogue(query=query)
    ]
    crumbs = [{"text": _("Trang chủ"), "href": "/"}, {"text": _("Dữ liệu mở")}]
    return render(request, "opendata/list.html", {"cards": cards, "query": query, "crumbs": crumbs})


@audience("public")
@require_safe
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """One dataset: what it is, under which terms, its first rows, how to take it away, the query that makes it."""
    found = opendata.dataset(slug=slug)
    language = language_of(request)
    search = opendata.Search(
        q=request.GET.get("q", "").strip()[:200], sort=f"{found.order[0]} desc", limit=_PREVIEW, fields=tuple(c.name for c in found.columns)
    )
    try:
        page = opendata.rows(dataset=found, search=search, now=clock.now(), snapshot=request.GET.get("anh-chup"))
    except opendata.NoDataYet:
        page = None
    context = {
        "dataset": found,
        "title": found.say("title", language),
        "notes": found.say("notes", language),
        "privacy": found.say("privacy", language),
        "facts": _facts(found, page, language),
        "column_heads": [{"text": _("Tên cột")}, {"text": _("Kiểu")}, {"text": _("Ý nghĩa")}],
        "column_rows": [[c.name, c.type, c.en if language == "en" else c.vi] for c in found.columns],
        "query": search.q,
        "page": page,
        "heads": [{"text": _short(c.en if language == "en" else c.vi), "numeric": c.type == "int8"} for c in found.columns],
        "rows": [[_shown(v) for v in row] for row in page.rows] if page else [],
        "downloads": _downloads(found, page),
        "api_url": f"{settings.MOTCUA_BASE_URL}/api/3/action/datastore_search?resource_id={resource_id(found)}&limit=5",
        "package_url": f"{settings.MOTCUA_BASE_URL}/api/3/action/package_show?id={found.slug}",
        "crumbs": [
            {"text": _("Trang chủ"), "href": "/"},
            {"text": _("Dữ liệu mở"), "href": reverse("opendata_list")},
            {"text": found.say("title", language)},
        ],
    }
    return render(request, "opendata/dataset.html", context)


def _facts(dataset: Dataset, page: Page | None, language: str) -> list[dict[str, Any]]:
    taken = _("chưa có số liệu")
    if page and page.taken_at:
        taken = local(page.taken_at).strftime("%H:%M:%S %d/%m/%Y")
    return [
        {"name": _("Cơ quan công bố"), "value": dataset.say("publisher", language)},
        {"name": _("Giấy phép"), "value": dataset.say("licence_title", language), "href": dataset.licence_url},
        {"name": _("Căn cứ pháp lý"), "value": dataset.say("legal_basis", language)},
        {"name": _("Cập nhật"), "value": dataset.say("frequency", language)},
        {"name": _("Số liệu tính đến"), "value": taken},
        {"name": _("Ảnh chụp dữ liệu"), "value": page.snapshot if page else ""},
        {"name": _("Mã câu truy vấn"), "value": page.query_hash if page else ""},
    ]


def _downloads(dataset: Dataset, page: Page | None) -> list[dict[str, str]]:
    if page is None:
        return []
    made = [{"text": label, "href": reverse("opendata_download", args=[dataset.slug, kind])} for kind, (label, _mime) in FORMATS.items()]
    made.insert(1, {"text": _("CSV cho Excel"), "href": made[0]["href"] + "?bom=1"})
    return made


def _short(text: str) -> str:
    """The head of a column: what it is, without the explanation after it."""
    return text.partition(";")[0].partition("(")[0].strip()


def _shown(value: Any) -> Any:
    """A cell: suppressed counts are a dash, never a zero."""
    if value is None:
        return "–"
    return value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else value
