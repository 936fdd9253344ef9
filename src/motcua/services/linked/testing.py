"""For tests: a linked dossier that was granted."""

from __future__ import annotations

from typing import Any

from motcua.platform.casework import api as casework
from motcua.platform.casework import testing as t
from motcua.simulator.people import person

LINKED = "2.000986"


def answers(**changes: Any) -> dict[str, Any]:
    """What a mother typed about her newborn."""
    mother = person(0)
    return {
        "phone": "0100900012", "relation": "mother", "parents": "mother_only", "residence_with_mother": "mother",
        "applicant_name": mother.full_name,
        "applicant_number": mother.cccd, "child_name": "Đỗ Bảo An", "child_born": "2026-03-01", "child_sex": "female",
        "mother_name": mother.full_name, "mother_number": mother.cccd, **changes,
    }  # fmt: skip


def granted(town: Any, *, code: str = LINKED, **changes: Any) -> Any:
    """A dossier of the linked procedure with its signed result."""
    ref = t.submit(town.citizen, code=code, data=answers(**changes))
    casework.receive(code=ref.code, actor=town.reception, now=t.NOW)
    casework.forward(code=ref.code, actor=town.reception, now=t.NOW)
    casework.propose_result(code=ref.code, decision="granted", actor=town.appraiser, now=t.NOW)
    casework.sign_result(code=ref.code, decision="granted", actor=town.leader, now=t.NOW)
    return ref
