"""Money of a dossier: asked for at submission or later, settled by the payments room, dropped when the dossier ends early."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.registers import api as registers
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid, NamedError
from motcua.kernel.working_time import add_working_days
from motcua.platform.casework.actions import core, rows, timing
from motcua.platform.casework.actions.core import Held, publish, record
from motcua.platform.casework.contracts import DossierStatus, EventKind, Fee
from motcua.platform.casework.events import DossierFeePaid
from motcua.platform.casework.models import Dossier
from motcua.platform.payments import api as payments

PREFIX = "casework:"


def request(held: Held, *, fees: tuple[Fee, ...]) -> UUID:
    """Ask for the fees of a new dossier; returns the payment's id."""
    items = tuple(payments.FeeItem(code=f.code, name=f.name, amount=f.amount) for f in fees if f.amount)
    return _request(held, ref=f"{PREFIX}{held.row.uuid}", items=items, purpose=f"Lệ phí hồ sơ {held.row.code}")


def ask(held: Held, *, amount: int, purpose: str) -> UUID:
    """Ask for a financial duty in mid-process. ``Invalid`` unless the amount is above nothing."""
    if amount <= 0:
        words = ("Ghi số tiền lớn hơn 0.", "Write an amount above 0.")
        raise Invalid(fields={"amount": words})
    item = payments.FeeItem(code="NVTC", name="Nghĩa vụ tài chính", amount=amount)
    held.row.fee_amount += amount
    return _request(held, ref=f"{PREFIX}{held.row.uuid}:{held.row.last_seq + 1}", items=(item,), purpose=purpose)


def _request(held: Held, *, ref: str, items: tuple[payments.FeeItem, ...], purpose: str) -> UUID:
    days = int(registers.rule(code="payments.request_days", on=local_date(held.now)).value)
    row = held.row
    matter = payments.Matter(
        dossier_code=row.code, procedure_code=row.procedure_code, procedure_name=row.definition.procedure.name.rstrip(": "),
        unit_code=row.unit_code,
    )
    payment = payments.request(
        ref=ref, payer_ref=_payer(row), items=items, purpose=purpose, now=held.now, actor=held.actor, matter=matter,
        due_at=add_working_days(held.now, days, calendar=held.calendar), return_path=f"/ho-so/{held.row.code}/",
    )
    found: UUID = payment.payment_id
    return found


def _payer(row: Dossier) -> str:
    """Who may open the payment: the organisation, or the person."""
    return f"organisation:{row.organisation_id}" if row.organisation_id else f"citizen:{row.person_id}" if row.person_id else ""


def drop_unpaid(held: Held) -> None:
    """Cancel what was asked for and not yet paid: the dossier has ended."""
    if held.row.payment_id is None:
        return
    try:
        payments.cancel(payment_id=held.row.payment_id, reason="Hồ sơ đã kết thúc", actor=held.actor, now=held.now)
    except NamedError:
        return  # already settled: refunding is a decision of people, not of this action


def settle(*, ref: str, amount: int, payment_id: UUID, settled_at: datetime) -> bool:
    """A payment of a dossier was settled: intake is free, or a clock that waited for it goes on. A repetition changes nothing.

    Returns whether anything changed; False for payments that are not a dossier's.
    """
    if not ref.startswith(PREFIX):
        return False
    with transaction.atomic():
        uuid = ref.removeprefix(PREFIX).partition(":")[0]  # a later duty of the dossier carries a number after it
        found = rows.lock(value=uuid, key="uuid")
        if found is None or found.row.payment_id != payment_id:
            return False
        held = core.holding(found, actor=SYSTEM, now=settled_at)
        if held.state.status is DossierStatus.FINANCIAL_DUTY:
            _resume(held, amount=amount)
        elif held.state.waiting_for_fee:
            record(held, kind=EventKind.FEE_PAID, to_status=held.state.status, details={"amount": amount})
        else:
            return False
        publish(held, DossierFeePaid, amount=amount)
        return True


def _resume(held: Held, *, amount: int) -> None:
    told, minutes = timing.resuming(held)
    details = {**told, "amount": amount, "resumed": True, "step": held.state.step}
    record(held, kind=EventKind.FEE_PAID, to_status=DossierStatus.PROCESSING, details=details)
    held.row.pauses.filter(to_at=None).update(to_at=held.now, paused_minutes=minutes)
