"""The profile: names, namespaces and texts that the export writes and the import expects."""

from __future__ import annotations

import re

from motcua.kernel.actors import Role
from motcua.kernel.errors import NamedError
from motcua.kernel.working_time import Limit, LimitUnit
from motcua.platform.casework.contracts import DossierStatus, Step, StepAction

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OURS = "urn:motcua:process:1"
FEEL = "https://www.omg.org/spec/DMN/20191111/FEEL/"

CITIZEN = "citizen"  # the lane of the person, who holds a dossier while its clock stands still
LANES: dict[str, tuple[str, str]] = {
    CITIZEN: ("Người nộp hồ sơ", "Applicant"),
    Role.RECEPTION: ("Bộ phận một cửa", "One-stop desk"),
    Role.APPRAISER: ("Cán bộ thẩm định", "Appraiser"),
    Role.LEADER: ("Lãnh đạo", "Leader"),
    Role.OPERATOR: ("Trung tâm điều hành", "Operations centre"),
    Role.ADMIN: ("Quản trị", "Administrator"),
}
PAUSES: dict[DossierStatus, tuple[str, str]] = {
    DossierStatus.SUPPLEMENT: ("Chờ bổ sung giấy tờ", "Waiting for papers"),
    DossierStatus.FINANCIAL_DUTY: ("Chờ thực hiện nghĩa vụ tài chính", "Waiting for the financial duty"),
}
PAID = "paid"  # the flow by which a paused dossier goes on when its payment is settled

_CONDITION = re.compile(r'choice = "([a-z0-9_-]+)"(?: and status in \(([0-9, ]+)\))?(?: and \((.*)\))?', re.DOTALL)
_DURATION = re.compile(r"P(?:(\d{1,3})D|T(\d{1,3})H)")


class BpmnRefused(NamedError):
    """A file outside of the profile. ``path`` leads to the element; ``vi`` and ``en`` are whole sentences."""

    code = "casework.bpmn_refused"
    status = 422

    def __init__(self, *, vi: str, en: str, path: str) -> None:
        self.vi = vi  # type: ignore[misc]
        self.en = en  # type: ignore[misc]
        self.path = path
        super().__init__()

    def sentence(self, language: str) -> str:
        """The sentence for a person; it is complete, so nothing is filled in."""
        return self.en if language == "en" else self.vi


def action_keys(step: Step) -> tuple[str, ...]:
    """A key per action of a step: its verb, with a number where the verb repeats."""
    keys: list[str] = []
    for action in step.actions:
        same = sum(1 for k in keys if k.partition("-")[0] == action.verb)
        keys.append(f"{action.verb}-{same + 1}" if same else str(action.verb))
    return tuple(keys)


def condition(key: str, action: StepAction, *, only: tuple[int, ...]) -> str:
    """The S-FEEL condition of a flow: what was chosen, the statuses that allow it (empty: all that occur), and the guard."""
    statuses = f" and status in ({', '.join(str(s) for s in only)})" if only else ""
    return f'choice = "{key}"{statuses}' + (f" and ({action.guard})" if action.guard else "")


def guard_of(text: str, key: str) -> str | None:
    """The guard inside of a condition; None when the text is not a condition for ``key``."""
    found = _CONDITION.fullmatch(text.strip())
    return (found.group(3) or "") if found and found.group(1) == key else None


def duration(limit: Limit) -> str:
    """A limit as an ISO duration. That its days are working days stands beside it, for the standard has no word for them."""
    return f"PT{limit.amount}H" if limit.unit is LimitUnit.WORKING_HOURS else f"P{limit.amount}D"


def limit_of(text: str, unit: str) -> dict[str, object] | None:
    """The clock of a duration and its unit; None when they do not go together."""
    found = _DURATION.fullmatch(text.strip())
    if not found or unit not in {u.value for u in LimitUnit}:
        return None
    days, hours = found.groups()
    if (hours is not None) != (unit == LimitUnit.WORKING_HOURS.value):
        return None
    return {"amount": int(days or hours), "unit": unit}
