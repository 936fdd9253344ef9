"""The linter over the whole catalogue: what runs each procedure, and what is wrong or only assumed about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db.models import Q

from motcua.kernel.clock import local_date
from motcua.platform.casework.contracts.lifecycle import CatalogueReport, LintedProcedure, WorkItem, WorkKind
from motcua.platform.casework.models import Procedure, ProcedureVersion
from motcua.platform.casework.queries.catalogue import completed
from motcua.platform.casework.queries.versions import world
from motcua.platform.casework.rules.lint import errors, lint

_BATCH = 400
_URGENCY = {kind: place for place, kind in enumerate(WorkKind)}


def lint_catalogue(*, now: datetime, detailed_only: bool = False) -> CatalogueReport:
    """Every procedure that could be submitted today, under the definition that would run it. Takes some seconds for the whole nation."""
    return _sum(linted(on=local_date(now), detailed_only=detailed_only))


def linted(*, on: date, detailed_only: bool = False) -> Iterator[LintedProcedure]:
    """The findings on each procedure, in the order of their codes; retired ones and codes that fit no rule are left out."""
    around = world(on=on)
    ruling = Q(effective_to=None) | Q(effective_to__gt=on)
    versions = {
        v.procedure_id: v
        for v in ProcedureVersion.objects.filter(ruling, effective_from__lte=on).order_by("version").iterator(chunk_size=_BATCH)
    }
    rows = Procedure.objects.filter(odd_code=False).exclude(retired_on__lte=on).order_by("code")
    for row in (rows.filter(has_detail=True) if detailed_only else rows).iterator(chunk_size=_BATCH):
        version = versions.get(row.pk)
        document = version.document if version else completed(row, {})
        yield LintedProcedure(
            code=row.code, name=row.name, field=row.field, template=str(document.get("template", "")),
            own=bool(version and not version.generic), clock_assumed=bool(document.get("clock_assumed")),
            problems=lint(document, world=around),
        )


def unopened() -> tuple[str, ...]:
    """Codes of the procedures with details that nobody has opened yet, in order: what an import by code alone would open."""
    rows = Procedure.objects.filter(has_detail=True, odd_code=False, retired_on=None).exclude(versions__generic=False)
    return tuple(rows.order_by("code").values_list("code", flat=True))


def _sum(found: Iterator[LintedProcedure]) -> CatalogueReport:
    rows = tuple(found)
    wrong = [r for r in rows if errors(r.problems)]
    warned = [r for r in rows if r.problems and not errors(r.problems)]
    detailed = set(Procedure.objects.filter(has_detail=True).values_list("code", flat=True))
    return CatalogueReport(
        procedures=len(rows), detailed=sum(1 for r in rows if r.code in detailed), own=sum(1 for r in rows if r.own),
        clean=len(rows) - len(wrong) - len(warned), warned=len(warned), wrong=len(wrong),
        assumed=sum(1 for r in rows if r.clock_assumed), templates=dict(Counter(r.template for r in rows).most_common()),
        findings=tuple(r for r in rows if r.problems), work=tuple(sorted(_work(rows), key=lambda item: (_URGENCY[item.kind], item.code))),
    )


def _work(rows: Iterable[LintedProcedure]) -> Iterator[WorkItem]:
    """What to do for each procedure: mend what the linter says, and write down the time limit that is only assumed."""
    for row in rows:
        about = (row.code, row.name, row.field)
        for problem in row.problems:
            kind = WorkKind.ERROR if problem.severity == "error" else WorkKind.WARNING
            yield WorkItem(*about, kind, problem.path, problem.vi, problem.en)
        if row.clock_assumed:
            vi = "Nguồn không nêu thời hạn nên đang tạm tính; ghi thời hạn theo quyết định công bố."
            en = "The source states no time limit, so one is assumed; write down the one that was decided."
            yield WorkItem(*about, WorkKind.ASSUMED, "clock", vi, en)
