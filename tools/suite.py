"""Runs the whole suite: lint, types, contracts and messages first, then all tests in random order on real PostgreSQL.

Tests that drive a browser or a whole installation run after the others and among themselves: both want the machine's cores.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
HEAVY = "browser or chaos"


def steps(workers: str, more: list[str]) -> list[list[str]]:
    """The commands in order."""
    pytest = [str(BIN / "pytest"), "-p", "no:cacheprovider", "--create-db", "-n", workers, "--dist", "loadgroup"]
    return [
        [str(BIN / "ruff"), "check", "."],
        [str(BIN / "mypy"), "src/motcua"],
        [str(BIN / "lint-imports")],
        [str(BIN / "python"), "tools/messages.py", "check"],
        [str(BIN / "python"), "tools/docs.py", "--check"],
        [*pytest, "-m", f"not ({HEAVY})", *more],
        [*pytest, "-m", HEAVY, *more],
    ]


def main() -> int:
    """Exit status of the first thing that failed."""
    for name in ("DJANGO_SETTINGS_MODULE", "MOTCUA_DATA"):
        os.environ.pop(name, None)
    for step in steps(str(min(os.cpu_count() or 2, 4)), sys.argv[1:]):
        print("$ " + " ".join(Path(part).name if number == 0 else part for number, part in enumerate(step)), flush=True)
        status = subprocess.run(step, cwd=ROOT, check=False).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
