"""Takes the guards against attacks away, one by one, each in a copy of the source, and says whether its tests notice.

``python tools/guards.py [WORD …] [-j N]`` runs the guards of ``tests/security/guards.toml`` whose name or attack holds one of the words
(all without words), N at a time. The working tree is never touched. Exit status 1 when a removal is not noticed.
"""

from __future__ import annotations

import argparse
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests" / "security" / "guards.toml"
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", ".cache", ".data", "artifacts", ".mypy_cache", ".ruff_cache")
FAILED = re.compile(r"^FAILED (.+?)(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard: the text in ``file`` that is it, what stands there when it is gone, and the tests that must go red then.

    ``schema``: it stands in the tables, so they are made anew without it.
    """

    name: str
    attack: str
    file: str
    guard: str
    without: str
    tests: tuple[str, ...]
    schema: bool = False

    def places(self, root: Path = ROOT) -> int:
        """How often its text stands in the file; it must be once."""
        path = root / self.file
        return path.read_text().count(self.guard) if path.is_file() else 0


def table(text: str) -> list[Guard]:
    """The guards of the table."""
    return [Guard(**{**entry, "tests": tuple(entry["tests"])}) for entry in tomllib.loads(text)["guard"]]


def still_green(tests: Iterable[str], output: str) -> list[str]:
    """The tests of which no case failed, by pytest's summary."""
    failed = FAILED.findall(output)
    return [test for test in tests if not any(one == test or one.startswith(f"{test}[") for one in failed)]


class Copy:
    """A copy of the project with a database of its own."""

    def __init__(self, folder: Path, number: int) -> None:
        self.root, self._database = folder / f"copy{number}", f"{os.environ.get('MOTCUA_TEST_DB', 'test_motcua')}_guards{number}"
        shutil.copytree(ROOT, self.root, symlinks=True, ignore=LEFT_OUT)
        self._made: set[str] = set()

    def try_without(self, guard: Guard) -> str:
        """Empty when its tests notice that the guard is gone; otherwise what happened."""
        with self._without(guard):
            _, output = self.run(guard.tests, schema=guard.schema)
        green = still_green(guard.tests, output)
        return f"still green: {', '.join(green)}\n{output[-600:]}" if green else ""

    def run(self, tests: Iterable[str], *, schema: bool = False) -> tuple[int, str]:
        """Exit status and words of pytest about these tests."""
        name = f"{self._database}_schema" if schema else self._database
        how = ["--reuse-db"] if name in self._made and not schema else ["--reuse-db", "--create-db"]
        self._made.add(name)
        env = {**os.environ, "PYTHONPATH": str(self.root / "src"), "MOTCUA_TEST_DB": name, "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", "-rf", "--tb=no", "-p", "no:cacheprovider", "-n", "0", *how, *tests]
        done = subprocess.run(command, cwd=self.root, env=env, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    @contextmanager
    def _without(self, guard: Guard) -> Iterator[None]:
        path = self.root / guard.file
        before, stat = path.read_text(), path.stat()
        path.write_text(before.replace(guard.guard, guard.without))
        try:
            yield
        finally:
            path.write_text(before)
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # what is compiled already stays good


def try_all(guards: list[Guard], copies: list[Copy]) -> list[str]:
    """Names of the guards whose removal nobody noticed; says of each what happened as it goes, as many at a time as there are copies."""
    idle: queue.SimpleQueue[Copy] = queue.SimpleQueue()
    for copy in copies:
        idle.put(copy)

    def noticed(guard: Guard) -> bool:
        copy = idle.get()
        try:
            wrong = copy.try_without(guard)
        finally:
            idle.put(copy)
        print(f"{'NOT CAUGHT' if wrong else 'caught':10}  {guard.attack}: {guard.name}{' – ' + wrong if wrong else ''}", flush=True)
        return not wrong

    with ThreadPoolExecutor(len(copies)) as pool:
        return [guard.name for guard, caught in zip(guards, pool.map(noticed, guards), strict=True) if not caught]


def all_green(guards: list[Guard], copy: Copy) -> bool:
    """Whether the tests pass while every guard stands: only then does red mean anything."""
    status, output = copy.run(sorted({test for guard in guards for test in guard.tests}))
    if status:
        print("with every guard in place the tests are red already:\n" + output[-3000:])
    return not status


def main(arguments: list[str]) -> int:
    """Exit status: 0 when every removal was noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="only guards whose name or attack holds one of these")
    parser.add_argument("-j", type=int, default=2, dest="workers", help="how many at a time")
    asked = parser.parse_args(arguments)
    words = [word.lower() for word in asked.words]
    guards = [g for g in table(TABLE.read_text()) if not words or any(word in f"{g.name} {g.attack}".lower() for word in words)]
    rotten = [f"{g.name}: its text stands {g.places()} times in {g.file}" for g in guards if g.places() != 1]
    if rotten or not guards:
        print("\n".join(rotten) or "no guard of that name")
        return 1
    if not os.environ.get("DATABASE_URL"):
        sys.path.insert(0, str(ROOT / "src"))
        from motcua.config.postgres import test_server

        os.environ["DATABASE_URL"] = test_server()
    with tempfile.TemporaryDirectory(prefix="motcua-guards-") as folder:
        copies = [Copy(Path(folder), number) for number in range(min(asked.workers, len(guards)))]
        if not all_green(guards, copies[0]):
            return 1
        missed = try_all(guards, copies)
    print(f"{len(guards) - len(missed)} of {len(guards)} removals were noticed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
