"""The context of a question page: fields as the field component takes them, errors with links to the right input."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import show_instant
from motcua.platform.eforms import api
from motcua.platform.eforms.adapters.drawing import drawn_groups
from motcua.platform.eforms.contracts import Draft, FieldError, FieldView, FormDefinition, UiField
from motcua.platform.eforms.rules.words import pick

_COMPOSED = frozenset({"info", "heading", "picture", "calculated", "repeated", "table", "declaration", "reference"})


def page_context(*, draft: Draft, page: str, errors: Sequence[FieldError], now: datetime, language: str) -> dict[str, Any]:
    """Everything a question page shows. ``earlier`` is the key of the page before, empty on the first."""
    form = api.definition_of(draft=draft)
    this = form.page(page)
    keys = [p.key for p in api.asked_pages(form=form, values=draft.values, today=local_date(now))]
    place = keys.index(page) if page in keys else 0
    fields = api.page_view(draft=draft, page=page, now=now, language=language, errors=tuple(errors), unasked=True)
    single = len(fields) == 1 and fields[0].kind not in _COMPOSED and not fields[0].parts

    def file_url(file_id: str) -> str:
        return reverse("eforms_file", args=[draft.uuid, file_id])

    return {
        "draft": draft,
        "page_title": pick(language, this.title_vi, this.title_en),
        "lead": pick(language, this.lead_vi, this.lead_en),
        "form_title": pick(language, str(draft.context.get("title_vi", form.title_vi)), str(draft.context.get("title_en", ""))),
        "groups": drawn_groups(this, fields, language=language, file_url=file_url, single=single),
        "single": single,
        "errors": [problem(error, fields, language) for error in errors],
        "notes": _notes(draft, fields, form, language),
        "outdated": [f.label for f in fields if f.name in draft.outdated and f.value == "" and not f.hidden],
        "sources": any(way.split(".", 1)[0] != "answers" for f in this.fields for way in _ways(f)),
        "rules": json.dumps(api.page_rules(draft=draft, page=page, now=now, language=language), ensure_ascii=False),
        "step": place + 1,
        "steps": len(api.possible_pages(form=form, values=draft.values, today=local_date(now))),
        "earlier": keys[place - 1] if place else "",
    }


def problem(error: FieldError, fields: Iterable[FieldView], language: str) -> dict[str, str]:
    """One line of the error summary, linked to the input that a person can type into."""
    target = error.name
    for view in fields:
        if view.name != error.name:
            continue
        if view.parts:
            target = view.parts[0].name
        elif view.rows:
            target = view.rows[0][1][0].name
        elif view.kind == "reference":
            target = f"{view.name}-query"
    return {"text": error.sentence(language), "field": target}


def _ways(field: UiField) -> tuple[str, ...]:
    """What sources are asked for a question: its answer, and the paper that it asks for."""
    return (*field.prefill, field.register) if field.register else field.prefill


def _notes(draft: Draft, fields: Sequence[FieldView], form: FormDefinition, language: str) -> list[dict[str, str]]:
    """Sources that could have filled in a question of this page and did not answer."""
    sources = {way.split(".", 1)[0] for view in fields for way in _ways(form.field(view.name))}
    return [
        {"label": pick(language, n.label_vi, n.label_en), "at": show_instant(n.at, language)} for n in draft.notes if n.source in sources
    ]
