"""Printed papers of the room, as templates of the documents room."""

from __future__ import annotations

from pathlib import Path

from motcua.platform.documents import api as documents

NOTICE, COPY = "privacy/breach-notice", "privacy/personal-copy"
_PAPERS = Path(__file__).resolve().parent / "papers"


def register() -> None:
    """Add every template of this room, as ``privacy/<file name>``."""
    for path in sorted(_PAPERS.glob("*.typ")):
        documents.templates.add(documents.DocumentTemplate(key=f"privacy/{path.stem}", source=path.read_text(encoding="utf-8")))
