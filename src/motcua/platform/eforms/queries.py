"""Reads: forms, drafts, their pages and what is still wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from motcua.foundation.registers import api as registers
from motcua.foundation.units import api as units
from motcua.foundation.units.contracts import Unit
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import show_instant
from motcua.kernel.text import sort_key
from motcua.platform.eforms.contracts import (
    AnswerGroup,
    Difference,
    Draft,
    DraftState,
    DraftSummary,
    DraftUnknown,
    Facts,
    FieldError,
    FieldKind,
    FieldView,
    FormDefinition,
    FormRef,
    FormUnknown,
    ListEntry,
    OldUnit,
    PrefilledValue,
    SourceNote,
)
from motcua.platform.eforms.models import DraftRow, Form
from motcua.platform.eforms.policies import can_use_draft
from motcua.platform.eforms.rules import answers, browser, documents, views
from motcua.platform.eforms.rules.lists import SHARED
from motcua.platform.eforms.rules.schema import sensitive

_UNIT_KINDS = frozenset({FieldKind.UNIT, FieldKind.ADDRESS, FieldKind.OLD_UNIT, FieldKind.ANY_ADDRESS, FieldKind.PLACE})
_OLD_KINDS = frozenset({FieldKind.OLD_UNIT, FieldKind.ANY_ADDRESS})
LAST_OLD_DAY = date(2025, 6, 30)  # communes as they were until NQ 1669/NQ-UBTVQH15 came into force


def form(*, key: str, version: int | None = None) -> FormDefinition:
    """The form of that key, in that version or the newest; ``FormUnknown``."""
    rows = Form.objects.filter(key=key)
    row = rows.filter(version=version).first() if version else rows.order_by("-version").first()
    if row is None:
        raise FormUnknown(key=key)
    return definition(row)


_read: dict[FormRef, FormDefinition] = {}
_MOST_READ = 512


def definition(row: Form) -> FormDefinition:
    """The parsed document of a row; parsed once per content, for what was published never changes."""
    ref = FormRef(row.key, row.version, row.content_hash)
    if ref not in _read:
        if len(_read) >= _MOST_READ:
            _read.clear()
        _read[ref] = documents.build(row.document, version=row.version)
    return _read[ref]


def facts(*, form: FormDefinition, now: datetime, found: Mapping[str, Sequence[Mapping[str, Any]]] | None = None) -> Facts:
    """What reading and showing this form may know of the world at ``now``."""
    today = local_date(now)
    fields = [sub for page in form.pages for f in page.fields for sub in (f, *f.fields)]
    kinds = {f.kind for f in fields}
    known = {u.code: u.full_name for u in units.communes(on=today)} if kinds & _UNIT_KINDS else {}
    linked = {f.source for f in fields if f.kind == FieldKind.LINKED and f.source not in SHARED}
    return Facts(
        today=today,
        units=known,
        old_units=_old_units(today, frozenset(known)) if kinds & _OLD_KINDS else {},
        lists={source: _catalogue(source, today) for source in sorted(linked)},
        found=found or {},
    )


def _catalogue(source: str, today: date) -> tuple[ListEntry, ...]:
    """A catalogue of the registers as a list of lists; an entry names the one above it in its attribute ``parent``."""
    entries = registers.entries(catalogue=source, on=today)
    return tuple(ListEntry(e.code, e.vi, e.en, str(e.attributes.get("parent", ""))) for e in entries)


@lru_cache(maxsize=4)
def _old_units(today: date, known: frozenset[str]) -> Mapping[str, OldUnit]:
    """The communes of before 1 July 2025 with their districts and successors. Asked once in a process, for the past does not change."""
    tree = units.tree(on=LAST_OLD_DAY)
    names = {child.unit.code: child.unit.full_name for node in tree for child in node.children}
    old: dict[str, tuple[Unit, list[str]]] = {}
    for code in sorted(known):
        for link in units.predecessors(code=code, on=today):
            if link.unit.is_commune:
                old.setdefault(link.unit.code, (link.unit, []))[1].append(code)
    listed = sorted(old.items(), key=lambda one: (sort_key(names.get(one[1][0].parent_code, "")), sort_key(one[1][0].name)))
    return {code: OldUnit(code, unit.full_name, names.get(unit.parent_code, ""), tuple(now)) for code, (unit, now) in listed}


def row_of(*, draft_id: UUID, actor: Actor, lock: bool = False) -> DraftRow:
    """The row of a draft that the actor may use; ``DraftUnknown`` for all others, so that nobody learns which exist."""
    rows = DraftRow.objects.select_related("form")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(uuid=draft_id, discarded_at=None).first()
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
        version=row.version,
        found=kept.get("found", {}),
        outdated=tuple(kept.get("outdated", ())),
        conflicts=tuple(kept.get("conflicts", {})),
        registers=kept.get("registers", {}),
        known_papers={key: _known(entry) for key, entry in _known_papers(kept).items()},
    )


def _known_papers(kept: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """What registers said of papers; nothing while the form is filled in for another, of whom they were not asked."""
    found: Mapping[str, Mapping[str, Any]] = {} if kept.get("for_another") else kept.get("known_papers", {})
    return found


def _known(entry: Mapping[str, Any]) -> PrefilledValue:
    return PrefilledValue(entry["value"], entry["vi"], entry["en"], datetime.fromisoformat(entry["at"]), entry.get("way", ""))


def definition_of(*, draft: Draft) -> FormDefinition:
    """The form, in the version with which the draft was started, in the words of this draft."""
    known = _read.get(draft.form) or form(key=draft.form.key, version=draft.form.version)
    return documents.reworded(known, draft.labels, registers=draft.registers, known=draft.known_papers.keys())


def form_of(row: DraftRow) -> FormDefinition:
    """The same, for a row at hand."""
    kept = row.answers or {}
    return documents.reworded(
        definition(row.form), kept.get("labels", {}), registers=kept.get("registers"), known=_known_papers(kept).keys()
    )


def drafts_of(*, actor: Actor, now: datetime) -> tuple[DraftSummary, ...]:
    """The actor's open drafts, last changed first."""
    return _listed(actor, now, thrown_away=False)


def discarded_drafts(*, actor: Actor, now: datetime) -> tuple[DraftSummary, ...]:
    """The actor's drafts that were thrown away and can still be taken back."""
    return _listed(actor, now, thrown_away=True)


def _listed(actor: Actor, now: datetime, *, thrown_away: bool) -> tuple[DraftSummary, ...]:
    rows = DraftRow.objects.select_related("form").filter(owner_ref=actor.ref, state=DraftRow.OPEN, expires_at__gt=now)
    rows = rows.filter(discarded_at__isnull=not thrown_away)
    return tuple(_summary(row) for row in rows.order_by("-updated_at")[:50])


def _summary(row: DraftRow) -> DraftSummary:
    of, kept = form_of(row), to_draft(row)
    pages = answers.asked_pages(form=of, values=kept.values, today=local_date(row.updated_at))
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
        len(answers.possible_pages(form=of, values=kept.values, today=local_date(row.updated_at))),
        waiting,
        row.discarded_at,
    )


def validate_all(*, draft_id: UUID, actor: Actor, now: datetime) -> tuple[FieldError, ...]:
    """Everything that keeps the draft from being submitted, in the order of its pages."""
    kept = draft(draft_id=draft_id, actor=actor)
    of = definition_of(draft=kept)
    return answers.errors_of(of, values=kept.values, raw=kept.raw, facts=facts_of(kept, of, now))


def facts_of(draft: Draft, form: FormDefinition, now: datetime) -> Facts:
    """The facts for a draft: those of its form, and what it has found in registers."""
    return facts(form=form, now=now, found=draft.found)


def page_view(
    *, draft: Draft, page: str, now: datetime, language: str, errors: tuple[FieldError, ...] = (), unasked: bool = False
) -> tuple[FieldView, ...]:
    """The questions of one page as a template shows them; ``unasked`` adds those that the answers do not lead to, marked as hidden."""
    of = definition_of(draft=draft)
    known = facts_of(draft, of, now)
    return views.field_views(form=of, page=page, draft=draft, errors=errors, facts=known, language=language, unasked=unasked)


def page_errors(*, draft: Draft, page: str, now: datetime) -> tuple[FieldError, ...]:
    """What is still wrong on one page."""
    of = definition_of(draft=draft)
    return answers.page_errors(of, page, values=draft.values, raw=draft.raw, facts=facts_of(draft, of, now))


def summary(*, draft: Draft, now: datetime, language: str) -> tuple[AnswerGroup, ...]:
    """The answers of a draft in words, page by page."""
    of = definition_of(draft=draft)
    return views.answer_groups(form=of, draft=draft, facts=facts_of(draft, of, now), language=language)


def page_rules(*, draft: Draft, page: str, now: datetime, language: str) -> dict[str, Any]:
    """What a browser needs to hide, show, calculate and check while a person types; the server judges again whatever it says."""
    of = definition_of(draft=draft)
    return browser.page_rules(form=of, page=of.page(page), draft=draft, today=local_date(now), language=language)


def conflict(*, draft_id: UUID, page: str, actor: Actor, now: datetime, language: str) -> tuple[Difference, ...]:
    """The answers of a page that two devices gave differently, in words; empty when there is nothing to choose. ``DraftUnknown``."""
    row = row_of(draft_id=draft_id, actor=actor)
    of, kept = form_of(row), to_draft(row)
    known = facts_of(kept, of, now)
    typed = (row.answers or {}).get("conflicts", {}).get(page, {}).get("typed", {})
    return tuple(
        Difference(
            name=field.name,
            label=field.label_en if language == "en" else field.label_vi,
            kept=views.as_typed(field, kept.values.get(field.name), kept.raw.get(field.name, {}), known, language),
            typed=views.as_typed(field, None, typed[field.name], known, language),
        )
        for field in of.page(page).fields
        if field.name in typed
    )


def print_data(*, draft_id: UUID, actor: Actor, now: datetime, language: str) -> dict[str, Any]:
    """A draft for paper, as plain JSON: title, version, when, and the answers in words group by group; sensitive ones are marked.

    For a page of HTML and for templates of documents. ``DraftUnknown``.
    """
    kept = draft(draft_id=draft_id, actor=actor)
    of = definition_of(draft=kept)
    marked = {f.name for page in of.pages for f in page.fields if sensitive(f)}
    title = kept.context.get("title_en" if language == "en" else "title_vi") or (of.title_en if language == "en" else of.title_vi)
    return {
        "title": str(title),
        "form": f"{of.key} · {of.version}",
        "at": show_instant(now, language),
        "open": kept.state == DraftState.OPEN,
        "groups": [
            {
                "title": group.title,
                "answers": [{"label": a.label, "text": a.text, "source": a.source, "sensitive": a.name in marked} for a in group.answers],
            }
            for group in summary(draft=kept, now=now, language=language)
        ],
    }
