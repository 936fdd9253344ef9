"""Every template as a complete document, and every definition that is carried: what the exchange formats are held to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from motcua.kernel.working_time import Limit, LimitUnit
from motcua.platform.casework.adapters import carried, templates
from motcua.platform.casework.contracts import Definition
from motcua.platform.casework.rules import catalogue, choosing, derive, overrides
from motcua.platform.casework.rules.definitions import build
from motcua.platform.casework.rules.templates import set_clocks

# Who decides and who is consulted, as a procedure would say it.
WORDS = {"office": "parent", "first": "agency:H24.1", "second": "field:site_unit"}


@cache
def _documents() -> dict[str, dict[str, Any]]:
    found = {fact.key: set_clocks(templates.expanded(fact.key, words=WORDS)) | {"procedure": "1.001193"} for fact in templates.facts()}
    return found | {document["procedure"]: document for document in carried.definition_documents()}


def derived(every: int) -> Iterator[dict[str, Any]]:
    """Documents that are derived from the catalogue, one in ``every``: names, papers and times as the ministries wrote them."""
    known = {row.code: row for row in catalogue.read_rows(carried.catalogue_text()).rows}
    details = catalogue.read_details(carried.detail_lines()).by_code
    for code in sorted(details)[::every]:
        row = choosing.Row(name=known[code].name.lower(), field=known[code].field.lower()) if code in known else choosing.Row(name="")
        choice = templates.choose(row)
        template = templates.expanded(choice.template, words=templates.words_for(row, by_city=True))
        body = derive.document(
            code=code, details=details[code], template=template, fallback=Limit(amount=15, unit=LimitUnit.WORKING_DAYS), result_name="Kết quả",
            choice=choice,
        )
        yield overrides.complete({}, template=body)


KEYS = tuple(_documents())


def document(key: str) -> dict[str, Any]:
    """A fresh copy of the document of a template or procedure."""
    return deepcopy(_documents()[key])


def definition(key: str | Mapping[str, Any]) -> Definition:
    """The definition of a template, a procedure, or of a document."""
    return build(document(key) if isinstance(key, str) else key, version=1)
