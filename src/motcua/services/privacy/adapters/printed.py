"""Printed papers of the room, as templates of the documents room: ``*.typ`` for PDF, ``*.docx.yaml`` for Word."""

from __future__ import annotations

from pathlib import Path

import yaml

from motcua.platform.documents import api as documents

NOTICE, COPY, IMPACT = "privacy/breach-notice", "privacy/personal-copy", "privacy/impact"
_PAPERS = Path(__file__).resolve().parent / "papers"


def register() -> None:
    """Add every template of this room, as ``privacy/<file name>``."""
    for path in sorted(_PAPERS.glob("*.typ")):
        documents.templates.add(documents.DocumentTemplate(key=f"privacy/{path.stem}", source=path.read_text(encoding="utf-8")))


def word_template(name: str) -> str:
    """The key of a Word template; built at its first use, since most processes never need one."""
    key = f"privacy/{name}"
    if key not in documents.word_templates:
        outline = yaml.safe_load((_PAPERS / f"{name}.docx.yaml").read_text(encoding="utf-8"))
        documents.word_templates.add(documents.WordTemplate(key=key, content=documents.docx_template(outline=outline)))
    return key
