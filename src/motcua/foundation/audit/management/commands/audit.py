"""``audit verify|roots|witness``: the log from the command line."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from motcua.foundation.audit import api as audit
from motcua.kit import clock

_BAR = 40


class Command(BaseCommand):
    """Checks the log, exports its roots. A proof is checked by ``offline``, without a database."""

    help = "The audit log: verify it, export its roots"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.epilog = "motcua audit check-proof FILE checks a downloaded proof; it needs no installation."
        what = parser.add_subparsers(dest="what", required=True)
        verify = what.add_parser("verify", help="find any change, removal, insertion or reordering, and say where")
        verify.add_argument("--from", dest="from_at", type=_instant, help="ISO 8601 instant: begin with its hour")
        verify.add_argument("--to", dest="to_at", type=_instant, help="ISO 8601 instant: end with its hour")
        verify.add_argument("--json", action="store_true", help="print the report as one JSON object")
        verify.add_argument(
            "--against", "--roots", metavar="FILE|URL", help="compare with roots kept elsewhere: a file, or the address of a witness"
        )
        roots = what.add_parser("roots", help="the signed roots of all hours, to be published or kept elsewhere")
        roots.add_argument("--export", required=True, metavar="FILE", help="write them as JSON lines; - is the standard output")
        roots.add_argument("--after", type=int, default=0, help="only hours after this number")
        witness = what.add_parser("witness", help="how publishing to the witnesses outside goes; fails when one does not take the roots")
        witness.add_argument("--publish", action="store_true", help="publish now")
        witness.add_argument("--again", metavar="ADDRESS", help="give this witness everything anew, after its loss was explained")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['what']}")(options)

    def _verify(self, options: dict[str, Any]) -> None:
        try:
            copies = audit.witnessed(address=options["against"] or "")
        except (audit.WitnessAway, ValueError) as error:
            if options["against"]:
                raise CommandError(str(error)) from error
            self.stderr.write(f"not compared with the witnesses: {error}")
            copies = None
        told = None if options["json"] or not sys.stderr.isatty() else self._progress
        report = audit.verify(from_at=options["from_at"], to_at=options["to_at"], copies=copies, told=told)
        if told:
            self.stderr.write("")
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            self._tell(report)
        if not report.ok:
            sys.exit(1)

    def _tell(self, report: audit.ChainReport) -> None:
        for fault in report.faults:
            self.stdout.write(f"FAULT  {fault.place}\n       {fault.vi} · {fault.en}")
        if report.fault_count > len(report.faults):
            self.stdout.write(f"… and {report.fault_count - len(report.faults)} more")
        if report.late:
            self.stdout.write(f"closed late, nothing bound the log meanwhile: hours {', '.join(map(str, report.late[:20]))}")
        if report.unsigned:
            self.stdout.write(f"{report.unsigned} hours carry no signature")
        read = f"{report.checked} links checked, {report.hours} hours"
        self.stdout.write(
            f"{report.entries} entries, {report.sealed} sealed in {report.streams} streams, {read}, "
            f"{report.compared} compared with copies, {report.open} links under no root yet"
        )
        self.stdout.write("whole" if report.ok else f"NOT WHOLE: {report.fault_count} faults")

    def _progress(self, done: int, total: int) -> None:
        share = done / total if total else 1.0
        self.stderr.write(f"\r[{'#' * int(share * _BAR):{_BAR}}] {share:4.0%} {done}/{total}", ending="")

    def _roots(self, options: dict[str, Any]) -> None:
        lines = (json.dumps(row) for row in audit.roots(after=options["after"]))
        if options["export"] == "-":
            for line in lines:
                self.stdout.write(line)
            return
        with Path(options["export"]).open("w", encoding="utf-8") as target:
            count = sum(bool(target.write(f"{line}\n")) for line in lines)
        self.stdout.write(f"{count} roots written to {options['export']}")

    def _witness(self, options: dict[str, Any]) -> None:
        if options["again"] and not audit.begin_witness_again(address=options["again"]):
            msg = f"{options['again']} was given nothing"
            raise CommandError(msg)
        if options["publish"] or options["again"]:
            self.stdout.write(f"{audit.publish_roots(now=clock.now())} roots published")
        found = audit.witnesses()
        for one in found:
            trouble = f"FAILS since {one.failing_since:%Y-%m-%d %H:%M} ({one.trouble}: {one.problem})" if one.failing_since else "in order"
            self.stdout.write(f"{one.address}: {one.last_number} hours given, {trouble}")
        if not found:
            self.stdout.write("no witness is configured (MOTCUA_AUDIT_WITNESSES)")
        if any(one.failing_since for one in found):
            sys.exit(1)


def _instant(text: str) -> datetime:
    """An ISO 8601 instant; without a zone it is UTC."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
