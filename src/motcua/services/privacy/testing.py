"""For tests: a unit, its people, a request in process, an impact assessment, a breach reported on a Friday before a holiday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from motcua.foundation.identity.testing import make_citizen, make_officer
from motcua.foundation.registers.testing import load_registers
from motcua.foundation.units.testing import make_unit
from motcua.kernel.actors import Actor, Role
from motcua.platform.casework import api as casework
from motcua.platform.casework import testing as casework_testing
from motcua.services.privacy import api
from motcua.services.privacy.contracts import Breach, BreachKind, BreachReport, Impact, Risk

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


def asked(town: casework_testing.Town, right: str, *, minutes: int = 0) -> str:
    """The citizen's request of that right, in process at the step of carrying out; its code."""
    now = casework_testing.NOW + timedelta(minutes=minutes)
    procedure = next(r.procedure for r in api.rights() if r.key == right)
    ref = casework_testing.submit(town.citizen, code=procedure, now=now, key=f"{right}{minutes}")
    casework.receive(code=ref.code, actor=town.reception, now=now)
    casework.forward(code=ref.code, actor=town.appraiser, now=now)
    return ref.code


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


def begin(office: Office, *, key: str = "k", actor: Actor | None = None, **change: Any) -> Impact:
    """An impact assessment of fees and receipts, begun by the unit's leader."""
    facts: dict[str, Any] = {"form": "mau-10", "title": "Thu phí, lệ phí", "unit_code": UNIT, "activities": ("payments",)}
    return api.begin_impact(**(facts | change), idempotency_key=key, actor=actor or office.leader, now=NOW)


def a_risk(**change: Any) -> Risk:
    """A risk of 12 that measures bring down to 4."""
    facts: dict[str, Any] = {
        "what": "Lộ số tài khoản", "likelihood": 3, "impact": 4, "measures": "Mã hoá, phân quyền", "likelihood_after": 1, "impact_after": 4,
    }  # fmt: skip
    return Risk(**(facts | change))


def fill(office: Office, code: str) -> None:
    """Everything that a dossier lacks, by the unit's leader."""
    own = {"abroad": "Không", "necessity": "Để thu đúng, đủ", "assessment": "Ảnh hưởng thấp"}
    api.write_impact(code=code, answers=own, actor=office.leader, now=NOW)
    api.put_risk(code=code, risk=a_risk(), actor=office.leader, now=NOW)


def assess(office: Office, **change: Any) -> str:
    """A whole dossier that nobody proposed yet; its code."""
    code = begin(office, **change).code
    fill(office, code)
    return code
