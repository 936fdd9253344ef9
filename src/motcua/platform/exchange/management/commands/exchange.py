"""``motcua manage exchange configure|collect|check|quality|share``."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from motcua.gateway.protocol import quality
from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.platform.exchange import api


class Command(BaseCommand):
    """The exchange from the command line."""

    help = (
        "configure: write the gateway's file · collect: take over its log · check: say what keeps it from working · "
        "quality: judge rows of a data set · share: send them to the national platform"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("configure", "collect", "check", "quality", "share"))
        parser.add_argument("--dataset", default="", help="code of a declared data set")
        parser.add_argument("--file", default="", help="rows: CSV with a header, or one JSON object a line")
        parser.add_argument("--ref", default="", help="send as a batch under this reference; the same again is the same batch")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        if options["what"] == "configure":
            self.stdout.write(str(api.write_gateway_config(now=now)))
        elif options["what"] == "collect":
            self.stdout.write(str(api.collect(now=now)))
        elif options["what"] == "check":
            if problems := api.check_config():
                raise CommandError("; ".join(problems))
        else:
            self._rows(options, now)

    def _rows(self, options: dict[str, Any], now: Any) -> None:
        """Judge the rows of a file, and send them when that is asked."""
        try:
            rows = _read(Path(options["file"]))
            ready = api.assess_rows(code=options["dataset"], rows=rows, actor=SYSTEM, now=now)
            self.stdout.write("\n".join(_told(ready.report)))
            if options["what"] == "share":
                shared = api.share_rows(code=options["dataset"], rows=rows, ref=options["ref"], actor=SYSTEM, now=now)
                self.stdout.write("\n".join(_answered(shared)))
        except (OSError, ValueError) as error:
            raise CommandError(f"{options['file']}: {error}") from None
        except NamedError as error:
            raise CommandError(f"{error.sentence('vi')} · {error.sentence('en')}") from None


def _read(path: Path) -> list[dict[str, Any]]:
    """The rows of a file. OSError, ValueError."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".csv":
        return list(csv.DictReader(text.splitlines()))
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError("one JSON object a line")
    return rows


def _told(report: quality.Report) -> list[str]:
    """The report in both languages: measures, then every field with errors, then what is to be repaired until when."""
    words = {one: " · ".join(pair) for one, pair in quality.WORDS.items()}
    lines = [
        f"Số dòng · rows: {report.rows}", f"Chỉ số chất lượng · quality index: {report.index:g}",
        f"Định danh đúng · identifiers right: {report.identifiers:g}%",
        *(f"  {words[dimension]}: {share:g}%" for dimension, share in report.dimensions.items()),
    ]  # fmt: skip
    for field in report.fields:
        for group, count in field.errors.items():
            lines.append(f"{field.name}: {words[group]}: {count} (dòng · rows {', '.join(map(str, field.rows))})")
    lines += [f"Sửa trong {r.working_days} ngày làm việc · repair in working days: {words[r.severity]}: {r.errors}" for r in report.repairs]
    return lines + [f"Chưa kiểm tra được · not checked: {name}" for name in report.unchecked]


def _answered(shared: Any) -> list[str]:
    """What the platform said."""
    if shared.taken is None:
        return [f"{shared.platform.upper()}: đang xử lý · in progress"]
    lines = [f"{shared.platform.upper()}: nhận · took {shared.taken.accepted}, từ chối · refused {len(shared.taken.rejected)}"]
    for key, faults in shared.taken.rejected:
        lines.append(f"  {key}: " + ", ".join(f"{fault.field}: {' · '.join(quality.WORDS[fault.group])}" for fault in faults))
    return lines
