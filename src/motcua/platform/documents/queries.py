"""Reads of the documents room: the types of official documents."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from motcua.platform.documents.contracts import DocumentType

_DATA = Path(__file__).resolve().parent / "data" / "document_types.yaml"


@cache
def _types() -> dict[str, DocumentType]:
    rows = yaml.safe_load(_DATA.read_text(encoding="utf-8"))["types"]
    return {row["abbreviation"]: DocumentType(**row) for row in rows}


def document_types() -> tuple[DocumentType, ...]:
    """All types of official documents with their abbreviations (NĐ 30/2020/NĐ-CP, Phụ lục III)."""
    return tuple(_types().values())


def document_type(*, abbreviation: str) -> DocumentType | None:
    """The type of an abbreviation (``QĐ``); None for an unknown one."""
    return _types().get(abbreviation)
