"""Where a paper was found that nobody handed in, in words."""

from __future__ import annotations

from motcua.platform.casework.contracts import PaperItem
from motcua.platform.eforms import api as eforms


def found_words(paper: PaperItem, language: str) -> str:
    """``đã có trong Cơ sở dữ liệu quốc gia về dân cư, đọc lúc 12:03 22/11/2026``; empty for a paper that was handed in."""
    if paper.read_at is None:
        return ""
    known = eforms.PrefilledValue(None, paper.source_vi, paper.source_en, paper.read_at)
    return eforms.held_text(known=known, language=language)
