"""What an editor of forms needs: preview, lint, comparison, export and import. Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import override

from motcua.platform.eforms import queries
from motcua.platform.eforms.adapters import drawing
from motcua.platform.eforms.contracts import (
    Draft,
    DraftState,
    FieldChange,
    FormDefinition,
    FormFault,
    FormRefused,
)
from motcua.platform.eforms.models import Form
from motcua.platform.eforms.rules import comparing, documents, linting
from motcua.platform.eforms.rules.answers import counted
from motcua.platform.eforms.rules.views import field_views

EXPORTED = "motcua.form/1"


def preview_page(
    *, document: Mapping[str, Any], page: str, now: datetime, language: str = "vi", values: Mapping[str, Any] | None = None
) -> str:
    """One page of an unpublished form document as HTML, as a person will see it, without a form element around it.

    ``values`` are typed answers to try conditions with. Errors: ``FormRefused`` naming the mistake; ``PageUnknown``.
    """
    form = documents.parse(document)
    of, facts = form.page(page), queries.facts(form=form, now=now)
    draft = _pretended(form, counted(form, values or {}, today=facts.today), now)
    views = field_views(form=form, page=page, draft=draft, errors=(), facts=facts, language=language)
    groups = drawing.drawn_groups(of, views, language=language, file_url=lambda _: "#")
    with override(language):
        return str(render_to_string("eforms/preview.html", {**drawing.page_words(form, of, language), "groups": groups}))


def _pretended(form: FormDefinition, values: Mapping[str, Any], now: datetime) -> Draft:
    """A draft that is nowhere kept."""
    return Draft(
        uuid=UUID(int=0), form=form.ref, owner_ref="", context={}, state=DraftState.OPEN, values=values, raw={}, rows={}, labels={},
        provenance={}, notes=(), visited=(), created_at=now, updated_at=now, expires_at=now,
    )  # fmt: skip


def lint_form(*, document: Mapping[str, Any]) -> tuple[FormFault, ...]:
    """Everything to mend in a form document, with paths and sentences in both languages; errors keep it from being published."""
    return tuple(linting.faults(document))


def diff_forms(*, a: Mapping[str, Any] | FormDefinition, b: Mapping[str, Any] | FormDefinition) -> tuple[FieldChange, ...]:
    """How the questions of two versions differ, by stable name, in the order of the newer; for rebasing and for editors.

    Takes documents or definitions. ``FormRefused`` for a document that cannot be used.
    """
    one, other = (thing if isinstance(thing, FormDefinition) else documents.parse(thing) for thing in (a, b))
    return tuple(comparing.changes(one, other))


def export_form(*, key: str, version: int | None = None) -> dict[str, Any]:
    """A published form to carry elsewhere: its document (pages, conditions, words) and the JSON Schema of its data. ``FormUnknown``."""
    form = queries.form(key=key, version=version)
    row = Form.objects.get(key=form.key, version=form.version)
    return {
        "format": EXPORTED,
        "version": form.version,
        "content_hash": form.content_hash,
        "document": row.document,
        "schema": dict(form.schema),
    }


def import_form(*, exported: Mapping[str, Any]) -> dict[str, Any]:
    """The form document of an export, checked: right format, unchanged content, and a document that can be published. ``FormRefused``."""
    document = exported.get("document")
    key = str(document.get("key", "?")) if isinstance(document, Mapping) else "?"
    if exported.get("format") != EXPORTED or not isinstance(document, Mapping):
        raise FormRefused(key=key, where="format", why=f"this is no export of the format {EXPORTED}")
    if documents.content_hash(document) != exported.get("content_hash"):
        raise FormRefused(key=key, where="content_hash", why="the document was changed after it was exported")
    documents.parse(document)
    return dict(document)
