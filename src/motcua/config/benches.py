"""Runs the programs of ``bench/``: each measures against a peer or a stated goal in the same run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "bench"


def names() -> list[str]:
    """The programs there are."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))


def run(*, name: str | None, quick: bool) -> int:
    """Run one program; its last line is the JSON object with the figures."""
    if name is None or name not in names():
        print("benches: " + ", ".join(names()))
        return 0 if name is None else 2
    command = [sys.executable, str(FOLDER / f"{name}.py"), *(["--quick"] if quick else [])]
    return subprocess.run(command, check=False).returncode
