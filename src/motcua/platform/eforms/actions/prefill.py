"""Asking sources for known facts, once, when a draft is started; and carrying answers over to later pages."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import jsonschema_rs

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.errors import NamedError
from motcua.platform.eforms.contracts import Facts, FieldKind, FormDefinition, PrefilledValue, Prefiller, UiField, prefillers
from motcua.platform.eforms.rules.answers import asked
from motcua.platform.eforms.rules.expressions import holds
from motcua.platform.eforms.rules.schema import field_schema

log = logging.getLogger(__name__)
ANSWERS = "answers"


def known_facts(*, form: FormDefinition, actor: Actor, facts: Facts, now: datetime) -> dict[str, Any]:
    """``values``, ``provenance`` and ``notes`` of a new draft. A source that fails leaves a note and stops nothing."""
    values = {f.name: f.default for page in form.pages for f in page.fields if f.default is not None}
    provenance: dict[str, Any] = {}
    told, notes = _ask_all(_wanted(form), actor=actor, now=now)
    for page in form.pages:
        for field in page.fields:
            known = _best(field, told, facts)
            if known is not None:
                values[field.name] = known.value
                provenance[field.name] = entry(known)
    return {"values": values, "provenance": provenance, "notes": notes, "raw": {}, "rows": {}, "visited": []}


def entry(known: PrefilledValue) -> dict[str, Any]:
    """A known fact as it is kept with the draft."""
    return {"value": known.value, "vi": known.source_label_vi, "en": known.source_label_en, "at": known.at.isoformat()}


def _wanted(form: FormDefinition) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {}
    for page in form.pages:
        for field in page.fields:
            for way in field.prefill:
                source, fact = way.split(".", 1)
                wanted.setdefault(source, set()).add(fact)
    wanted.pop(ANSWERS, None)
    return wanted


def _ask_all(wanted: Mapping[str, set[str]], *, actor: Actor, now: datetime) -> tuple[dict[str, PrefilledValue], list[dict[str, str]]]:
    told: dict[str, PrefilledValue] = {}
    notes: list[dict[str, str]] = []
    if actor.kind != ActorKind.CITIZEN or actor.subject_id is None:
        return told, notes  # facts of an officer are not facts of the applicant at the counter
    person = identity.person(person_id=actor.subject_id)
    for key in wanted:
        source = prefillers.get(key)
        if source is None:
            continue  # the room that has this source is switched off
        try:
            answer = source.prefill(actor=actor, person=person, fields=frozenset(wanted[key]), now=now)
        except NamedError as refusal:
            log.warning("prefill source %s did not answer: %s", key, refusal.code)
            notes.append(_note(source, now))
        except Exception:  # whatever ails a source, the form goes on and the person types the facts
            log.exception("prefill source %s failed", key)
            notes.append(_note(source, now))
        else:
            told.update({f"{key}.{fact}": known for fact, known in answer.items() if fact in wanted[key]})
    return told, notes


def _note(source: Prefiller, now: datetime) -> dict[str, str]:
    return {"source": source.key, "vi": source.label_vi, "en": source.label_en, "at": now.isoformat()}


def _best(field: UiField, told: Mapping[str, PrefilledValue], facts: Facts) -> PrefilledValue | None:
    """The first way that gave a value which this field may hold."""
    for way in field.prefill:
        known = told.get(way)
        if known is not None and fits(field, known.value, facts):
            return known
    return None


def fits(field: UiField, value: Any, facts: Facts) -> bool:
    """Whether a value keeps the field's contract and names a commune that exists today."""
    if not jsonschema_rs.Draft202012Validator(field_schema(field), validate_formats=True).is_valid(value):
        return False
    if field.kind == FieldKind.UNIT:
        return value in facts.units
    return field.kind != FieldKind.ADDRESS or value["unit"] in facts.units


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
