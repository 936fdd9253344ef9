"""Reads: forms, drafts, their pages and what is still wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.platform.eforms.contracts import (
    AnswerGroup,
    Draft,
    DraftState,
    DraftSummary,
    DraftUnknown,
    Facts,
    FieldError,
    FieldKind,
    FieldView,
    FormDefinition,
    FormUnknown,
    PrefilledValue,
    SourceNote,
)
from motcua.platform.eforms.models import DraftRow, Form
from motcua.platform.eforms.policies import can_use_draft
from motcua.platform.eforms.rules import answers, documents, views

_UNIT_KINDS = (FieldKind.UNIT, FieldKind.ADDRESS)


def form(*, key: str, version: int | None = None) -> FormDefinition:
    """The form of that key, in that version or the newest; ``FormUnknown``."""
    rows = Form.objects.filter(key=key)
    row = rows.filter(version=version).first() if version else rows.order_by("-version").first()
    if row is None:
        raise FormUnknown(key=key)
    return definition(row)


def definition(row: Form) -> FormDefinition:
    """The parsed document of a row; parsed once per content."""
    return _parsed(row.key, row.version, row.content_hash, _Document(row.document))


class _Document:
    """A document that compares as equal to any other: the content hash beside it is the cache key."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Document)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=256)
def _parsed(key: str, version: int, content_hash: str, document: _Document) -> FormDefinition:
    return documents.parse(document.content, version=version)


def facts(*, form: FormDefinition, now: datetime) -> Facts:
    """What reading and showing this form may know of the world at ``now``."""
    today = local_date(now)
    needed = any(f.kind in _UNIT_KINDS or any(s.kind in _UNIT_KINDS for s in f.fields) for page in form.pages for f in page.fields)
    return Facts(today=today, units={u.code: u.full_name for u in units.communes(on=today)} if needed else {})


def row_of(*, draft_id: UUID, actor: Actor, lock: bool = False) -> DraftRow:
    """The row of a draft that the actor may use; ``DraftUnknown`` for all others, so that nobody learns which exist."""
    rows = DraftRow.objects.select_related("form")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(uuid=draft_id).first()
    if row is None or not can_use_draft(actor, row.owner_ref):
        raise DraftUnknown
    return row


def draft(*, draft_id: UUID, actor: Actor) -> Draft:
    """A draft of the actor's; ``DraftUnknown``."""
    return to_draft(row_of(draft_id=draft_id, actor=actor))


def to_draft(row: DraftRow) -> Draft:
    """The contract of a row."""
    kept = row.answers or {}
    return Draft(
        uuid=row.uuid,
        form=definition(row.form).ref,
        owner_ref=row.owner_ref,
        context=row.context,
        state=DraftState(row.state),
        values=kept.get("values", {}),
        raw=kept.get("raw", {}),
        rows=kept.get("rows", {}),
        labels=kept.get("labels", {}),
        provenance={name: _known(entry) for name, entry in kept.get("provenance", {}).items()},
        notes=tuple(SourceNote(n["source"], n["vi"], n["en"], datetime.fromisoformat(n["at"])) for n in kept.get("notes", ())),
        visited=tuple(kept.get("visited", ())),
        created_at=row.created_at,
        updated_at=row.updated_at,
        expires_at=row.expires_at,
    )


def _known(entry: Mapping[str, Any]) -> PrefilledValue:
    return PrefilledValue(entry["value"], entry["vi"], entry["en"], datetime.fromisoformat(entry["at"]))


def definition_of(*, draft: Draft) -> FormDefinition:
    """The form, in the version with which the draft was started, in the words of this draft."""
    return documents.reworded(form(key=draft.form.key, version=draft.form.version), draft.labels)


def form_of(row: DraftRow) -> FormDefinition:
    """The same, for a row at hand."""
    return documents.reworded(definition(row.form), (row.answers or {}).get("labels", {}))


def drafts_of(*, actor: Actor, now: datetime) -> tuple[DraftSummary, ...]:
    """The actor's open drafts, last changed first."""
    rows = DraftRow.objects.select_related("form").filter(owner_ref=actor.ref, state=DraftRow.OPEN, expires_at__gt=now)
    return tuple(_summary(row) for row in rows.order_by("-updated_at")[:50])


def _summary(row: DraftRow) -> DraftSummary:
    of, kept = form_of(row), to_draft(row)
    pages = answers.asked_pages(form=of, values=kept.values)
    done = [p for p in pages if p.key in kept.visited]
    waiting = next((p.key for p in pages if p.key not in kept.visited), "")
    return DraftSummary(
        row.uuid,
        of.title_vi,
        of.title_en,
        row.context,
        row.updated_at,
        row.expires_at,
        len(done),
        len(answers.possible_pages(form=of, values=kept.values)),
        waiting,
    )


def validate_all(*, draft_id: UUID, actor: Actor, now: datetime) -> tuple[FieldError, ...]:
    """Everything that keeps the draft from being submitted, in the order of its pages."""
    kept = draft(draft_id=draft_id, actor=actor)
    of = definition_of(draft=kept)
    return answers.errors_of(of, values=kept.values, raw=kept.raw, facts=facts(form=of, now=now))


def page_view(*, draft: Draft, page: str, now: datetime, language: str, errors: tuple[FieldError, ...] = ()) -> tuple[FieldView, ...]:
    """The questions of one page as a template shows them."""
    of = definition_of(draft=draft)
    return views.field_views(form=of, page=page, draft=draft, errors=errors, facts=facts(form=of, now=now), language=language)


def page_errors(*, draft: Draft, page: str, now: datetime) -> tuple[FieldError, ...]:
    """What is still wrong on one page."""
    of = definition_of(draft=draft)
    return answers.page_errors(of, page, values=draft.values, raw=draft.raw, facts=facts(form=of, now=now))


def summary(*, draft: Draft, now: datetime, language: str) -> tuple[AnswerGroup, ...]:
    """The answers of a draft in words, page by page."""
    of = definition_of(draft=draft)
    return views.answer_groups(form=of, draft=draft, facts=facts(form=of, now=now), language=language)
