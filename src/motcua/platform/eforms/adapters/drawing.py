"""Questions as HTML: field views into the arguments of the design system's components."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.templatetags.static import static

from motcua.kit.ui.render import render as ui_html
from motcua.platform.eforms.contracts import FieldView, FormDefinition, UiPage
from motcua.platform.eforms.rules.words import pick

FileUrl = Callable[[str], str]
_UNDRAWN = frozenset({"info", "heading", "picture", "calculated", "reference"})


def drawn_groups(
    page: UiPage, views: Sequence[FieldView], *, language: str, file_url: FileUrl, single: bool = False
) -> list[dict[str, Any]]:
    """The questions section by section, in order; those outside a section come without a title."""
    sections = {section.key: section for section in page.sections}
    groups = []
    for key, members in groupby(views, key=lambda view: view.section):
        section, drawn = sections.get(key), [arguments(view, file_url=file_url, heading=1 if single else 0) for view in members]
        groups.append(
            {
                "title": pick(language, section.title_vi, section.title_en) if section else "",
                "lead": pick(language, section.lead_vi, section.lead_en) if section else "",
                "fields": drawn,
                "hidden": all(field["view"].hidden for field in drawn),
            }
        )
    return groups


def arguments(view: FieldView, *, file_url: FileUrl, heading: int = 0) -> dict[str, Any]:
    """A field view as the template walks it: ``html`` is the drawn field, ``parts`` and ``rows`` those of composed ones."""
    composed = view.parts or view.rows or view.kind in _UNDRAWN
    return {
        "view": view,
        "html": "" if composed else ui_html("field", **_component(view, file_url, heading)),
        "parts": [arguments(part, file_url=file_url) for part in view.parts],
        "rows": [
            (number, place, [arguments(sub, file_url=file_url) for sub in row]) for place, (number, row) in enumerate(view.rows, start=1)
        ],
        "src": static(view.src) if view.src else "",
    }


def _component(view: FieldView, file_url: FileUrl, heading: int) -> dict[str, Any]:
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
    if view.rows_high:
        ui["rows"] = view.rows_high
    if view.widget == "file":
        kept = [{"name": f["name"], "size": f["size"], "href": file_url(f["file_id"]), "remove_value": f["file_id"]} for f in view.files]
        ui |= {"accept": view.accept, "max_mb": view.max_mb, "multiple": True, "files": kept}
    return ui


def page_words(form: FormDefinition, page: UiPage, language: str) -> Mapping[str, str]:
    """The title and lead of a page, and the form's title."""
    return {
        "page_title": pick(language, page.title_vi, page.title_en),
        "lead": pick(language, page.lead_vi, page.lead_en),
        "form_title": pick(language, form.title_vi, form.title_en),
    }
