"""For tests: a unit, its people, and a breach reported on a Friday afternoon before a holiday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from motcua.foundation.identity.testing import make_citizen, make_officer
from motcua.foundation.registers.testing import load_registers
from motcua.foundation.units.testing import make_unit
from motcua.kernel.actors import Actor, Role
from motcua.services.privacy import api
from motcua.services.privacy.contracts import Breach, BreachKind, BreachReport

UNIT = "11329"
# Friday 24 April 2026, 16:00 in Hải Phòng, before the weekend and the holidays of the Hùng Kings, 30 April and 1 May.
NOW = datetime(2026, 4, 24, 9, 0, tzinfo=UTC)


@dataclass
class Office:
    """One unit and the people of its data protection."""

    citizen: Actor
    reception: Actor
    leader: Actor
    stranger: Actor
    admin: Actor
    dpo: Actor
    deputy: Actor


def make_office() -> Office:
    """Rules, the unit, its people, two data protection officers named since January."""
    load_registers()
    make_unit(code=UNIT)
    office = Office(
        citizen=make_citizen(1), reception=make_officer(Role.RECEPTION, unit_code=UNIT), leader=make_officer(Role.LEADER, unit_code=UNIT),
        stranger=make_officer(Role.RECEPTION, unit_code="11359"), admin=make_officer(Role.ADMIN, code="admin"),
        dpo=make_officer(Role.APPRAISER, code="dpo.1"), deputy=make_officer(Role.APPRAISER, code="dpo.2"),
    )  # fmt: skip
    for code in ("dpo.1", "dpo.2"):
        api.name_dpo(officer_code=code, basis="12/QĐ-UBND", effective_from=date(2026, 1, 1), actor=office.admin, now=NOW)
    return office


def told(**change: Any) -> BreachReport:
    """A report of an e-mail that went to the wrong person."""
    facts: dict[str, Any] = {
        "title": "Gửi nhầm danh sách", "what": "Danh sách 250 người gửi nhầm thư điện tử.", "kind": BreachKind.LEAK, "unit_code": UNIT,
        "discovered_at": NOW, "data_kinds": ("identity", "contact"), "people_count": 250,
    }  # fmt: skip
    return BreachReport(**(facts | change))


def report(office: Office, *, key: str = "k", **change: Any) -> Breach:
    """That report in the register, by reception."""
    return api.report(told=told(**change), idempotency_key=key, actor=office.reception, now=NOW)
