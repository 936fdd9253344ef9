"""The answers of a dossier as both sides read them, and those that differ from what their source said."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from motcua.kernel.dates_vi import show_instant
from motcua.platform.casework.contracts import Dossier


def answers(found: Dossier, language: str) -> list[dict[str, str]]:
    """Every answer with its source; an answer that the person changed has none."""
    english = language == "en"
    return [
        {"name": a.label_en if english else a.label_vi, "value": a.value, "source": a.source_en if english else a.source_vi}
        for a in found.answers
    ]


def table(found: Dossier, language: str) -> dict[str, Any]:
    """What a source said and the person changed before submitting: the question, before, after, who, when; nothing when all agrees."""
    if not found.changed:
        return {"changed_rows": []}
    english = language == "en"
    who = found.submitter.name if found.submitter else found.party.name
    return {
        "changed_columns": [_("Mục"), _("Nguồn ghi"), _("Người nộp ghi"), _("Ai sửa, lúc nào")],
        "changed_rows": [
            [
                c.label_en if english else c.label_vi,
                {"text": c.said or "–", "hint": c.source_en if english else c.source_vi},
                c.given,
                f"{who}, {show_instant(found.submitted_at, language)}",
            ]
            for c in found.changed
        ],
    }
