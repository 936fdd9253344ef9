"""``motcua signon rotate``: the next signing keys."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from motcua.foundation.identity import api as identity
from motcua.kit import clock
from motcua.platform.signon import api


class Command(BaseCommand):
    """Keys of single sign-on."""

    help = "single sign-on: publish the next signing keys (rotate), or replace them at once after a leak (rotate --at-once)"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """One word, one switch."""
        parser.add_argument("what", choices=["rotate"])
        parser.add_argument("--at-once", action="store_true", help="the present keys are believed no longer, from now on")

    def handle(self, *_: Any, **options: Any) -> None:
        """Rotate and name the new keys."""
        for kid in api.rotate(actor=identity.system_actor(), now=clock.now(), at_once=options["at_once"]):
            self.stdout.write(kid)
