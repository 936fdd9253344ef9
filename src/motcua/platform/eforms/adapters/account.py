"""What the e-identity account of the person signed in says: the source ``account``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.kernel.actors import Actor
from motcua.platform.eforms.contracts import PrefilledValue


@dataclass(frozen=True, slots=True)
class AccountPrefiller:
    """Facts of the account, as VNeID told them at sign-in."""

    key: str = "account"
    label_vi: str = "Tài khoản định danh của bạn"
    label_en: str = "Your e-identity account"

    def prefill(self, *, actor: Actor, person: Any, fields: frozenset[str], now: datetime) -> Mapping[str, PrefilledValue]:
        """The wanted facts that the account holds."""
        known: dict[str, Any] = {
            "full_name": person.full_name,
            "personal_number": person.personal_number,
            "born_on": person.born_on.isoformat() if person.born_on else None,
            "sex": str(person.sex),
            "phone": person.phone,
            "email": person.email,
            "residence_unit": person.residence_unit_code,
            "residence_line": person.residence_line,
        }
        if person.residence_unit_code and person.residence_line:
            known["residence"] = {"unit": person.residence_unit_code, "line": person.residence_line}
        return {fact: PrefilledValue(known[fact], self.label_vi, self.label_en, now) for fact in sorted(fields) if known.get(fact)}
