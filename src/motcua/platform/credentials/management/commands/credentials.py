"""``motcua credentials rotate``: a new issuing key."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from motcua.kit import clock
from motcua.platform.credentials import api
from motcua.platform.credentials.contracts import KeyUnknown


class Command(BaseCommand):
    """Turns the issuing key, or prints what third parties need for an offline check."""

    help = "credentials: rotate the issuing key"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One verb."""
        parser.epilog = "motcua credentials verify FILE --keys issuer.json --status status.jwt checks one; it needs no installation."
        verbs = parser.add_subparsers(dest="verb", required=True)
        rotate = verbs.add_parser("rotate", help="make a new issuing key; the old one is published until nothing under it counts")
        rotate.add_argument("--withdraw", default="", metavar="KID", help="take a key out of use: nothing signed with it counts any more")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the name of the new key."""
        try:
            self.stdout.write(api.rotate(now=clock.now(), withdraw=options["withdraw"]))
        except KeyUnknown as unknown:
            raise CommandError(unknown.sentence("en")) from unknown
