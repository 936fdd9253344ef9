"""``package_search``: words, filters, facets and order over the catalogue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from motcua.insight.opendata import api as opendata
from motcua.insight.opendata.web.ckan import packages
from motcua.insight.opendata.web.ckan.arguments import Arguments
from motcua.insight.opendata.web.ckan.errors import Invalid

_MAX_ROWS = 1000
_TERM = re.compile(r'([+-]?)(?:AND\s+|NOT\s+)?([a-zA-Z_.*]+):("[^"]*"|\[[^\]]*\]|\([^)]*\)|\S+)')
_SORTABLE = {"name", "title", "metadata_modified", "metadata_created", "id", "score", "title_string", "views_recent"}
Package = dict[str, Any]


def run(arguments: Arguments, *, now: datetime) -> dict[str, Any]:
    """The answer of ``package_search``."""
    words = _TERM.sub(" ", arguments.text("q")).replace("*", " ")
    found = [packages.package(d, now=now) for d in opendata.catalogue(query=words)]
    for text in _filters(arguments):
        found = [p for p in found if _matches(p, text)]
    order = arguments.text("sort", "score desc, metadata_modified desc")
    found = _sorted(found, order)
    start, rows = arguments.whole("start", 0, top=10**9), arguments.whole("rows", 10, top=_MAX_ROWS)
    facets = _facets(found, arguments) if arguments.flag("facet", default=True) else {}
    return {
        "count": len(found),
        "facets": {field: {i["name"]: i["count"] for i in items} for field, items in facets.items()},
        "results": found[start : start + rows],
        "sort": order,
        "search_facets": {field: {"title": field, "items": items} for field, items in facets.items()},
    }


def _filters(arguments: Arguments) -> list[str]:
    asked = [term.group(0) for term in _TERM.finditer(arguments.text("q"))]
    return [text for text in (*asked, arguments.text("fq"), *arguments.listed("fq_list")) if text and text != "*:*"]


def _matches(package: Package, text: str) -> bool:
    """Whether a package passes ``+field:value -field:value field:[from TO to]``; an unknown field matches nothing, as in Solr."""
    for sign, field, raw in _TERM.findall(text):
        if field == "*":
            continue
        held = _values(package, field)
        if raw.startswith("["):
            low, _, high = raw.strip("[]").partition(" TO ")
            passes = any(_reaches(v, low.strip(), 1) and _reaches(v, high.strip(), -1) for v in held)
        else:
            wanted = {w.strip('"') for w in re.findall(r'"[^"]*"|[^\s()]+', raw) if w not in ("OR", "AND")}
            passes = bool(wanted & set(held)) or (wanted == {"*"} and bool(held))
        if passes is (sign == "-"):
            return False
    return True


def _reaches(value: str, bound: str, side: int) -> bool:
    if bound in ("*", ""):
        return True
    bound = bound.rstrip("Z")
    return value >= bound if side > 0 else value <= bound


def _values(package: Package, field: str) -> list[str]:
    special = {
        "organization": [package["organization"]["name"]],
        "owner_org": [package["owner_org"]],
        "tags": [t["name"] for t in package["tags"]],
        "res_format": [r["format"] for r in package["resources"]],
        "groups": [],
        "dataset_type": ["dataset"],
        "capacity": ["public"],
        "private": ["false"],
    }
    if field in special:
        return special[field]
    value = package.get(field)
    return [] if value is None or isinstance(value, list | dict) else [str(value)]


def _sorted(found: list[Package], order: str) -> list[Package]:
    for part in reversed([p.strip() for p in order.split(",") if p.strip()]):
        words = part.split()
        if words[0] not in _SORTABLE or len(words) > 2 or (len(words) == 2 and words[1] not in ("asc", "desc")):  # noqa: PLR2004
            raise Invalid({"sort": [f'Cannot sort by field "{words[0]}"']})
        if words[0] in ("score", "views_recent"):
            continue
        key = "title" if words[0] == "title_string" else words[0]
        found = sorted(found, key=lambda p: str(p[key]), reverse=words[-1] == "desc")
    return found


def _facets(found: Sequence[Package], arguments: Arguments) -> dict[str, list[dict[str, Any]]]:
    least, most = arguments.whole("facet.mincount", 1, top=10**6), arguments.whole("facet.limit", 50, top=1000)
    facets: dict[str, list[dict[str, Any]]] = {}
    for field in arguments.listed("facet.field"):
        counts: dict[str, int] = {}
        for package in found:
            for value in _values(package, field):
                counts[value] = counts.get(value, 0) + 1
        titles = {p["organization"]["name"]: p["organization"]["title"] for p in found}
        ranked = sorted(((n, v) for v, n in counts.items() if n >= least), key=lambda pair: (-pair[0], pair[1]))
        facets[field] = [{"name": v, "display_name": titles.get(v, v), "count": n} for n, v in ranked[:most]]
    return facets
