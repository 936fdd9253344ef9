"""Declarations of adapters to begin with: one for each kind, whole and valid, to be written over."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent.parent / "data" / "adapters"
KINDS = ("mapping", "soap", "files")


def example(kind: str) -> str:
    """The declaration of a small service of that kind as JSON; empty for another kind."""
    return (_FOLDER / f"{kind}.json").read_text() if kind in KINDS else ""
