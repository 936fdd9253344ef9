"""What credentials of results say, carried as data (``data/claims.yaml``)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from motcua.services.vault.contracts.claims import ClaimsOf

_FILE = Path(__file__).resolve().parents[1] / "data" / "claims.yaml"


@cache
def entries() -> tuple[ClaimsOf, ...]:
    """All entries in the order of the file."""
    told: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    lists = ("procedures", "needs")
    facts: list[dict[str, Any]] = [{name: tuple(value) if name in lists else value for name, value in one.items()} for one in told]
    return tuple(ClaimsOf(**one) for one in facts)
