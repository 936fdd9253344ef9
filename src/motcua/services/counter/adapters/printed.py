"""The slip of a ticket: small, with a QR code that leads to its page."""

from __future__ import annotations

from pathlib import Path

from motcua.platform.documents import api as documents

SLIP = "counter/slip"


def register() -> None:
    """Add the template to the documents room."""
    source = (Path(__file__).resolve().parent / "slip.typ").read_text(encoding="utf-8")
    documents.templates.add(documents.DocumentTemplate(key=SLIP, source=source))
