"""What whoever acts for an organisation confirms before its papers are brought (``data/national_declaration.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).resolve().parents[2] / "data" / "national_declaration.yaml"


@dataclass(frozen=True, slots=True)
class Declaration:
    """The text in force; whoever confirmed an older version is asked again."""

    version: int
    vi: str
    en: str

    def words(self, language: str) -> str:
        """The text in a language."""
        return self.en if language == "en" else self.vi


@cache
def declaration() -> Declaration:
    """The text in force."""
    told: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return Declaration(version=int(told["version"]), vi=str(told["vi"]).strip(), en=str(told["en"]).strip())
