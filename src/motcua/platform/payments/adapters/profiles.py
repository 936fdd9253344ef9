"""Column layouts of banks' statements, kept as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from motcua.platform.payments.contracts import ColumnProfile, StatementUnreadable

_FILE = Path(__file__).resolve().parents[1] / "data" / "profiles.yaml"


@cache
def profiles() -> dict[str, ColumnProfile]:
    """All layouts by code."""
    rows = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    made = [_profile(row) for row in rows]
    return {profile.code: profile for profile in made}


def _profile(row: dict[str, Any]) -> ColumnProfile:
    facts: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return ColumnProfile(**facts)


def profile(code: str) -> ColumnProfile:
    """The layout of that code; ``StatementUnreadable`` when there is none."""
    found = profiles().get(code or "generic")
    if found is None:
        raise StatementUnreadable(reason_vi=f"không có mẫu cột “{code}”", reason_en=f"there is no column layout “{code}”")
    return found
