"""Looking an entry up in a register for a question of a draft."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.kernel.actors import Actor
from motcua.kernel.text import squeeze
from motcua.platform.eforms import queries
from motcua.platform.eforms.contracts import DraftFrozen, FieldKind, PageUnknown, references
from motcua.platform.eforms.models import DraftRow

log = logging.getLogger(__name__)
MOST = 10
SHORTEST = 2


def search_reference(*, draft_id: UUID, name: str, query: str, actor: Actor, now: datetime) -> bool:
    """Search the register of the reference question ``name``; what was found stands beside the question. False when it did not answer.

    Errors: ``DraftUnknown``, ``DraftFrozen``; ``PageUnknown`` for a name that is no reference of this form.
    """
    form = queries.definition_of(draft=queries.draft(draft_id=draft_id, actor=actor))
    field = next((f for page in form.pages for f in page.fields if f.name == name and f.kind == FieldKind.REFERENCE), None)
    if field is None:
        raise PageUnknown(page=name)
    typed, source = squeeze(query)[:200], references.get(field.source)
    answered, found = False, []
    if source is not None and len(typed) >= SHORTEST:
        try:
            answered = True
            found = list(source.search(query=typed, actor=actor, now=now, limit=MOST))[:MOST]
        except Exception:  # whatever ails a register, the person types the entry by hand
            log.exception("register %s did not answer", field.source)
            answered = False
    kept = [{"source": field.source, "id": f.id, "label": f.label, "facts": dict(f.facts), "at": now.isoformat()} for f in found]
    with transaction.atomic():
        row = queries.row_of(draft_id=draft_id, actor=actor, lock=True)
        if row.state != DraftRow.OPEN:
            raise DraftFrozen
        row.answers.setdefault("found", {})[name] = kept
        row.version += 1
        row.save(update_fields=["answers", "version"])
    return answered
