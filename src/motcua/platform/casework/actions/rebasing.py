"""Moving a running dossier to another version of its procedure: shown first, then done and written down."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel.actors import Actor
from motcua.kernel.errors import Invalid
from motcua.platform.casework.actions import opinions, routing
from motcua.platform.casework.actions.core import Held, beside, publish, record, written_reason
from motcua.platform.casework.contracts import Change, EventKind, RebasePreview, RebaseRefused, SideVerb
from motcua.platform.casework.events import DossierRebased
from motcua.platform.casework.models import ProcedureVersion
from motcua.platform.casework.queries import loading, rebase
from motcua.platform.casework.rules import clock


def rebase_preview(*, code: str, actor: Actor, now: datetime, to_version: int = 0) -> RebasePreview:
    """What moving the dossier to ``to_version`` (0: the newest in force) would change, by stable keys; nothing is written.

    ``DossierUnknown``, ``RebaseRefused`` when there is no such version.
    """
    return rebase.preview(code=code, actor=actor, now=now, to_version=to_version)


def rebase_to(
    *, code: str, actor: Actor, now: datetime, to_version: int = 0, reason: str = "Áp dụng phiên bản mới của thủ tục",
    idempotency_key: str = "",
) -> Change:
    """Move the dossier to another version: step, answers and papers keep their stable keys; a running clock takes the new limit.

    ``RebaseRefused`` with the obstacle; ``ReasonMissing``.
    """

    def act(held: Held) -> None:
        why, row, before = written_reason(reason), held.row, held.definition
        seen = rebase.compare(row, now=now, to_version=to_version)
        if seen.obstacles:
            vi, en = seen.obstacles[0]
            raise RebaseRefused(dossier_code=row.code, version=seen.to_version, reason_vi=vi, reason_en=en)
        target = ProcedureVersion.objects.get(procedure_id=row.definition.procedure_id, version=seen.to_version)
        row.definition, held.definition = target, loading.definition(target)
        details = {
            **routing.entering(held, step=held.state.step, status=int(held.state.status)), **_clock(held, before_limit=before.clock),
            "definition": f"{held.definition.procedure_code}.v{target.version}", "before": f"v{before.version}",
            "differences": len(seen.differences),
        }
        record(held, kind=EventKind.REBASED, to_status=held.state.status, details=details, note=why)
        publish(held, DossierRebased, from_version=before.version, to_version=target.version)
        if not held.state.opinions:
            opinions.arrive(held, before="")

    if to_version < 0:
        raise Invalid(fields={"to_version": ("Phiên bản không đúng.", "The version is not right.")})
    body = {"to_version": to_version, "reason": reason}
    return beside(verb=SideVerb.REBASE, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def _clock(held: Held, *, before_limit: object) -> dict[str, object]:
    """The clock under the new limit; unchanged before intake, when the limit is the same, or when the due date was brought along."""
    s, limit = held.state, held.definition.clock
    if s.received_at is None or s.given_due or limit == before_limit or held.definition.same_day:
        return {}
    told = clock.timed(clock.running(limit=limit, state=s, calendar=held.calendar), at=held.now)
    warned = clock.passed_percent(told["marks"], at=held.now)
    return {**told, "limit": f"{limit.amount} {limit.unit.value}", "warned": warned}



