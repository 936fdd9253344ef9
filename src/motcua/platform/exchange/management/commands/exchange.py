"""``motcua exchange configure|collect|check``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from motcua.kit import clock
from motcua.platform.exchange import api


class Command(BaseCommand):
    """The exchange from the command line."""

    help = "configure: write the gateway's file · collect: take over its log · check: say what keeps it from working"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("configure", "collect", "check"))

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        if options["what"] == "configure":
            self.stdout.write(str(api.write_gateway_config(now=now)))
        elif options["what"] == "collect":
            self.stdout.write(str(api.collect(now=now)))
        elif problems := api.check_config():
            raise CommandError("; ".join(problems))
