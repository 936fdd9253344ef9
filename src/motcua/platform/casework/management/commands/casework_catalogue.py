"""``motcua casework_catalogue``: open every detailed procedure by import, report on the whole catalogue, export and import definitions."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.platform.casework.actions.catalogue import load_reference
from motcua.platform.casework.actions.definitions import export_definitions, import_definitions
from motcua.platform.casework.adapters import workbook
from motcua.platform.casework.contracts.lifecycle import CatalogueReport, DefinitionImportReport, RowOutcome
from motcua.platform.casework.queries.report import lint_catalogue, unopened

_SHOWN = 40


class Command(BaseCommand):
    """Open, report, export, import."""

    help = "Open all detailed procedures by import, lint the catalogue, exchange definitions as JSON or XLSX."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """One verb and its file."""
        parser.add_argument("verb", choices=("open", "report", "export", "import", "template"))
        parser.add_argument("file", nargs="?", type=Path, help="file to write (export, template) or to read (import); .json or .xlsx")
        parser.add_argument("--dry-run", action="store_true", help="find out what would happen and write nothing")
        parser.add_argument("--detailed", action="store_true", help="report on the procedures with details only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked; ``CommandError`` in words."""
        now = clock.now()
        try:
            match options["verb"]:
                case "open":
                    self._open(now, dry_run=options["dry_run"])
                case "report":
                    self._report(lint_catalogue(now=now, detailed_only=options["detailed"]))
                case "export":
                    path = _file(options)
                    path.write_bytes(export_definitions(fmt=_format(path), on=local_date(now)))
                case "template":
                    _file(options).write_bytes(workbook.blank())
                case _:
                    path = _file(options)
                    found = import_definitions(
                        rows=path.read_bytes(), fmt=_format(path), actor=SYSTEM, now=now, dry_run=options["dry_run"], note=path.name
                    )
                    self._imported(found)
        except (NamedError, OSError) as error:
            raise CommandError(error.sentence("en") if isinstance(error, NamedError) else str(error)) from error

    def _open(self, now: datetime, *, dry_run: bool) -> None:
        """Every procedure that has details, opened from its code alone: template, papers, clock and result come from data."""
        load_reference(now=now)
        codes = [{"procedure": code} for code in unopened()]
        self._imported(import_definitions(rows=codes, fmt="json", actor=SYSTEM, now=now, dry_run=dry_run, note="casework_catalogue open"))
        self._report(lint_catalogue(now=now, detailed_only=True))

    def _imported(self, report: DefinitionImportReport) -> None:
        counted = ", ".join(f"{report.count(outcome)} {outcome}" for outcome in RowOutcome)
        self.stdout.write(f"{len(report.rows)} rows: {counted}{' (nothing written)' if report.dry_run else ''}")
        for row in [r for r in report.rows if r.outcome is RowOutcome.REFUSED][:_SHOWN]:
            for problem in row.problems:
                self.stdout.write(f"  line {row.line} {row.code} {problem.path}: {problem.en}")

    def _report(self, report: CatalogueReport) -> None:
        self.stdout.write(
            f"{report.procedures} procedures ({report.detailed} with details, {report.own} with a definition of their own): "
            f"{report.clean} clean, {report.warned} with warnings, {report.wrong} with errors; {report.assumed} clocks assumed"
        )
        for template, count in report.templates.items():
            self.stdout.write(f"  {count:5} {template}")
        kinds = Counter((p.severity, p.path.partition("[")[0]) for r in report.findings for p in r.problems)
        for (severity, path), count in kinds.most_common():
            self.stdout.write(f"  {severity}: {path} × {count}")
        for row in report.findings[:_SHOWN]:
            for problem in row.problems:
                self.stdout.write(f"  {row.code} {problem.severity} {problem.path}: {problem.en}")


def _file(options: dict[str, Any]) -> Path:
    if options["file"] is None:
        msg = "a file is needed: name.json or name.xlsx"
        raise CommandError(msg)
    path: Path = options["file"]
    return path


def _format(path: Path) -> str:
    return path.suffix.removeprefix(".").lower()
