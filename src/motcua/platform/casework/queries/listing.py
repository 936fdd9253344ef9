"""The list of definitions for administrators: every procedure with what runs it, filtered, page by page in the order of codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from motcua.kernel.clock import local_date
from motcua.kernel.text import fold
from motcua.platform.casework.contracts.lifecycle import DefinitionPage, DefinitionRow, DefinitionState
from motcua.platform.casework.models import Procedure, ProcedureDraft, ProcedureVersion
from motcua.platform.casework.queries.catalogue import completed
from motcua.platform.casework.queries.versions import in_force, row_of, world
from motcua.platform.casework.rules.lint import World, errors, lint

_BATCH = 100
_MOST_SCANNED = 1_500  # one request looks at no more; the next page goes on where this one stopped


def definition_page(
    *, now: datetime, query: str = "", field: str = "", template: str = "", state: str = "", findings: str = "", after: str = "",
    limit: int = 25,
) -> DefinitionPage:
    """Procedures from ``after`` on. ``state``: own, generic, retired, draft or scheduled; ``findings``: error or warning.

    A narrow filter may give fewer rows than ``limit`` although more follow: ``next_after`` says where to go on.
    """
    today = local_date(now)
    found: list[DefinitionRow] = []
    last, scanned = after, 0
    for row in _scan(_rows(query, field, state, today), after, world(on=today), today):
        last, scanned = row.code, scanned + 1
        if _wanted(row, template=template, state=state, findings=findings):
            found.append(row)
        if len(found) >= limit or scanned >= _MOST_SCANNED:
            return DefinitionPage(rows=tuple(found), next_after=last)
    return DefinitionPage(rows=tuple(found), next_after="")


def _rows(query: str, field: str, state: str, today: date) -> Any:
    rows = Procedure.objects.filter(odd_code=False)
    for word in fold(query).split():
        rows = rows.filter(Q(name_fold__contains=word) | Q(code__startswith=word))
    if field:
        rows = rows.filter(field=field)
    if state == "draft":
        rows = rows.filter(draft__isnull=False)
    elif state == "scheduled":
        rows = rows.filter(versions__effective_from__gt=today, versions__effective_to=None).distinct()
    elif state == DefinitionState.RETIRED:
        rows = rows.filter(retired_on__lte=today)
    elif state == DefinitionState.OWN:
        rows = rows.filter(versions__generic=False).distinct()
    return rows


def _scan(rows: Any, after: str, around: World, today: date) -> Iterator[DefinitionRow]:
    while batch := list(rows.filter(code__gt=after).order_by("code")[:_BATCH]):
        yield from _listed(batch, around, today)
        after = batch[-1].code
        if len(batch) < _BATCH:
            return


def _listed(batch: Sequence[Procedure], around: World, today: date) -> Iterator[DefinitionRow]:
    keys = [row.pk for row in batch]
    drafts = {d.procedure_id: d.document for d in ProcedureDraft.objects.filter(procedure_id__in=keys)}
    ruling: dict[int, ProcedureVersion] = {}
    coming: dict[int, date] = {}
    for version in ProcedureVersion.objects.filter(procedure_id__in=keys).order_by("version"):
        ends = version.effective_to
        if ends is not None and ends <= max(today, version.effective_from):
            continue
        if version.effective_from > today:
            coming[version.procedure_id] = version.effective_from
        else:
            ruling[version.procedure_id] = version
    for row in batch:
        yield _row(row, ruling.get(row.pk), drafts.get(row.pk), coming.get(row.pk), around, today)


def _row(
    row: Procedure, version: ProcedureVersion | None, draft: Mapping[str, Any] | None, coming: date | None, around: World, today: date
) -> DefinitionRow:
    document = draft or (version.document if version else completed(row, {}))
    retired = row.retired_on is not None and row.retired_on <= today
    own = version is not None and not version.generic
    return DefinitionRow(
        code=row.code, name=row.name, field=row.field, template=str(document.get("template", "")),
        version=version.version if version else 0, draft=draft is not None,
        state=DefinitionState.RETIRED if retired else DefinitionState.OWN if own else DefinitionState.GENERIC,
        scheduled_on=coming, problems=lint(document, world=around),
    )


def _wanted(row: DefinitionRow, *, template: str, state: str, findings: str) -> bool:
    if template and row.template != template:
        return False
    if state in list(DefinitionState) and row.state != state:
        return False
    if findings == "error":
        return bool(errors(row.problems))
    return bool(row.problems) if findings == "warning" else True


def running_document(*, code: str, on: date) -> tuple[dict[str, Any], int]:
    """The document that runs a procedure on a day, with its version; 0 where it is derived and not written down. ``ProcedureUnknown``."""
    row = row_of(code)
    version = in_force(row, on=on)
    return (dict(version.document), version.version) if version else (completed(row, {}), 0)
