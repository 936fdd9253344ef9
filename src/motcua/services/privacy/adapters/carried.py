"""Reference data carried with the room."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def load(name: str) -> Any:
    """A carried YAML file."""
    return yaml.safe_load((_DATA / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def data_kinds() -> Mapping[str, Mapping[str, Any]]:
    """Kinds of personal data by key, in the order of the list."""
    return {row["key"]: row for row in load("data-kinds")}
