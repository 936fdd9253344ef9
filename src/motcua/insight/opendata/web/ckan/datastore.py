"""``datastore_search`` and ``datastore_info``: rows of a dataset, filtered, sorted and paged."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from motcua.insight.opendata import api as opendata
from motcua.insight.opendata.contracts import Dataset, Page
from motcua.insight.opendata.web.ckan import packages
from motcua.insight.opendata.web.ckan.arguments import Arguments
from motcua.insight.opendata.web.ckan.errors import Invalid, NotFound

_ECHOED = ("filters", "q", "distinct", "fields", "sort", "plain", "language")
_RECORDS = ("objects", "lists", "csv", "tsv")


def run(arguments: Arguments, *, now: datetime) -> dict[str, Any]:
    """The answer of ``datastore_search``: what was asked, the fields, the records and how many there are."""
    dataset = _dataset(arguments)
    shape = arguments.text("records_format", "objects")
    if shape not in _RECORDS:
        raise Invalid({"records_format": [f"Value must be one of {', '.join(_RECORDS)}"]})
    count = arguments.flag("include_total", default=True)
    search = _search(arguments)
    page = opendata.rows(dataset=dataset, search=search, now=now, count=count)
    answer: dict[str, Any] = {
        "include_total": count,
        "limit": search.limit,
        "offset": search.offset,
        "records_format": shape,
        "resource_id": str(packages.resource_id(dataset)),
        "total_estimation_threshold": None,
        **{name: arguments.structure(name) for name in _ECHOED if name in arguments.values},
        "records": _records(page, shape),
        "fields": [field(c.name, c.type) for c in page.columns],
    }
    if search.filters:
        answer["filterops"] = sorted({"eq", "gt", "gte", "lt", "lte"})
    if count:
        answer |= {"total": page.total, "total_was_estimated": False}
    if arguments.flag("include_next_page", default=False) and page.rows and page.columns[0].name == opendata.ROW_ID and not search.sort:
        answer["next_page"] = {opendata.ROW_ID: {"gt": page.rows[-1][0]}}
    return answer


def info(arguments: Arguments, *, now: datetime) -> dict[str, Any]:
    """The answer of ``datastore_info``: the fields with what they mean, and the size."""
    dataset = _dataset(arguments, name="id")
    page = opendata.rows(dataset=dataset, search=opendata.Search(limit=0), now=now)
    fields = [
        {
            **field(c.name, c.type),
            "info": {"label": c.vi, "notes": c.en, "type_override": ""},
            "schema": {"native_type": c.type, "notnull": False, "index_name": None, "is_index": False, "uniquekey": False},
        }
        for c in page.columns
        if c.name != opendata.ROW_ID
    ]
    meta: dict[str, Any] = {"id": str(packages.resource_id(dataset)), "count": page.total, "table_type": "BASE TABLE", "aliases": []}
    return {"fields": fields, "meta": meta}


def field(name: str, kind: str) -> dict[str, str]:
    """One field as CKAN lists it."""
    return {"id": name, "type": kind}


def plain(value: Any) -> Any:
    """A value as CKAN's JSON has it: instants without an offset, dates as ISO 8601, numerics as text that loses nothing."""
    if isinstance(value, datetime):
        return packages.stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _dataset(arguments: Arguments, *, name: str = "resource_id") -> Dataset:
    ident = arguments.text(name) or arguments.text("resource_id") or arguments.text("id")
    if not ident:
        raise Invalid({name: ["Missing value"]})
    found = packages.of_resource(ident)
    if found is None or found[1] != "csv":
        raise NotFound(f'Resource "{ident}" was not found.')
    return found[0]


def _search(arguments: Arguments) -> opendata.Search:
    q = arguments.structure("q")
    if isinstance(q, dict):
        q = " ".join(str(v) for v in q.values())
    return opendata.Search(
        filters=arguments.structure("filters"),
        q=str(q or ""),
        fields=tuple(arguments.listed("fields")),
        sort=", ".join(arguments.listed("sort")),
        limit=arguments.whole("limit", 100, top=opendata.MAX_LIMIT),
        offset=arguments.whole("offset", 0, top=10**9),
        distinct=arguments.flag("distinct", default=False),
    )


def _records(page: Page, shape: str) -> Any:
    names = [c.name for c in page.columns]
    rows = [[plain(v) for v in row] for row in page.rows]
    if shape == "objects":
        return [dict(zip(names, row, strict=True)) for row in rows]
    if shape == "lists":
        return rows
    out = io.StringIO()
    writer = csv.writer(out, delimiter="," if shape == "csv" else "\t", lineterminator="\n")
    writer.writerows([["" if v is None else json.dumps(v) if isinstance(v, bool) else v for v in row] for row in rows])
    return out.getvalue()
