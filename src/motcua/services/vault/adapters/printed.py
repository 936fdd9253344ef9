"""Printed papers of the room, as templates of the documents room."""

from __future__ import annotations

from pathlib import Path

from motcua.platform.documents import api as documents

OVERVIEW = "vault/overview"
_PAPERS = Path(__file__).resolve().parent / "papers"


def register() -> None:
    """Add every template of this room, as ``vault/<file name>``."""
    for path in sorted(_PAPERS.glob("*.typ")):
        documents.templates.add(documents.DocumentTemplate(key=f"vault/{path.stem}", source=path.read_text(encoding="utf-8")))
