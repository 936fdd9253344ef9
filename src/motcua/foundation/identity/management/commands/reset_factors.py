"""``motcua manage reset_factors CODE --reason …``: the way back for whom no two administrators can help, as the only one of a city."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from motcua.foundation.identity import api
from motcua.kernel.clock import local
from motcua.kernel.errors import Forbidden, NamedError
from motcua.kit import clock


class Command(BaseCommand):
    """A lost device, by hand of the administrator of the machine; it stands in the log as asked for by the machine."""

    help = "Reset an officer's second factors: an administrator who could confirm does so on the pages; without one it is done at once"

    def add_arguments(self, parser: CommandParser) -> None:
        """A code, a reason, and how the officer was recognised."""
        parser.add_argument("officer", help="code of the officer")
        parser.add_argument("--reason", required=True, help="why, as it stands in the log")
        parser.add_argument("--recognised", choices=[way.value for way in api.Recognised], default=api.Recognised.IN_PERSON.value)
        parser.add_argument("--paper", default="", help="number of the card or badge that was seen")

    def handle(self, *_: Any, **options: Any) -> None:
        """Ask, and confirm where nobody else could; the code to hand over is printed once."""
        try:
            said = self._reset(options)
        except NamedError as error:
            raise CommandError(f"{error.sentence('vi')} · {error.sentence('en')}") from error
        self.stdout.write(said)

    @transaction.atomic
    def _reset(self, options: dict[str, Any]) -> str:
        """Both steps or none: a request left half done would wait for nobody."""
        now, machine = clock.now(), api.system_actor()
        officer = api.officer_by_code(code=options["officer"], now=now)
        asked = api.ask_reset(
            officer_id=officer.uuid, reason=options["reason"], recognised=api.Recognised(options["recognised"]), paper=options["paper"],
            actor=machine, now=now,
        )  # fmt: skip
        try:
            done, code = api.confirm_reset(reset_id=asked.uuid, actor=machine, now=now)
        except Forbidden:
            return "Chờ một quản trị viên xác nhận tại · An administrator confirms at /quan-tri/dat-lai-xac-thuc/"
        until = f"{local(done.code_until):%H:%M %d/%m/%Y}" if done.code_until else ""
        return f"Mã trao tay, dùng một lần đến {until} · Code to hand over, once, until {until}: {code}"
