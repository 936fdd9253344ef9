"""Drafts: what an administrator writes before it is published. A draft may be wrong; only a clean one can be published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.platform.casework.actions.definitions.power import require_editor
from motcua.platform.casework.actions.definitions.publishing import locked, publish_definition
from motcua.platform.casework.contracts import DefinitionProblem
from motcua.platform.casework.contracts.lifecycle import DraftStale, DraftUnknown, DraftView
from motcua.platform.casework.models import ProcedureDraft, ProcedureVersion
from motcua.platform.casework.queries.catalogue import completed
from motcua.platform.casework.queries.versions import draft_view, in_force

_NAME = 200


def begin_draft(*, code: str, actor: Actor, now: datetime, template: str = "") -> DraftView:
    """The draft of a procedure, begun when there is none: from what is in force, or anew from a template with its clocks worked out.

    A template given for an existing draft replaces its steps and keeps the rest. ``ProcedureUnknown``, ``Forbidden``; ``KeyError`` for no
    such template.
    """
    require_editor(actor=actor)
    with transaction.atomic():
        row = locked(code)
        found = ProcedureDraft.objects.filter(procedure=row).first()
        if found is not None and not template:
            return draft_view(found, row=row, now=now)
        version = in_force(row, on=local_date(now))
        document = dict(found.document if found else version.document if version else completed(row, {}))
        if template:
            kept = {k: v for k, v in document.items() if k not in ("steps", "template", "chosen")}
            document = completed(row, {**kept, "template": template})
        return _save(row, found, document, actor=actor, now=now, based_on=version.version if version else 0)


def save_draft(*, document: Mapping[str, Any], actor: Actor, now: datetime, expected: int | None = None) -> DraftView:
    """Keep a document as the draft of its procedure, however wrong it is; the view says what the linter finds.

    ``expected`` is the ``seq`` that the editor saw: ``DraftStale`` when somebody else saved since. ``ProcedureUnknown``, ``Forbidden``.
    """
    require_editor(actor=actor)
    with transaction.atomic():
        row = locked(str(document.get("procedure", "")))
        found = ProcedureDraft.objects.filter(procedure=row).first()
        if found is not None and expected is not None and found.seq != expected:
            raise DraftStale(procedure_code=row.code, who=found.saved_label or found.saved_by)
        version = in_force(row, on=local_date(now))
        return _save(row, found, dict(document), actor=actor, now=now, based_on=version.version if version else 0)


def discard_draft(*, code: str, actor: Actor, now: datetime) -> None:
    """Throw the draft away; what is published stays. Harmless when there is none. ``ProcedureUnknown``, ``Forbidden``."""
    require_editor(actor=actor)
    with transaction.atomic():
        ProcedureDraft.objects.filter(procedure=locked(code)).delete()


def publish_draft(
    *, code: str, actor: Actor, now: datetime, effective_from: date | None = None, note: str = ""
) -> tuple[ProcedureVersion, tuple[DefinitionProblem, ...]]:
    """Publish the draft and remove it. ``DraftUnknown`` and everything that ``publish_definition`` refuses; the draft stays then."""
    with transaction.atomic():
        row = locked(code)
        found = ProcedureDraft.objects.filter(procedure=row).first()
        if found is None:
            require_editor(actor=actor)
            raise DraftUnknown(procedure_code=row.code)
        published = publish_definition(document=found.document, now=now, effective_from=effective_from, actor=actor, note=note)
        found.delete()
        return published


def _save(row: Any, found: ProcedureDraft | None, document: dict[str, Any], *, actor: Actor, now: datetime, based_on: int) -> DraftView:
    kept = found or ProcedureDraft(procedure=row, seq=0, based_on=based_on)
    kept.document, kept.seq, kept.saved_at = document, kept.seq + 1, now
    kept.saved_by, kept.saved_label = actor.ref[:80], actor.name[:_NAME]
    kept.save()
    return draft_view(kept, row=row, now=now)
