"""What every step shares: the locked row, the power, the line of history."""

from __future__ import annotations

from datetime import datetime

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.policy import require
from motcua.services.privacy import models, policies
from motcua.services.privacy.contracts import BreachUnknown, StepRefused
from motcua.services.privacy.queries import breaches as reads
from motcua.services.privacy.queries import officers


def is_dpo(*, actor: Actor, now: datetime) -> bool:
    """Whether the actor looks after personal data today."""
    return officers.is_dpo(actor=actor, on=local_date(now))


def locked(*, code: str, actor: Actor, now: datetime) -> models.Breach:
    """The row for a change; ``BreachUnknown``, ``StepRefused`` once the breach is closed."""
    row = models.Breach.objects.select_for_update().filter(code=code).first()
    if row is None or not reads.visible(row, actor=actor, now=now):
        raise BreachUnknown
    if row.closed_at is not None:
        raise StepRefused(reason_vi="vụ việc đã đóng.", reason_en="the breach is closed.")
    return row


def handled(*, code: str, actor: Actor, now: datetime) -> models.Breach:
    """The row for a step of a data protection officer; also ``Forbidden``."""
    row = locked(code=code, actor=actor, now=now)
    require(policies.can_handle(actor=actor, is_dpo=is_dpo(actor=actor, now=now)))
    return row


def changed(*, code: str, actor: Actor, now: datetime) -> models.Breach:
    """The row for a step that changes what is known, as :func:`handled`: a closing that was proposed before it is proposed no more."""
    row = handled(code=code, actor=actor, now=now)
    if row.closing_ref:
        row.closing_ref = row.closing_name = ""
        row.save(update_fields=["closing_ref", "closing_name"])
    return row


def note(row: models.Breach, kind: str, *, actor: Actor, now: datetime, text: str = "", mark: int | None = None) -> None:
    """One line of history, and the same in the audit log without the text."""
    models.BreachEvent.objects.create(
        breach=row, kind=kind, at=now, actor_ref=actor.ref, actor_name=actor.name[:120], text=text, mark=mark
    )
    audit.record(
        action=f"privacy.breach_{kind}", object_ref=f"privacy.breach:{row.uuid}", actor=actor, now=now, details={"code": row.code}
    )
