"""The printed receipt as a template of the documents room."""

from __future__ import annotations

from pathlib import Path

from motcua.platform.documents import api as documents

_FOLDER = Path(__file__).resolve().parent / "printed"


def register() -> None:
    """Add every template of this room, as ``payments/<file name>``."""
    for path in sorted(_FOLDER.glob("*.typ")):
        documents.templates.add(documents.DocumentTemplate(key=f"payments/{path.stem}", source=path.read_text(encoding="utf-8")))
