"""The answers of a dossier's form, ready to show, with the source of those that were prefilled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.kernel.errors import NamedError
from motcua.platform.casework.contracts import ChangedAnswer, FieldValue
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.queries import loading
from motcua.platform.eforms import api as eforms
from motcua.platform.eforms.contracts import SILENT, UPLOADS, FieldKind, UiField

_CONTACT = frozenset({FieldKind.PHONE, FieldKind.EMAIL})
_REACHES = re.compile(r"(^|_)(phone|e_?mail|tel|telephone|zalo|fax)(_|$)")  # answers that came without a form
_ASKED_FOR = frozenset({"request", "acts_for"})  # of the generic form: about the application, on no record
_LABELS = {"request": ("Nội dung đề nghị giải quyết", "What you ask for"), "phone": ("Số điện thoại", "Phone number")}


def plain_answers(row: Dossier) -> Mapping[str, Any]:
    """The answers of the form by name, as they were given; for guards and resolvers, never to be shown."""
    kept: Mapping[str, Any] = row.form_data or {}
    found: Mapping[str, Any] = kept.get("answers", {})
    return found


def answers_of(row: Dossier, *, language: str = "vi") -> tuple[FieldValue, ...]:
    """Every answer in the order of the form's questions; papers are shown apart. Values are in the words of ``language``.

    An answer that the person changed has no source: see :func:`changed_of`.
    """
    return tuple(answer for _, answer in _read(row, language))


def _read(row: Dossier, language: str) -> list[tuple[UiField | None, FieldValue]]:
    """The answers with the questions that asked for them."""
    kept: Mapping[str, Any] = row.form_data or {}
    values: Mapping[str, Any] = kept.get("answers", {})
    if not values:
        return []
    form = _form_of(row)
    if form is None:
        return [(None, _unasked(name, value)) for name, value in values.items()]
    facts = eforms.facts(form=form, now=row.submitted_at)
    sources = {n: s for n, s in kept.get("sources", {}).items() if n not in kept.get("changed", {})}
    nowhere = [] if row.form_key else [name for name in values if name not in {f.name for page in form.pages for f in page.fields}]
    return [
        (
            field,
            FieldValue(
                name=field.name, label_vi=field.label_vi, label_en=field.label_en,
                value=eforms.answer_text(field=field, value=values[field.name], facts=facts, language=language),
                source_vi=_source(sources.get(field.name, {}), "vi"), source_en=_source(sources.get(field.name, {}), "en"),
            ),
        )
        for field in _asked(form) if field.name in values
    ] + [(None, _unasked(name, values[name])) for name in nowhere]


@dataclass(frozen=True, slots=True)
class Printed:
    """The answers of a dossier for a document: ``every`` one by name, what a result ``lists``, what an extract ``records``."""

    every: Mapping[str, str]
    lists: tuple[FieldValue, ...]
    records: tuple[FieldValue, ...]


def printed_of(row: Dossier) -> Printed:
    """The answers as documents carry them.

    None lists how to reach somebody. An extract is of what stands on record: not of what was asked for, nor where money goes.
    """
    read = _read(row, "vi")
    lists = [(field, a) for field, a in read if not _REACHES.search(a.name) and (field is None or field.kind not in _CONTACT)]
    records = [a for field, a in lists if a.name not in _ASKED_FOR and (field is None or field.kind is not FieldKind.BANK_ACCOUNT)]
    return Printed({a.name: a.value for _, a in read}, tuple(a for _, a in lists), tuple(records))


def changed_of(row: Dossier, *, language: str = "vi") -> tuple[ChangedAnswer, ...]:
    """The answers that differ from what their source said, both in words; asks the database only when there are any."""
    kept: Mapping[str, Any] = row.form_data or {}
    differing: Mapping[str, Any] = kept.get("changed", {})
    form = _form_of(row) if differing else None
    if form is None:
        return ()
    values, sources, facts = kept.get("answers", {}), kept.get("sources", {}), eforms.facts(form=form, now=row.submitted_at)
    return tuple(
        ChangedAnswer(
            name=field.name, label_vi=field.label_vi, label_en=field.label_en,
            said=eforms.answer_text(field=field, value=differing[field.name], facts=facts, language=language),
            given=eforms.answer_text(field=field, value=values[field.name], facts=facts, language=language),
            source_vi=_source(sources.get(field.name, {}), "vi"), source_en=_source(sources.get(field.name, {}), "en"),
        )
        for field in _asked(form) if field.name in differing and field.name in values
    )


def _unasked(name: str, value: Any) -> FieldValue:
    """An answer that no form asked for: told by another system, or written before the form had the question."""
    vi, en = _LABELS.get(name, (name, name))
    return FieldValue(name=name, label_vi=vi, label_en=en, value=str(value))


def _form_of(row: Dossier) -> eforms.FormDefinition | None:
    """The version of the form that asked; for answers that came without a form, the newest of the procedure's own."""
    key = row.form_key or loading.definition_of(row).form_key
    try:
        return eforms.form(key=key, version=row.form_version or None) if key else None
    except NamedError:
        return None


def _asked(form: eforms.FormDefinition) -> list[UiField]:
    return [field for page in form.pages for field in page.fields if field.kind not in UPLOADS | SILENT]


def _source(source: Mapping[str, str], language: str) -> str:
    if not source:
        return ""
    at = datetime.fromisoformat(source["at"])
    return f"{source[language]}, {at:%d/%m/%Y}"
