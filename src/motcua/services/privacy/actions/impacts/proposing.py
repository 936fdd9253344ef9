"""Two people: whoever wrote it proposes, a data protection officer who wrote nothing of it approves."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.services.privacy import models
from motcua.services.privacy.actions.impacts import core
from motcua.services.privacy.contracts.impacts import ApproverWrote, Impact, ImpactIncomplete, ImpactState
from motcua.services.privacy.events import ImpactApproved
from motcua.services.privacy.queries import impacts as reads
from motcua.services.privacy.rules import impacts as rules


@transaction.atomic
def propose_impact(*, code: str, actor: Actor, now: datetime) -> Impact:
    """Nothing is lacking: the data protection officer is asked to approve. ``ImpactIncomplete`` names what lacks. Again: nothing."""
    row = core.by_writer(code=code, actor=actor, now=now)
    if row.state == ImpactState.PROPOSED:
        return reads.view(row, now=now, whole=True)
    core.step(row, "propose")
    _whole(row, now=now)
    row.state, row.proposed_ref, row.proposed_name = ImpactState.PROPOSED.value, actor.ref, actor.name[:120]
    row.seq += 1
    row.save()
    core.note(row, "proposed", actor=actor, now=now)
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def approve_impact(*, code: str, actor: Actor, now: datetime) -> Impact:
    """The data protection officer approves; the content is kept as a version that never changes. Again by the same officer: nothing.

    ``ApproverWrote`` for whoever proposed or changed it, ``StepRefused`` when nobody proposed it, ``ImpactIncomplete``, ``Forbidden``.
    """
    row = core.by_dpo(code=code, actor=actor, now=now)
    if row.state == ImpactState.APPROVED and row.approved_ref == actor.ref:
        return reads.view(row, now=now, whole=True)
    core.step(row, "approve")
    if actor.ref == row.proposed_ref or actor.ref in row.writers:
        raise ApproverWrote
    found = _whole(row, now=now)
    row.state, row.approved_ref, row.approved_name, row.approved_at = ImpactState.APPROVED.value, actor.ref, actor.name[:120], now
    row.seq += 1
    row.save()
    content: Any = {
        "form": row.form, "title": row.title, "unit": row.unit_code, "activities": row.activities, "answers": row.answers,
        "risks": [asdict(r) for r in found.risks], "fingerprint": row.fingerprint,
    }  # fmt: skip
    digest = rules.content_digest(content)
    models.ImpactVersion.objects.create(
        impact=row, version=row.version, at=now, written_by=row.proposed_name, approved_by=row.approved_name, digest=digest, content=content
    )
    core.note(row, "approved", actor=actor, now=now, text=f"SHA-256 {digest}")
    fact = ImpactApproved(impact_id=row.uuid, code=row.code, version=row.version, approved_at=now)
    outbox.publish(event=fact, now=now, actor=actor)
    return reads.view(row, now=now, whole=True)


@transaction.atomic
def refuse_impact(*, code: str, reason: str, actor: Actor, now: datetime) -> Impact:
    """The data protection officer sends it back to its writers with what is still to be done."""
    row = core.by_dpo(code=code, actor=actor, now=now)
    core.step(row, "refuse")
    told = core.needed(reason=reason)
    row.state, row.proposed_ref, row.proposed_name = ImpactState.DRAFT.value, "", ""
    row.seq += 1
    row.save()
    core.note(row, "refused", actor=actor, now=now, text=told["reason"])
    return reads.view(row, now=now, whole=True)


def _whole(row: models.Impact, *, now: datetime) -> Impact:
    found = reads.view(row, now=now)
    if found.lacking:
        vi, en = rules.words(found.lacking)
        raise ImpactIncomplete(missing_vi=vi, missing_en=en)
    return found
