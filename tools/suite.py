"""Runs the whole suite: contracts, lint and types first, then all tests in random order on real PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"


def main() -> int:
    """Exit status of the first thing that failed."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    workers = str(min(os.cpu_count() or 2, 4))
    steps = [
        [str(BIN / "ruff"), "check", "."],
        [str(BIN / "mypy"), "src/motcua"],
        [str(BIN / "lint-imports")],
        [str(BIN / "python"), "tools/messages.py", "check"],
        [str(BIN / "pytest"), "-n", workers, "--dist", "loadfile", "--create-db", *sys.argv[1:]],
    ]
    for step in steps:
        print("$ " + " ".join(Path(part).name if i == 0 else part for i, part in enumerate(step)), flush=True)
        status = subprocess.run(step, cwd=ROOT, check=False).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
