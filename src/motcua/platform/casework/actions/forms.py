"""Which form a procedure uses, which office takes it in, and what a draft of it carries along."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.text import fold
from motcua.platform.casework.adapters import world
from motcua.platform.casework.contracts import Procedure
from motcua.platform.casework.contracts.desk import CounterPerson
from motcua.platform.casework.queries import beside, catalogue, dossiers
from motcua.platform.eforms import api as eforms
from motcua.platform.eforms.contracts import DOSSIER

PLACE_FIELDS = ("receiving_unit", "site")
_SHORT_NAME = 70
_BRACKETS = re.compile(r"\([^()]*\)")


def documents() -> Mapping[str, Mapping[str, Any]]:
    """The form documents that this room carries, by key."""
    return world.form_documents()


def document_of(procedure: Procedure) -> Mapping[str, Any]:
    """The form document of a procedure: its own, or the generic one with the papers that it lists."""
    own = documents().get(procedure.definition.form_key)
    if own is not None:
        return own
    papers = [eforms.ListedPaper(key=p.key, name=p.name, case=p.case, required=p.required, name_en=p.name_en) for p in procedure.papers]
    return eforms.generic_document(key=f"chung.{procedure.code}".lower(), title_vi=short_name(procedure.name), papers=papers)


def asks_place(document: Mapping[str, Any]) -> bool:
    """Whether the form itself asks where the dossier goes."""
    return any(f["name"] in PLACE_FIELDS for page in document["pages"] for f in page["fields"])


def start(
    *, procedure: Procedure, unit_code: str, actor: Actor, now: datetime, earlier: eforms.Earlier | None = None
) -> eforms.Draft:
    """Publish the form if it is new and start a draft of it; ``unit_code`` is empty when the form asks for the place.

    ``earlier``: an earlier dossier whose answers are taken over.
    """
    ref = eforms.publish_form(definition=document_of(procedure), now=now)
    context = {
        "procedure": procedure.code,
        "unit": unit_code,
        "title_vi": short_name(procedure.name),
        "title_en": "",
        "check": "casework_check",
        "about": reverse("casework_service", args=[procedure.code]),
        "leave": reverse("casework_mine"),
    }
    registers = {p.key: p.register for p in procedure.definition.papers if "." in p.register and actor.organisation_id is None}
    return eforms.start_draft(
        form_key=ref.key, form_version=ref.version, owner=actor, context=context, now=now, earlier=earlier, registers=registers
    )


def start_entry(
    *, procedure: Procedure, unit_code: str, on_paper: Sequence[str], actor: Actor, now: datetime, owner: CounterPerson | None = None
) -> eforms.Draft:
    """Start a draft that reception fills in for a person; papers that stay ``on_paper`` are not asked for as files.

    What the ``owner`` said, or the card that was read, answers the questions that a register would answer for people online.
    """
    ref = eforms.publish_form(definition=_document_with(procedure, on_paper), now=now)
    context = {
        "procedure": procedure.code,
        "unit": unit_code,
        "title_vi": short_name(procedure.name),
        "title_en": "",
        "check": "casework_counter_check",
        "about": reverse("casework_counter_person", args=[procedure.code]),
        "leave": reverse("casework_inbox"),
    }
    return eforms.start_draft(
        form_key=ref.key, form_version=ref.version, owner=actor, context=context, now=now, heard=_heard(owner, now=now) if owner else None
    )


def _heard(owner: CounterPerson, *, now: datetime) -> dict[str, eforms.PrefilledValue]:
    facts: dict[str, Any] = {
        "full_name": owner.name, "personal_number": owner.number, "phone": owner.phone,
        "born_on": owner.born_on.isoformat() if owner.born_on else "", "residence": _residence(owner.address, on=local_date(now)),
    }
    vi, en = "người đứng tên, tại quầy", "the owner, at the counter"
    return {name: eforms.PrefilledValue(value, vi, en, now) for name, value in facts.items() if value}


def _residence(text: str, *, on: date) -> dict[str, str] | None:
    """An address whose parts between commas name a commune of today by its full name; any other is typed with the person."""
    parts = [part.strip() for part in text.split(",")]
    named = {fold(u.full_name): u.code for u in units.communes(on=on)}
    at = next((n for n, part in enumerate(parts) if n and fold(part) in named), None)
    return {"unit": named[fold(parts[at])], "line": ", ".join(parts[:at])} if at else None


def _document_with(procedure: Procedure, on_paper: Sequence[str]) -> Mapping[str, Any]:
    """The form of the procedure; with papers on paper a form of its own, so that people's stays."""
    document = document_of(procedure)
    if not on_paper:
        return document
    changed = copy.deepcopy(dict(document))
    changed["key"] = f"{document['key']}.quay"
    for page in changed["pages"]:
        for field in page["fields"]:
            if field.get("requirement") in on_paper:
                field["required"] = False
    return changed


def earlier_of(*, code: str, procedure: Procedure, actor: Actor) -> eforms.Earlier | None:
    """The answers of an own dossier of the same procedure; None when there is none such."""
    try:
        found = dossiers.dossier(code=code, actor=actor)
        given = beside.answers_given(code=code, actor=actor)
    except NamedError:
        return None
    if found.procedure_code != procedure.code or not given:
        return None
    label_vi, label_en = f"Hồ sơ {found.code}", f"Dossier {found.code}"
    return eforms.Earlier(data=given, label_vi=label_vi, label_en=label_en, at=found.submitted_at, way=DOSSIER)


def unit_of(draft: eforms.Draft) -> str:
    """The unit that takes the dossier in: asked by the form, or chosen at the start."""
    place = draft.values.get("receiving_unit") or draft.values.get("site") or draft.context.get("unit", "")
    return str(place["unit"]) if isinstance(place, Mapping) else str(place)


def open_draft(*, procedure_code: str, actor: Actor, now: datetime) -> eforms.DraftSummary | None:
    """The actor's latest open draft for a procedure."""
    mine = eforms.drafts_of(actor=actor, now=now)
    return next((d for d in mine if d.context.get("procedure") == procedure_code), None)


def draft_url(draft_id: UUID) -> str:
    """Where a draft goes on."""
    return reverse("eforms_resume", args=[draft_id])


def short_name(name: str) -> str:
    """The name of a procedure for headings and lists: without its colon, a long one without what stands in brackets, cut between words."""
    bare = name.strip().rstrip(":;. ")
    if len(bare) > _SHORT_NAME:
        bare = " ".join(_BRACKETS.sub(" ", bare).split())
    return bare if len(bare) <= _SHORT_NAME * 2 else f"{bare[: _SHORT_NAME * 2].rpartition(' ')[0]}…"


def procedure_of(draft: eforms.Draft) -> Procedure:
    """The procedure for which a draft was started. ``ProcedureUnknown``."""
    return catalogue.procedure(code=str(draft.context.get("procedure", "")))
