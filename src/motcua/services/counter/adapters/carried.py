"""The groups that a counter starts with."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).resolve().parents[1] / "data" / "groups.yaml"


@cache
def groups() -> tuple[dict[str, Any], ...]:
    """The carried groups in their order."""
    return tuple(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
