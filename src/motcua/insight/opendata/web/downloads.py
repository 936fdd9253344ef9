"""Downloads: any format, any kept snapshot, streamed; the same address at the same snapshot is the same file."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.insight.opendata import api as opendata
from motcua.insight.opendata import conf
from motcua.insight.opendata.contracts import Dataset
from motcua.insight.opendata.web import exports
from motcua.insight.opendata.web.ckan.packages import FORMATS
from motcua.kit import clock
from motcua.kit.web import audience, file_response, language_of

Answer = HttpResponse | StreamingHttpResponse


@audience("public")
@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """``?anh-chup=ID`` gives the data as they were at that snapshot; ``?bom=1`` a CSV that Excel opens in Vietnamese."""
    dataset = opendata.dataset(slug=slug)
    if kind not in FORMATS:
        raise opendata.FormatUnknown(format=kind, offered=", ".join(FORMATS))
    taken = opendata.snapshot_of(snapshot=request.GET.get("anh-chup"))
    bom = request.GET.get("bom") == "1"
    tag = f'"{taken.id}-{kind}{"-bom" if bom else ""}-{int(dataset.modified_at.timestamp())}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    response = _file(dataset, kind, taken.id, bom=bom, language=language_of(request))
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    response["X-Motcua-Snapshot"] = taken.id
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _file(dataset: Dataset, kind: str, snapshot: str, *, bom: bool, language: str) -> Answer:
    batches = opendata.batches(dataset=dataset, now=clock.now(), snapshot=snapshot)
    # The first batch is asked for here, so that a refusal is an error page and not a broken file.
    first = next(batches, None)
    batches = chain([] if first is None else [first], batches)
    names = [c.name for c in dataset.columns]
    name = f"{dataset.slug}-{snapshot}.{kind}"
    mime = FORMATS[kind][1] + ("; charset=utf-8" if kind in ("csv", "json") else "")
    about: dict[str, Any] = {
        "dataset": dataset.slug,
        "title": dataset.title_vi,
        "licence": dataset.licence_url,
        "source": settings.MOTCUA_BASE_URL + reverse("opendata_dataset", args=[dataset.slug]),
        "snapshot": snapshot,
    }
    if kind == "csv":
        return file_response(name=name, mime=mime, content=exports.as_csv(batches, names=names, bom=bom))
    if kind == "json":
        return file_response(name=name, mime=mime, content=exports.as_json(batches, names=names, about=about))
    if kind == "parquet":
        return file_response(name=name, mime=mime, content=exports.as_parquet(batches, about=about))
    heads = [c.en if language == "en" else c.vi for c in dataset.columns]
    book = exports.as_xlsx(batches, heads=heads, title=dataset.slug, limit=conf.MAX_XLSX_ROWS)
    return file_response(name=name, mime=mime, content=book)
