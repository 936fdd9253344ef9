"""Codes of results in the national store and the kinds of the catalogue that they are (``data/national_kinds.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from motcua.services.vault.adapters.kinds import kind_of

OTHER = "other"
_FILE = Path(__file__).resolve().parents[2] / "data" / "national_kinds.yaml"


@cache
def kind_keys() -> Mapping[str, str]:
    """The key of the catalogue by the national code; the first code of a kind is the one that is told."""
    return {str(row["code"]): str(row["kind"]) for row in yaml.safe_load(_FILE.read_text(encoding="utf-8"))}


def kind_here(code: str) -> str:
    """The kind of a national code; what is not known is another result, kept all the same."""
    return kind_keys().get(code, OTHER)


def codes_of(kind: str) -> tuple[str, ...]:
    """The national codes of a kind."""
    return tuple(code for code, key in kind_keys().items() if key == kind)


def code_there(kind: str, *, agency: str) -> str:
    """Under which national code a result of a kind or procedure is told; one without is told under the city's own code."""
    known = kind_of(key=kind)
    codes = codes_of(known.key) if known is not None and known.key != OTHER else ()
    return codes[0] if codes else f"KQ.{agency}.{''.join(c for c in kind if c.isdecimal())[:12] or '0'}"
