"""Asking sources for known facts: when a draft is started and again on request; and carrying answers over to later pages."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.consent import api as consent
from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import Denied
from motcua.platform.eforms import queries
from motcua.platform.eforms.contracts import (
    Draft,
    DraftFrozen,
    DraftState,
    Earlier,
    Facts,
    FormDefinition,
    PrefilledValue,
    Prefiller,
    UiField,
    prefillers,
)
from motcua.platform.eforms.models import DraftRow
from motcua.platform.eforms.rules.answers import asked
from motcua.platform.eforms.rules.carrying import fits, taken_over
from motcua.platform.eforms.rules.expressions import holds

log = logging.getLogger(__name__)
ANSWERS, ACCOUNT = "answers", "account"
SELF_SERVICE = "self-service"
_OWN_FORM = "NĐ 118/2025/NĐ-CP; Luật 91/2025/QH15 Điều 19"
_FRESH = timedelta(hours=1)


def known_facts(
    *, form: FormDefinition, actor: Actor, facts: Facts, now: datetime, earlier: Earlier | None = None,
    heard: Mapping[str, PrefilledValue] | None = None, registers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What a new draft holds. A source that fails leaves a note and stops nothing; what a source knows goes before an earlier answer.

    ``heard`` are facts of the applicant by their names, for questions that ask any source for them and got no answer; ``registers`` the
    facts that make a required paper unnecessary.
    """
    values = {f.name: f.default for page in form.pages for f in page.fields if f.default is not None}
    provenance: dict[str, Any] = {}
    outdated: tuple[str, ...] = ()
    if earlier is not None:
        before, outdated = taken_over(form=form, data=earlier.data, facts=facts)
        values |= before
        told_then = (earlier.label_vi, earlier.label_en, earlier.at, earlier.way)
        provenance = {n: entry(PrefilledValue(v, *told_then)) for n, v in before.items()}
    fields = [field for page in form.pages for field in page.fields]
    ways = dict(registers or {})
    told, notes = _ask_all(_wanted(fields, ways.values()), actor=actor, now=now)
    for field in fields:
        known = _best(field, told, facts) or _heard(field, heard or {}, facts)
        if known is not None:
            values[field.name] = known.value
            provenance[field.name] = entry(known)
    outdated = tuple(name for name in outdated if name not in provenance)
    empty: dict[str, Any] = {"raw": {}, "rows": {}, "visited": [], "found": {}, "saved": {}, "conflicts": {}}
    papers = {"registers": ways, "known_papers": {key: entry(told[way]) for key, way in ways.items() if _has(told.get(way))}}
    return {"values": values, "provenance": provenance, "notes": notes, "outdated": list(outdated), **empty, **papers}


def refresh_prefill(*, draft_id: UUID, page: str, actor: Actor, now: datetime) -> Draft:
    """Ask the sources of one page again. An answer that the person has not changed follows the source; a changed one stays as it is.

    What the source says now is kept beside a changed answer; a paper that its register has no longer is asked for again.
    Errors: ``DraftUnknown``, ``DraftFrozen``, ``PageUnknown``.
    """
    before = queries.draft(draft_id=draft_id, actor=actor)
    form = queries.definition_of(draft=before)
    fields = form.page(page).fields
    facts = queries.facts(form=form, now=now)
    ways = {field.requirement: field.register for field in fields if field.register}
    told, notes = _ask_all(_wanted(fields, ways.values()), actor=actor, now=now)  # before the transaction: none waits for the network
    asked_again = {way.split(".", 1)[0] for field in fields for way in (*field.prefill, *ways.values())}
    with transaction.atomic():
        row = queries.row_of(draft_id=draft_id, actor=actor, lock=True)
        if row.state != DraftRow.OPEN:
            raise DraftFrozen
        kept = row.answers
        kept["notes"] = [note for note in kept["notes"] if note["source"] not in asked_again] + notes
        for field in fields:
            known = _best(field, told, facts)
            if known is not None:
                _follow(field.name, known, kept)
        _follow_registers(kept, ways, told, notes)
        row.version, row.updated_at = row.version + 1, now
        row.save(update_fields=["answers", "version", "updated_at"])
    return queries.to_draft(row)


def reread_registers(*, draft_id: UUID, actor: Actor, now: datetime) -> None:
    """Before a draft is submitted: ask again for papers that a register had when it was read, longer ago than ``_FRESH``.

    What it has no longer is a paper to hand in; a register that does not answer changes nothing. ``DraftUnknown``; nothing for a draft
    that is frozen.
    """
    before = queries.draft(draft_id=draft_id, actor=actor)
    old = {key: before.registers[key] for key, known in before.known_papers.items() if now - known.at > _FRESH}
    if not old or before.state != DraftState.OPEN:
        return
    told, notes = _ask_all(_wanted((), old.values()), actor=actor, now=now)
    with transaction.atomic():
        row = queries.row_of(draft_id=draft_id, actor=actor, lock=True)
        if row.state == DraftRow.OPEN:
            _follow_registers(row.answers, old, told, notes)
            row.save(update_fields=["answers"])


@transaction.atomic
def fill_in_for(*, draft_id: UUID, another: bool, actor: Actor) -> None:
    """Say that the form is filled in for ``another``: no paper is unnecessary for what registers know of whoever fills it in.

    Errors: ``DraftUnknown``, ``DraftFrozen``.
    """
    row = queries.row_of(draft_id=draft_id, actor=actor, lock=True)
    if bool(row.answers.get("for_another")) == another:
        return
    if row.state != DraftRow.OPEN:
        raise DraftFrozen
    row.answers["for_another"] = another
    row.save(update_fields=["answers"])


def _follow_registers(
    kept: dict[str, Any], ways: Mapping[str, str], told: Mapping[str, PrefilledValue], notes: Iterable[Mapping[str, str]]
) -> None:
    """Papers that a register has now, or has no longer; one that failed leaves what it said before."""
    silent = {note["source"] for note in notes}
    for key, way in ways.items():
        if _has(told.get(way)):
            kept.setdefault("known_papers", {})[key] = entry(told[way])
        elif way.split(".", 1)[0] not in silent:
            kept.get("known_papers", {}).pop(key, None)


def _has(known: PrefilledValue | None) -> bool:
    """Whether a register said that there is such a paper: with its file, its number, or a plain yes."""
    return known is not None and bool(known.value)


def _follow(name: str, known: PrefilledValue, kept: dict[str, Any]) -> None:
    typed, told = kept["values"].get(name), kept["provenance"].get(name)
    untouched = name not in kept["raw"] and (typed is None or (told is not None and typed == told["value"]))
    if untouched:
        kept["values"][name] = known.value
    kept["provenance"][name] = entry(known)


def entry(known: PrefilledValue) -> dict[str, Any]:
    """A known fact as it is kept with the draft."""
    said = {"value": known.value, "vi": known.source_label_vi, "en": known.source_label_en, "at": known.at.isoformat()}
    return {**said, "way": known.way} if known.way else said


def _wanted(fields: Iterable[UiField], more: Iterable[str] = ()) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {}
    for way in (*(way for field in fields for way in field.prefill), *more):
        source, fact = way.split(".", 1)
        wanted.setdefault(source, set()).add(fact)
    wanted.pop(ANSWERS, None)
    return wanted


def _ask_all(wanted: Mapping[str, set[str]], *, actor: Actor, now: datetime) -> tuple[dict[str, PrefilledValue], list[dict[str, str]]]:
    told: dict[str, PrefilledValue] = {}
    notes: list[dict[str, str]] = []
    if actor.kind != ActorKind.CITIZEN or actor.subject_id is None:
        return told, notes  # facts of an officer are not facts of the applicant at the counter
    person = identity.person(person_id=actor.subject_id) if wanted else None
    stopped = held_back(actor=actor, now=now) if wanted.keys() - {ACCOUNT} else None
    for key in wanted:
        if stopped is not None and key != ACCOUNT:
            continue  # her page of rights says that nothing is filled in; who she is, this very sign-in told
        source = prefillers.get(key)
        if source is None:
            continue  # the room that has this source is switched off: silence, for nothing was promised
        try:
            answer = source.prefill(actor=actor, person=person, fields=frozenset(wanted[key]), now=now)
        except NamedError as refusal:
            log.warning("prefill source %s did not answer: %s", key, refusal.code)
            notes.append(_note(source, now))
        except Exception:  # whatever ails a source, the form goes on and the person types the facts
            log.exception("prefill source %s failed", key)
            notes.append(_note(source, now))
        else:
            told.update({f"{key}.{fact}": replace(known, way=f"{key}.{fact}") for fact, known in answer.items() if fact in wanted[key]})
    _note_reading(told, actor=actor, now=now)
    return told, notes


def held_back(*, actor: Actor, now: datetime) -> Denied | None:
    """Why nothing that is known of the person may be offered for her form: she restricted its use. None when it may."""
    if actor.kind != ActorKind.CITIZEN or actor.subject_id is None or actor.organisation_id is not None:
        return None
    decision = consent.allows_use(person_id=actor.subject_id, purpose=SELF_SERVICE, at=now)
    return decision if isinstance(decision, Denied) else None


def _note_reading(told: Mapping[str, PrefilledValue], *, actor: Actor, now: datetime) -> None:
    """That registers were read for the form of the person herself; her own account is none, and some sources note it themselves."""
    noting = {source.key for source in prefillers if source.key != ACCOUNT and not getattr(source, "notes_readings", False)}
    ways = sorted(way for way in told if way.split(".", 1)[0] in noting)
    if ways:
        consent.note_access(
            subject_id=actor.subject_id, reader=actor, purpose=SELF_SERVICE, ground=_OWN_FORM, source="eforms.prefill",
            fields=[way.split(".", 1)[1] for way in ways], now=now,
        )  # fmt: skip


def _note(source: Prefiller, now: datetime) -> dict[str, str]:
    return {"source": source.key, "vi": source.label_vi, "en": source.label_en, "at": now.isoformat()}


def _best(field: UiField, told: Mapping[str, PrefilledValue], facts: Facts) -> PrefilledValue | None:
    """The first way that gave a value which this field may hold."""
    for way in field.prefill:
        known = told.get(way)
        if known is not None and fits(field, known.value, facts):
            return known
    return None


def _heard(field: UiField, heard: Mapping[str, PrefilledValue], facts: Facts) -> PrefilledValue | None:
    names = (way.split(".", 1) for way in field.prefill)
    told = (heard[fact] for source, fact in names if source != ANSWERS and fact in heard)
    return next((known for known in told if fits(field, known.value, facts)), None)


def carry_over(*, form: FormDefinition, kept: dict[str, Any], now: datetime) -> None:
    """Fill questions of pages not yet seen with earlier answers (``answers.<field>``) where ``prefill_when`` holds."""
    values, provenance = kept["values"], kept["provenance"]
    titles = {f.name: page for page in form.pages for f in page.fields}
    for page, field in list(asked(form, values)):
        sources = [way.split(".", 1)[1] for way in field.prefill if way.startswith(f"{ANSWERS}.")]
        if not sources or page.key in kept["visited"]:
            continue
        if not holds(field.prefill_when, values):
            if provenance.get(field.name, {}).get("from") == ANSWERS:
                values.pop(field.name, None)
                provenance.pop(field.name)
            continue
        source = next((name for name in sources if values.get(name) is not None), None)
        if source is not None:
            told_on = titles[source]
            known = PrefilledValue(values[source], f"bạn đã ghi ở trang “{told_on.title_vi}”", f"your answer on “{told_on.title_en}”", now)
            values[field.name] = values[source]
            provenance[field.name] = {**entry(known), "from": ANSWERS}
