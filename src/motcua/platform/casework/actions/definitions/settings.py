"""Where a procedure is handed in (the city's portal or the national one) and whose status counts, from which day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.text import squeeze
from motcua.platform.casework.actions.definitions.power import require_editor
from motcua.platform.casework.actions.definitions.publishing import locked
from motcua.platform.casework.contracts import ReasonMissing, Submission
from motcua.platform.casework.contracts.lifecycle import EffectiveFromWrong, VersionUnknown
from motcua.platform.casework.models import SubmissionSetting

_SHORTEST_SOURCE = 3


def set_submission(
    *, code: str, submission: Submission, effective_from: date, source: str, actor: Actor, now: datetime, version: int | None = None
) -> None:
    """From a day on, the procedure (or one version of it) is handed in there; ``source`` is the decision that says so.

    The setting before ends on that day, later ones are dropped. ``ProcedureUnknown``, ``VersionUnknown``, ``EffectiveFromWrong`` for a day
    that has passed, ``ReasonMissing`` without a source, ``Forbidden``.
    """
    require_editor(actor=actor)
    why = squeeze(source)
    if effective_from < local_date(now):
        raise EffectiveFromWrong(today=local_date(now))
    if len(why) < _SHORTEST_SOURCE:
        raise ReasonMissing
    with transaction.atomic():
        row = locked(code)
        if version is not None and not row.versions.filter(version=version).exists():
            raise VersionUnknown(procedure_code=row.code, version=version)
        settings = row.submission_settings.filter(version=version)
        settings.filter(effective_from__gte=effective_from).update(effective_to=F("effective_from"))
        settings.filter(Q(effective_to=None) | Q(effective_to__gt=effective_from), effective_from__lt=effective_from).update(
            effective_to=effective_from
        )
        SubmissionSetting.objects.create(
            procedure=row, version=version, channel=submission.channel.value, master=submission.master.value,
            effective_from=effective_from, source=why, set_at=now, set_by=actor.ref[:80],
        )
        words = {"channel": submission.channel.value, "master": submission.master.value, "from": effective_from.isoformat()}
        audit.record(
            action="casework.submission_set", object_ref=f"procedure:{row.code}", actor=actor, now=now, ground=why,
            details={"code": row.code, **words},
        )
