"""Pure decisions of the exchange: outcomes of calls, what a register's answer means as facts of a form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

_USER = re.compile(r"VN\d{12}")
_NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)")
_PURPOSE = re.compile(r"^motcua-purpose:(.*)$", re.IGNORECASE | re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_IDENTITY = ("personal_number", "full_name", "born_on", "sex", "nationality")
_RESIDENCE = frozenset({"residence", "residence_unit", "residence_line"})

# What the population register is asked for and tells, as `facts_of` reads it.
POPULATION_TELLS = (
    ("Số định danh cá nhân", "Personal number"), ("Họ và tên", "Full name"), ("Ngày sinh", "Date of birth"), ("Giới tính", "Sex"),
    ("Quốc tịch", "Nationality"), ("Nơi cư trú", "Residence"),
)  # fmt: skip


def is_user(text: str) -> bool:
    """Whether the text is ``VN`` and a twelve-digit personal number (X-Road-UserId with its country prefix)."""
    return _USER.fullmatch(text) is not None


def person_in(*, user_id: str | None, path: str, query: Mapping[str, str] | None) -> str:
    """The personal number that a call is about: behind whom it is made, or in its address; empty for a call about nobody."""
    if user_id:
        return user_id.removeprefix("VN")
    found = _NUMBER.search(" ".join((path, *(query or {}).values())))
    return found[0] if found else ""


def purpose_in(head: str) -> str:
    """The stated purpose in the head of a logged request, empty when none was stated."""
    found = _PURPOSE.search(head)
    return _CONTROL.sub(" ", unquote(found[1])).strip()[:200] if found else ""


def parts_wanted(facts: frozenset[str]) -> frozenset[str]:
    """Which parts of a register record answer the facts: no more is asked than is needed (Luật 91/2025/QH15, data minimisation)."""
    parts = {"identity"} if facts & frozenset(_IDENTITY) else set()
    return frozenset(parts | ({"residence"} if facts & _RESIDENCE else set()))


def facts_of(record: Mapping[str, Any], *, wanted: frozenset[str]) -> dict[str, Any]:
    """The wanted facts of a register record in the words of forms; what the record does not say is left out."""
    facts: dict[str, Any] = {name: record[name] for name in _IDENTITY if record.get(name)}
    residence = record.get("residence")
    if isinstance(residence, Mapping) and residence.get("unit_code"):
        unit, line = str(residence["unit_code"]), str(residence.get("address_line", ""))
        facts |= {"residence": {"unit": unit, "line": line}, "residence_unit": unit, "residence_line": line}
    return {name: value for name, value in facts.items() if name in wanted}
