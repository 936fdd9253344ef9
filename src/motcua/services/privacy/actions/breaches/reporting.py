"""The report: what an officer can say in a minute."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.foundation.registers import api as registers
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local, local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import require
from motcua.kit.turns import take_turns
from motcua.services.privacy import models, policies
from motcua.services.privacy.actions.breaches import core, telling
from motcua.services.privacy.adapters import carried
from motcua.services.privacy.contracts import Breach, BreachReport, ReportIncomplete
from motcua.services.privacy.events import BreachReported
from motcua.services.privacy.queries import breaches as reads
from motcua.services.privacy.rules import breaches as rules

_MOST_PEOPLE = 200_000_000


@transaction.atomic
def report(*, told: BreachReport, idempotency_key: str, actor: Actor, now: datetime) -> Breach:
    """Enter a breach into the register and tell the data protection officers; the same key again returns the first.

    ``Forbidden``, ``ReportIncomplete``.
    """
    require(policies.can_report(actor=actor))
    key = f"{actor.ref}:{idempotency_key}"[:64] if idempotency_key else f"{actor.ref}:{now.timestamp()}"[:64]
    take_turns("privacy.breach")  # numbers follow each other without a gap
    if (before := models.Breach.objects.filter(key=key).first()) is not None:
        return reads.view(before, now=now, whole=True)
    _check(told, now=now)
    hours = int(registers.rule(code="privacy.breach_notice_hours", on=local_date(now)).value)
    row = models.Breach.objects.create(
        key=key, code=_next_code(now), title=told.title.strip(), what=told.what.strip(), kind=told.kind, unit_code=told.unit_code,
        discovered_at=told.discovered_at, due_at=rules.due_at(discovered_at=told.discovered_at, hours=hours),
        happened_at=told.happened_at, data_kinds=list(told.data_kinds), people_count=told.people_count, cause=told.cause.strip(),
        reporter_ref=actor.ref, reporter_name=actor.name[:120], reported_at=now,
    )  # fmt: skip
    core.note(row, "reported", actor=actor, now=now, text="" if told.ongoing else "đã ngừng")
    fact = BreachReported(
        breach_id=row.uuid, code=row.code, unit_code=row.unit_code, discovered_at=row.discovered_at, due_at=row.due_at
    )
    outbox.publish(event=fact, now=now, actor=actor)
    telling.tell_dpo(row, now=now)
    return reads.view(row, now=now, whole=True)


def _check(told: BreachReport, *, now: datetime) -> None:
    wrong: dict[str, tuple[str, str]] = {}
    if not told.title.strip():
        wrong["title"] = ("Ghi ngắn gọn chuyện gì đã xảy ra.", "Say in a few words what happened.")
    if not told.what.strip():
        wrong["what"] = ("Mô tả sự việc, kể cả khi chưa biết hết.", "Describe it, even if not all is known yet.")
    if told.discovered_at > now:
        wrong["discovered"] = ("Thời điểm phát hiện không thể ở tương lai.", "The discovery cannot lie in the future.")
    if told.happened_at is not None and told.happened_at > told.discovered_at:
        wrong["happened"] = ("Sự việc phải xảy ra trước khi được phát hiện.", "It must have happened before it was discovered.")
    if unknown := set(told.data_kinds) - carried.data_kinds().keys():
        wrong["data_kinds"] = (f"Không có loại dữ liệu {min(unknown)}.", f"There is no kind of data {min(unknown)}.")
    if told.people_count is not None and not 0 <= told.people_count <= _MOST_PEOPLE:
        wrong["people"] = ("Nhập số người bằng chữ số, ví dụ 250.", "Enter the number of people in digits, for example 250.")
    try:
        units.get(code=told.unit_code, on=local_date(now))
    except NamedError:
        wrong["unit"] = ("Chọn đơn vị xảy ra vi phạm.", "Choose the unit concerned.")
    if wrong:
        raise ReportIncomplete(fields=wrong)


def _next_code(now: datetime) -> str:
    start = f"VP-{local(now):%Y}-"
    return f"{start}{models.Breach.objects.filter(code__startswith=start).count() + 1:04d}"
