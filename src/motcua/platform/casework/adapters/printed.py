"""The printed forms and results of dossiers, as templates of the documents room."""

from __future__ import annotations

from pathlib import Path

from motcua.platform.documents import api as documents

SHEETS = Path(__file__).resolve().parent / "sheets"


def register() -> None:
    """Add every template of this room, as ``casework/<file name>``."""
    for path in sorted(SHEETS.glob("*.typ")):
        documents.templates.add(documents.DocumentTemplate(key=f"casework/{path.stem}", source=path.read_text(encoding="utf-8")))
