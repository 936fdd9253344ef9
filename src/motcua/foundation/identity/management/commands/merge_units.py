"""``motcua manage merge_units OLD NEW DAY [--dry-run]``: posts, delegations and open matters go over to the unit that succeeds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from motcua.foundation.identity import api
from motcua.kernel.errors import NamedError
from motcua.kit import clock


class Command(BaseCommand):
    """The merger of units, by hand of the administrator of the machine."""

    help = "Merge units: carry posts, delegations and what other rooms hold of OLD over to NEW from DAY on; --dry-run only counts"

    def add_arguments(self, parser: CommandParser) -> None:
        """Two codes, a day, one switch."""
        parser.add_argument("old", help="code of the unit that ends")
        parser.add_argument("new", help="code of the unit that succeeds")
        parser.add_argument("day", type=date.fromisoformat, help="first day of the new unit in Vietnam, as 2026-07-01")
        parser.add_argument("--dry-run", action="store_true", help="count, write nothing")

    def handle(self, *_: Any, **options: Any) -> None:
        """Move and say how much went over."""
        try:
            report = api.move_positions(
                old_unit=options["old"], new_unit=options["new"], on=options["day"], actor=api.system_actor(), now=clock.now(),
                dry_run=options["dry_run"],
            )  # fmt: skip
        except NamedError as error:
            said = f"{error.sentence('vi')} · {error.sentence('en')}"
            raise CommandError(said) from error
        told = [
            ("Chức vụ chuyển sang đơn vị mới", "Posts carried over", report.moved),
            ("Chức vụ đã có ở đơn vị mới", "Posts held there already", report.merged),
            ("Uỷ quyền đi tiếp", "Delegations carried over", report.delegations),
            *((one.vi, one.en, one.count) for one in report.followed),
        ]
        for vi, en, count in told:
            self.stdout.write(f"{count}\t{vi} · {en}")
        if options["dry_run"]:
            self.stdout.write("Chưa ghi gì · Nothing was written")
