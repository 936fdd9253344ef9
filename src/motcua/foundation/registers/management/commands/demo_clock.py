"""``demo_clock [--to INSTANT]``: show or move on the clock of a demonstration."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from motcua.foundation.registers import api as registers
from motcua.kernel.clock import VIETNAM, local


class Command(BaseCommand):
    """Shows the demonstration's instant on Vietnam's clock; ``--to 2026-11-23T08:00`` moves it on."""

    help = "Show or move on the clock of a demonstration"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", help="instant in ISO 8601; without offset it is Vietnam's time")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["to"]:
            to = datetime.fromisoformat(options["to"])
            registers.advance_demo_clock(to=to if to.tzinfo else to.replace(tzinfo=VIETNAM))
        self.stdout.write(local(registers.demo_now()).isoformat(timespec="seconds"))
