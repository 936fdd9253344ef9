"""What every step of an impact assessment shares: the locked row, the power, the state, the line of history."""

from __future__ import annotations

from datetime import date, datetime

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.policy import require
from motcua.services.privacy import models, policies
from motcua.services.privacy.contracts import StepRefused
from motcua.services.privacy.contracts.impacts import ImpactChanged, ImpactState, ImpactUnknown, ImpactWrong
from motcua.services.privacy.queries import impacts as reads
from motcua.services.privacy.queries import officers
from motcua.services.privacy.rules import impacts as rules


def is_dpo(*, actor: Actor, now: datetime) -> bool:
    """Whether the actor looks after personal data today."""
    return officers.is_dpo(actor=actor, on=local_date(now))


def locked(*, code: str, actor: Actor, now: datetime) -> models.Impact:
    """The row for a change. ``ImpactUnknown``."""
    row = models.Impact.objects.select_for_update().filter(code=code).first()
    if row is None or not reads.visible(row, actor=actor, now=now):
        raise ImpactUnknown
    return row


def step(row: models.Impact, name: str) -> None:
    """``StepRefused`` where the state does not allow that step."""
    state = ImpactState(row.state)
    if state not in rules.STEPS[name]:
        raise StepRefused(reason_vi=f"hồ sơ đang ở trạng thái “{state.vi}”.", reason_en=f"the dossier is in the state “{state.en}”.")


def by_dpo(*, code: str, actor: Actor, now: datetime) -> models.Impact:
    """The row for a step of the data protection officer. ``ImpactUnknown``, ``Forbidden``."""
    row = locked(code=code, actor=actor, now=now)
    require(policies.can_handle(actor=actor, is_dpo=is_dpo(actor=actor, now=now)))
    return row


def by_writer(*, code: str, actor: Actor, now: datetime) -> models.Impact:
    """The row for a step of those who write it. ``ImpactUnknown``, ``Forbidden``."""
    row = locked(code=code, actor=actor, now=now)
    require(policies.can_write_impact(actor=actor, is_dpo=is_dpo(actor=actor, now=now), unit_code=row.unit_code))
    return row


def touch(row: models.Impact, *, seq: int | None, actor: Actor) -> None:
    """Make the locked row ready for a change of its content: what was proposed is proposed no more, the actor is one of its writers.

    ``StepRefused`` after approval, ``ImpactChanged`` when ``seq`` is not the last that was read.
    """
    step(row, "write")
    if seq is not None and seq != row.seq:
        raise ImpactChanged
    row.seq, row.state, row.proposed_ref, row.proposed_name = row.seq + 1, ImpactState.DRAFT.value, "", ""
    row.writers = [*row.writers, actor.ref] if actor.ref not in row.writers else row.writers


def day_of(value: date, *, name: str, first: date, now: datetime) -> date:
    """The day of something that was done: not before ``first``, not in the future. ``ImpactWrong``."""
    if not first <= value <= local_date(now):
        raise ImpactWrong(fields={name: (f"Nhập ngày từ {first:%d/%m/%Y} đến hôm nay.", f"Give a day from {first:%d/%m/%Y} to today.")})
    return value


def needed(**texts: str) -> dict[str, str]:
    """The texts without blanks around them; ``ImpactWrong`` names those that are empty."""
    told = {name: text.strip() for name, text in texts.items()}
    empty = {name: ("Ghi nội dung.", "Write something.") for name, text in told.items() if not text}
    if empty:
        raise ImpactWrong(fields=empty)
    return told


def note(row: models.Impact, kind: str, *, actor: Actor, now: datetime, text: str = "", mark: int | None = None) -> None:
    """One line of history, and the same in the audit log without the text."""
    models.ImpactEvent.objects.create(
        impact=row, kind=kind, version=row.version, at=now, actor_ref=actor.ref, actor_name=actor.name[:120], text=text[:4000], mark=mark
    )
    about = {"code": row.code, "version": row.version}
    audit.record(action=f"privacy.impact_{kind}", object_ref=f"privacy.impact:{row.uuid}", actor=actor, now=now, details=about)
