"""What every bench shares: options, the table, the last line of JSON, a database of its own."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))


def quick() -> bool:
    """Whether ``--quick`` was given: the same figures on a smaller load."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    return bool(parser.parse_args().quick)


@dataclass
class Bench:
    """Figures of one run."""

    name: str
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, key: str, ours: float, other: float | None, *, unit: str, better: str, against: str, reason: str = "") -> None:
        """One figure; ``against`` names the peer or goal, ``reason`` says why there is none."""
        row = {"ours": round(ours, 3), "other": None if other is None else round(other, 3), "unit": unit, "better": better}
        row["ratio"] = None if not other else round(ours / other, 3)
        row["against"] = against
        if other is None:
            row["reason"] = reason
        self.figures[key] = row

    def show(self) -> None:
        """The table, then the object."""
        print(f"{'figure':28} {'ours':>12} {'other':>12} {'ratio':>8}  unit; better; against")
        for key, f in self.figures.items():
            other = "–" if f["other"] is None else f"{f['other']:,.2f}"
            ratio = "–" if f["ratio"] is None else f"{f['ratio']:.2f}"
            why = f" ({f['reason']})" if f.get("reason") else ""
            print(f"{key:28} {f['ours']:>12,.2f} {other:>12} {ratio:>8}  {f['unit']}; {f['better']}; {f['against']}{why}")
        print(json.dumps({"bench": self.name, "figures": self.figures}, ensure_ascii=False))


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` of the values lie."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def times_ms(work: Callable[[], object], *, count: int) -> list[float]:
    """How long each of ``count`` runs took, in milliseconds."""
    taken: list[float] = []
    for _ in range(count):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


@contextlib.contextmanager
def database(name: str, *, durable: bool = False) -> Iterator[None]:
    """A database of its own on the server of ``DATABASE_URL``, or on an embedded one; dropped afterwards.

    ``durable``: an embedded server that waits for the disk at every commit, as an installation's does (unless ``DATABASE_URL`` names one).
    """
    if not os.environ.get("DATABASE_URL"):
        with _server(durable=durable) as url:
            os.environ["DATABASE_URL"] = url
            with database(name):
                yield
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = "motcua.config.settings.test"
    os.environ["MOTCUA_TEST_DB"] = f"bench_{name}_{os.getpid()}"
    import django
    from django.db import connection

    django.setup()
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


@contextlib.contextmanager
def _server(*, durable: bool) -> Iterator[str]:
    from motcua.config.postgres import Server

    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        Path(folder).chmod(0o755)
        server = Server(Path(folder), durable=durable)
        try:
            yield server.start().owner_url
        finally:
            server.stop(mode="immediate")
