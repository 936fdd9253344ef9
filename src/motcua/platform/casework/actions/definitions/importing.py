"""Definitions in bulk: rows of JSON or of a workbook come in, each on its own and each with its findings; the same rows go out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.platform.casework.actions.definitions.power import require_editor
from motcua.platform.casework.actions.definitions.publishing import publish_checked
from motcua.platform.casework.adapters import workbook
from motcua.platform.casework.contracts import DefinitionProblem, ProcedureUnknown
from motcua.platform.casework.contracts.lifecycle import (
    DefinitionImportReport,
    EffectiveFromWrong,
    ImportedRow,
    ImportUnreadable,
    RowOutcome,
)
from motcua.platform.casework.models import Procedure
from motcua.platform.casework.queries.catalogue import completed
from motcua.platform.casework.queries.versions import in_force, row_of, world
from motcua.platform.casework.rules import definitions, overrides
from motcua.platform.casework.rules.lint import World, errors, lint

JSON, XLSX = "json", "xlsx"
MOST_ROWS = 10_000
_BATCH = 500


def import_definitions(
    *, rows: bytes | str | Sequence[Mapping[str, Any]], fmt: str, actor: Actor, now: datetime, dry_run: bool = False,
    effective_from: date | None = None, note: str = "",
) -> DefinitionImportReport:
    """Take definitions in, one row a procedure.

    A row with ``steps`` is a complete document; any other names a procedure and what differs from what the catalogue and the template give
    it, down to nothing but the code.

    Every row is its own: a wrong one is refused with all its findings, the others go on. ``dry_run`` finds out and writes nothing.
    ``ImportUnreadable`` when the whole is no list of rows; ``EffectiveFromWrong``; ``Forbidden``.
    """
    require_editor(actor=actor)
    if effective_from is not None and effective_from < local_date(now):
        raise EffectiveFromWrong(today=local_date(now))
    listed = _rows(rows, fmt)
    around = world(on=local_date(now))
    seen: dict[str, int] = {}
    done: list[ImportedRow] = []
    for line, own in listed:
        done.append(_one(line, own, seen, around, actor=actor, now=now, dry_run=dry_run, effective_from=effective_from, note=note))
    report = DefinitionImportReport(rows=tuple(done), dry_run=dry_run)
    if not dry_run:
        counts = {outcome.value: report.count(outcome) for outcome in RowOutcome}
        audit.record(action="casework.definitions_imported", object_ref="casework:definitions", actor=actor, now=now, details=counts)
    return report


def _rows(rows: bytes | str | Sequence[Mapping[str, Any]], fmt: str) -> list[tuple[int, Mapping[str, Any]]]:
    """Rows with the numbers of their lines. ``ImportUnreadable``."""
    if fmt == XLSX and isinstance(rows, bytes):
        return workbook.read(rows, most=MOST_ROWS)
    if fmt != JSON:
        raise ImportUnreadable(why_vi=f"không nhận định dạng “{fmt}”.", why_en=f"the format “{fmt}” is not taken.")
    if isinstance(rows, (bytes, str)):
        try:
            loaded = json.loads(rows)
        except (ValueError, RecursionError) as error:
            raise ImportUnreadable(why_vi=f"không phải JSON ({error}).", why_en=f"it is not JSON ({error}).") from None
        rows = loaded if isinstance(loaded, list) else [loaded]
    if len(rows) > MOST_ROWS or not all(isinstance(row, Mapping) for row in rows):
        vi, en = f"cần một danh sách không quá {MOST_ROWS} nhóm khoá.", f"a list of at most {MOST_ROWS} objects is needed."
        raise ImportUnreadable(why_vi=vi, why_en=en)
    return list(enumerate(rows, start=1))


def _one(
    line: int, own: Mapping[str, Any], seen: dict[str, int], around: World, *, actor: Actor, now: datetime, dry_run: bool,
    effective_from: date | None, note: str,
) -> ImportedRow:
    code = str(own.get("procedure", "")).strip()
    if code in seen:
        return _refused(line, code, ("procedure", f"Trùng mã với dòng {seen[code]}.", f"The code repeats line {seen[code]}."))
    seen[code] = line
    try:
        row = row_of(code)
        document = own if "steps" in own else completed(row, own)
    except ProcedureUnknown as error:
        return _refused(line, code, ("procedure", error.sentence("vi"), error.sentence("en")))
    except KeyError:
        key = own.get("template")
        return _refused(line, code, ("template", f"Không có mẫu quy trình “{key}”.", f"There is no template “{key}”."))
    except (overrides.OverrideBroken, ValueError, TypeError, AttributeError) as error:
        return _refused(line, code, (".", f"Không ghép được với mẫu quy trình: {error}", f"It does not fit its template: {error}"))
    problems = lint(document, world=around)
    template = str(document.get("template", ""))
    if errors(problems):
        return ImportedRow(line=line, code=code, outcome=RowOutcome.REFUSED, template=template, problems=problems)
    current = in_force(row, on=effective_from or local_date(now))
    outcome = RowOutcome.NEW if current is None else RowOutcome.CHANGED
    if current is not None and current.content_hash == definitions.content_hash(document):
        return ImportedRow(line=line, code=code, outcome=RowOutcome.SAME, template=template, version=current.version, problems=problems)
    if dry_run:
        return ImportedRow(line=line, code=code, outcome=outcome, template=template, problems=problems)
    version = publish_checked(document=document, now=now, effective_from=effective_from, actor=actor, note=note)
    return ImportedRow(line=line, code=code, outcome=outcome, template=template, version=version.version, problems=problems)


def _refused(line: int, code: str, finding: tuple[str, str, str]) -> ImportedRow:
    path, vi, en = finding
    return ImportedRow(
        line=line, code=code, outcome=RowOutcome.REFUSED, problems=(DefinitionProblem(path=path, severity="error", vi=vi, en=en),)
    )


def export_definitions(*, fmt: str, on: date, codes: Iterable[str] | None = None) -> bytes:
    """The definitions that rule on a day, of these procedures or of all that have a version, as JSON or as a workbook.

    What is exported comes in again unchanged: the import finds the same content.
    """
    rows = Procedure.objects.order_by("code")
    rows = rows.filter(code__in=list(codes)) if codes is not None else rows.filter(versions__isnull=False).distinct()
    documents: list[tuple[dict[str, Any], dict[str, Any], str]] = []
    for row in rows.iterator(chunk_size=_BATCH):
        version = in_force(row, on=on)
        if version is not None:
            documents.append((dict(version.document), completed(row, {"template": version.document.get("template")}), row.name))
    if fmt == XLSX:
        return workbook.write(documents)
    if fmt != JSON:
        raise ImportUnreadable(why_vi=f"không có định dạng “{fmt}”.", why_en=f"there is no format “{fmt}”.")
    return json.dumps([document for document, _, _ in documents], ensure_ascii=False, indent=1).encode()
