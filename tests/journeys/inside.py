"""The doors of a running installation, asked from a process of its own (the tests' process belongs to the database of the tests)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

_LOOP = """
import json, sys
from datetime import date, datetime, timedelta
import django
django.setup()
from django.db import connection
from motcua.foundation.identity import api as identity
from motcua.foundation.outbox import api as outbox
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import SYSTEM, Role
from motcua.kit import clock
from motcua.platform.casework import api as casework
for line in sys.stdin:
    connection.close()  # each question is a request of its own: the server may have been killed and come back since the last
    names = dict(globals())
    try:
        given = json.loads(line)
        names.update(given["given"])
        exec(given["lines"], names)
        said = {"answer": names.get("answer")}
    except Exception as error:
        said = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(said, default=str, ensure_ascii=False), flush=True)
"""


class Inside:
    """A child in the environment of an installation; ``ask`` runs lines there and brings back what they call ``answer``."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-c", _LOOP], env={**environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, lines: str, **given: Any) -> Any:
        """``answer`` after ``lines``, which find ``given`` and the doors by name; AssertionError with what went wrong there."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps({"lines": lines, "given": given}) + "\n")
        self._child.stdin.flush()
        said = json.loads(self._child.stdout.readline())
        assert "error" not in said, said["error"]
        return said["answer"]

    def clock(self, at: str) -> None:
        """Let every process of the installation show ``at`` (ISO, with its offset) and run on from there."""
        datetime.fromisoformat(at)
        self.ask("registers.set_demo_clock(at=datetime.fromisoformat(at), actor=SYSTEM, now=clock.now())", at=at)

    def stop(self) -> None:
        """End the child."""
        if self._child.stdin:
            self._child.stdin.close()
        self._child.wait(timeout=10)
