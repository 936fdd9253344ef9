"""The answers of a dossier's form, ready to show, with the source of those that were prefilled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.kernel.errors import NamedError
from motcua.platform.casework.contracts import FieldValue
from motcua.platform.casework.models import Dossier
from motcua.platform.eforms import api as eforms
from motcua.platform.eforms.contracts import SILENT, UPLOADS


def plain_answers(row: Dossier) -> Mapping[str, Any]:
    """The answers of the form by name, as they were given; for guards and resolvers, never to be shown."""
    kept: Mapping[str, Any] = row.form_data or {}
    found: Mapping[str, Any] = kept.get("answers", {})
    return found


def answers_of(row: Dossier, *, language: str = "vi") -> tuple[FieldValue, ...]:
    """Every answer in the order of the form's questions; papers are shown apart. Values are in the words of ``language``."""
    kept: Mapping[str, Any] = row.form_data or {}
    values: Mapping[str, Any] = kept.get("answers", {})
    if not values:
        return ()
    try:
        form = eforms.form(key=row.form_key, version=row.form_version or None)
    except NamedError:
        return tuple(FieldValue(name=n, label_vi=n, label_en=n, value=str(v)) for n, v in values.items())
    facts = eforms.facts(form=form, now=row.submitted_at)
    sources: Mapping[str, Any] = kept.get("sources", {})
    shown = []
    for page in form.pages:
        for field in page.fields:
            if field.name not in values or field.kind in UPLOADS | SILENT:
                continue
            text = eforms.answer_text(field=field, value=values[field.name], facts=facts, language=language)
            source = sources.get(field.name, {})
            shown.append(
                FieldValue(
                    name=field.name, label_vi=field.label_vi, label_en=field.label_en, value=text, source_vi=_source(source, "vi"),
                    source_en=_source(source, "en"),
                )
            )
    return tuple(shown)


def _source(source: Mapping[str, str], language: str) -> str:
    if not source:
        return ""
    at = datetime.fromisoformat(source["at"])
    return f"{source[language]}, {at:%d/%m/%Y}"
