"""What the population register writes: numbers of the newborn, residences, and the feed of what changed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from motcua.kernel.errors import NamedError
from motcua.kernel.text import fold
from motcua.simulator.peers.errors import BadRequest
from motcua.simulator.peers.store import Store
from motcua.simulator.people import Sex, by_cccd, cccd_of, person

NEWBORN, ISSUED, RESIDENCE, CHANGE = "population_newborn", "population_issued", "population_residence", "population_change"
CONFLICT = 409
_FIRST_SERIAL, _LAST_SERIAL = 990_000, 999_999


class RefConflict(NamedError):
    """The reference was used before, for something else."""

    code = "population.ref_conflict"
    vi = "Mã hồ sơ này đã dùng cho nội dung khác."
    en = "This reference was used for something else."
    status = CONFLICT


class ResidentUnknown(NamedError):
    """The person with whom a newborn should live has no residence in the register."""

    code = "population.resident_unknown"
    vi = "Không tìm thấy nơi thường trú của người mà trẻ sẽ ở cùng."
    en = "The residence of the person with whom the child would live is not known."
    status = 422


class Register:
    """The writing side of the register. Every order carries ``ref``: the same again changes nothing, another under it is refused."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def issue(self, told: dict[str, Any]) -> dict[str, Any]:
        """The personal number of a newborn (Luật Căn cước 26/2023/QH15 Điều 12). Serials from 990000, none that a resident has."""
        child = {
            "full_name": _text(told, "full_name"), "born_on": _day(told, "born_on").isoformat(), "sex": _sex(told).value,
            "mother_number": str(told.get("mother_number", "")), "father_number": str(told.get("father_number", "")),
        }  # fmt: skip
        known = self._once(ISSUED, _text(told, "ref"), child)
        if known is not None:
            return known
        number = self._free_number(sex=Sex(child["sex"]), born_on=date.fromisoformat(child["born_on"]))
        given = {"personal_number": number, "asked": child}
        with self._store.transaction():
            self._store.put(ISSUED, told["ref"], given)
            self._store.put(NEWBORN, number, {"personal_number": number, **child, "residence": None})
            self._note(number, "born")
        return given

    def reside(self, told: dict[str, Any]) -> dict[str, Any]:
        """Register where a newborn lives: with ``with_number``, a resident (Luật Cư trú 68/2020/QH14 Điều 12, 20)."""
        asked = {name: _text(told, name) for name in ("personal_number", "with_number", "ground")}
        known = self._once(RESIDENCE, _text(told, "ref"), asked)
        if known is not None:
            return known
        child, home = self.newborn(asked["personal_number"]), by_cccd(asked["with_number"])
        if child is None:
            raise BadRequest(reason="personal_number")
        if home is None:
            raise ResidentUnknown
        residence = {
            "unit_code": home.unit_code, "unit_name": home.unit_name, "address_line": home.address_line, "full": home.residence,
        }  # fmt: skip
        given = {"residence_no": f"TT-{home.unit_code}-{len(self._store.all(RESIDENCE, limit=1_000_000)) + 1:06d}", "asked": asked}
        given["unit_code"] = home.unit_code
        with self._store.transaction():
            self._store.put(RESIDENCE, told["ref"], given)
            self._store.put(NEWBORN, child["personal_number"], {**child, "residence": residence})
            self._note(child["personal_number"], "resides")
        return given

    def newborn(self, number: str) -> dict[str, Any] | None:
        """The record of somebody whom this register gave a number, or None."""
        return self._store.get(NEWBORN, number, now=0)

    def verify(self, told: dict[str, Any]) -> dict[str, Any]:
        """Yes or no for each fact that was told, and nothing else: names are compared without accents and case."""
        number = _text(told, "personal_number")
        facts = self._facts(number)
        asked = {name: told[name] for name in ("full_name", "born_on", "sex", "unit_code") if name in told}
        if facts is None:
            return {"known": False, "matches": dict.fromkeys(asked, False)}
        return {"known": True, "matches": {name: fold(str(value)) == fold(facts[name]) for name, value in asked.items()}}

    def changes(self, *, after: int, limit: int) -> dict[str, Any]:
        """What changed after a position, oldest first: numbers and kinds of change, no facts."""
        found = self._store.all(CHANGE, after=after, limit=limit)
        return {"changes": [{"position": d.seq, **d.body} for d in found], "position": found[-1].seq if found else after}

    def _facts(self, number: str) -> dict[str, str] | None:
        child = self.newborn(number)
        if child is not None:
            unit = (child["residence"] or {}).get("unit_code", "")
            return {"full_name": child["full_name"], "born_on": child["born_on"], "sex": child["sex"], "unit_code": unit}
        who = by_cccd(number)
        if who is None:
            return None
        return {"full_name": who.full_name, "born_on": who.born_on.isoformat(), "sex": who.sex.value, "unit_code": who.unit_code}

    def _once(self, kind: str, ref: str, asked: dict[str, Any]) -> dict[str, Any] | None:
        known = self._store.get(kind, ref, now=0)
        if known is not None and known["asked"] != asked:
            raise RefConflict
        return known

    def _free_number(self, *, sex: Sex, born_on: date) -> str:
        province = person(0).cccd[:3]
        begin = _FIRST_SERIAL + len(self._store.all(NEWBORN, limit=1_000_000))
        for serial in range(begin, _LAST_SERIAL + 1):
            number = cccd_of(province=province, sex=sex, born_on=born_on, serial=serial)
            if by_cccd(number) is None and self.newborn(number) is None:
                return number
        raise BadRequest(reason="no number is left")

    def _note(self, number: str, kind: str) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._store.put(CHANGE, f"{kind}:{number}", {"personal_number": number, "kind": kind, "at": at})


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > 200:  # noqa: PLR2004 - longer than any name or code
        raise BadRequest(reason=name)
    return value.strip()


def _day(told: dict[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(_text(told, name))
    except ValueError:
        raise BadRequest(reason=name) from None


def _sex(told: dict[str, Any]) -> Sex:
    try:
        return Sex(_text(told, "sex"))
    except ValueError:
        raise BadRequest(reason="sex") from None
