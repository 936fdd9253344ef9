"""Runs the whole suite: lint, types, contracts and messages first, then all tests in random order on real PostgreSQL.

What only reads the sources runs side by side, as each of it keeps one core busy. Tests that drive a browser or a whole installation
run after the others and among themselves: both want the machine's cores.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
HEAVY = "browser or chaos"


def readers() -> list[list[str]]:
    """The commands that only read the sources; the longest first."""
    return [
        [str(BIN / "mypy"), "src/motcua"],
        [str(BIN / "lint-imports")],
        [str(BIN / "python"), "tools/docs.py", "--check"],
        [str(BIN / "python"), "tools/messages.py", "check"],
        [str(BIN / "ruff"), "check", "."],
    ]


def tests(workers: str, more: list[str]) -> list[list[str]]:
    """The commands that test, in order."""
    pytest = [str(BIN / "pytest"), "-p", "no:cacheprovider", "--create-db", "-n", workers, "--dist", "loadgroup"]
    return [[*pytest, "-m", f"not ({HEAVY})", *more], [*pytest, "-m", HEAVY, *more]]


def main() -> int:
    """Exit status of the first thing that failed."""
    for name in ("DJANGO_SETTINGS_MODULE", "MOTCUA_DATA"):
        os.environ.pop(name, None)
    workers = min(os.cpu_count() or 2, 4)
    with ThreadPoolExecutor(workers) as side_by_side:
        for step, done in zip(readers(), side_by_side.map(_heard, readers()), strict=True):
            _tell(step)
            print(done.stdout, end="", flush=True)
            if done.returncode:
                side_by_side.shutdown(cancel_futures=True)
                return done.returncode
    for step in tests(str(workers), sys.argv[1:]):
        _tell(step)
        status = subprocess.run(step, cwd=ROOT, check=False).returncode
        if status:
            return status
    return 0


def _heard(step: list[str]) -> subprocess.CompletedProcess[str]:
    """The command done, with everything that it said."""
    return subprocess.run(step, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _tell(step: list[str]) -> None:
    print("$ " + " ".join(Path(part).name if number == 0 else part for number, part in enumerate(step)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
