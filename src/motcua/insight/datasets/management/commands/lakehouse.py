"""``lakehouse refresh|rebuild|replay|verify|care|tables|query``: the warehouse from the command line."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from motcua.insight.datasets import api as datasets
from motcua.kernel.actors import SYSTEM
from motcua.kit import clock


class Command(BaseCommand):
    """Refreshes, rebuilds, checks or asks the warehouse."""

    help = "The shared warehouse: refresh, rebuild, replay, verify, care, tables, query"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["refresh", "rebuild", "replay", "verify", "care", "tables", "query"])
        parser.add_argument("sql", nargs="?", default="", help="for query: one SELECT over gold tables")
        parser.add_argument("--snapshot", default=None, help="for query: the id of a data snapshot")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['what']}")(options)

    def _refresh(self, options: dict[str, Any], *, rebuild: bool = False) -> None:
        self._told(datasets.refresh(now=clock.now(), rebuild=rebuild))

    def _replay(self, options: dict[str, Any]) -> None:
        self._told(datasets.replay(now=clock.now()))

    def _told(self, done: datasets.Refreshed) -> None:
        self.stdout.write(f"{done.events} events, {len(done.changed)} tables, snapshot {done.snapshot}, {done.took_ms} ms")
        if done.failures:
            raise CommandError("; ".join(f"{table}: {reason}" for table, reason in done.failures))

    def _rebuild(self, options: dict[str, Any]) -> None:
        self._refresh(options, rebuild=True)

    def _verify(self, options: dict[str, Any]) -> None:
        found = datasets.health()
        self.stdout.write(str(found))
        if not found.ok:
            raise CommandError("the warehouse is not in order")

    def _care(self, options: dict[str, Any]) -> None:
        merged, removed = datasets.care(now=clock.now())
        self.stdout.write(f"{merged} tables merged, {removed} files removed")

    def _tables(self, options: dict[str, Any]) -> None:
        for table in datasets.tables():
            self.stdout.write(f"{table.name:28} {table.grain}")

    def _query(self, options: dict[str, Any]) -> None:
        found = datasets.query(sql=options["sql"], snapshot=options["snapshot"], actor=SYSTEM, now=clock.now())
        self.stdout.write("\t".join(found.columns))
        for row in found.rows:
            self.stdout.write("\t".join("" if value is None else str(value) for value in row))
        self.stdout.write(f"# snapshot {found.snapshot}, query {found.query_hash}, {found.took_ms} ms")
