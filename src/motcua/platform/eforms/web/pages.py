"""The context of a question page: fields as the field component takes them, errors with links to the right input."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from motcua.kernel.dates_vi import show_instant
from motcua.kit.ui.render import render as ui_html
from motcua.platform.eforms import api
from motcua.platform.eforms.contracts import Draft, FieldError, FieldView
from motcua.platform.eforms.rules.words import pick


def page_context(*, draft: Draft, page: str, errors: Sequence[FieldError], now: datetime, language: str) -> dict[str, Any]:
    """Everything a question page shows. ``earlier`` is the key of the page before, empty on the first."""
    form = api.definition_of(draft=draft)
    this = form.page(page)
    keys = [p.key for p in api.asked_pages(form=form, values=draft.values)]
    place = keys.index(page) if page in keys else 0
    fields = api.page_view(draft=draft, page=page, now=now, language=language, errors=tuple(errors))
    single = len(fields) == 1 and fields[0].kind not in ("info", "repeated", "address", "declaration")
    return {
        "draft": draft,
        "page_title": pick(language, this.title_vi, this.title_en),
        "lead": pick(language, this.lead_vi, this.lead_en),
        "form_title": pick(language, str(draft.context.get("title_vi", form.title_vi)), str(draft.context.get("title_en", ""))),
        "fields": [arguments(draft, f, heading=1 if single else 0) for f in fields],
        "single": single,
        "errors": [problem(error, fields, language) for error in errors],
        "notes": _notes(draft, fields, language),
        "step": place + 1,
        "steps": len(api.possible_pages(form=form, values=draft.values)),
        "earlier": keys[place - 1] if place else "",
    }


def arguments(draft: Draft, view: FieldView, *, heading: int = 0) -> dict[str, Any]:
    """A field view as the template walks it: ``html`` is the drawn field, ``parts`` and ``rows`` those of composed ones."""
    ui: dict[str, Any] = {
        "kind": view.widget,
        "name": view.name,
        "label": view.label,
        "value": view.value,
        "hint": view.hint,
        "error": view.error,
        "source": view.source,
        "required": view.required,
        "options": view.options or None,
        "heading": heading,
        "inline": view.inline,
        "autocomplete": view.autocomplete,
        "suffix": view.suffix,
        "attrs": dict(view.attrs) or None,
    }
    if view.kind == "file":
        ui |= {"accept": view.accept, "max_mb": view.max_mb, "multiple": True, "files": [_kept(draft, f) for f in view.files]}
    return {
        "view": view,
        "html": "" if view.parts or view.rows or view.kind == "info" else ui_html("field", **ui),
        "parts": [arguments(draft, part) for part in view.parts],
        "rows": [(number, place, [arguments(draft, sub) for sub in row]) for place, (number, row) in enumerate(view.rows, start=1)],
    }


def _kept(draft: Draft, ref: Any) -> dict[str, str]:
    href = reverse("eforms_file", args=[draft.uuid, ref["file_id"]])
    return {"name": ref["name"], "size": ref["size"], "href": href, "remove_value": ref["file_id"]}


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
    return {"text": error.sentence(language), "field": target}


def _notes(draft: Draft, fields: Sequence[FieldView], language: str) -> list[dict[str, str]]:
    """Sources that could have filled in a question of this page and did not answer."""
    form = api.definition_of(draft=draft)
    sources = {way.split(".", 1)[0] for view in fields for way in form.field(view.name).prefill}
    return [
        {"label": pick(language, n.label_vi, n.label_en), "at": show_instant(n.at, language)} for n in draft.notes if n.source in sources
    ]
