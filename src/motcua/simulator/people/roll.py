"""The roll of invented residents: every fact of number ``n`` is a hash of ``n``, so nothing needs to be stored.

Four people make a household (head, spouse, two children). Within one card serial the pair (birth province, birth year) is
different in every round of the serials, which keeps twelve-digit numbers unique up to ``CAPACITY`` people.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.resources import files

from motcua.simulator.people import names
from motcua.simulator.people.model import Person, Relation, Sex, cccd_of
from motcua.simulator.people.personas import PERSONAS

_FIXED = len(PERSONAS)
_KIN = _FIXED * 4  # the demo people and three kin each come before the rest
_SERIAL_FROM = 900_000
_ROUND = 99_976  # serials 900024..999999, divisible by four so that a household stays in one round
_HEAD_YEARS = range(1953, 1993)
_ROUNDS = len(_HEAD_YEARS) * 2
CAPACITY = _KIN + _ROUND * _ROUNDS
"""How many different people can be asked for."""


@dataclass(frozen=True, slots=True)
class _Seat:
    """A place in a household: which household, which chair, which serial, and the round of that serial."""

    household: int
    chair: int
    serial: int
    turn: int
    key: str


def person(n: int) -> Person:
    """The resident number ``n`` (from 0); ValueError outside ``0 <= n < CAPACITY``."""
    if not 0 <= n < CAPACITY:
        msg = f"there is no person {n}: numbers run from 0 to {CAPACITY - 1}"
        raise ValueError(msg)
    return _persona(n) if n < _FIXED else _resident(n)


def household(n: int) -> tuple[Person, ...]:
    """The household of resident ``n``, head first."""
    seat = _seat(n)
    if seat.household < _FIXED:
        first = _FIXED + seat.household * 3
        return (person(seat.household), *(person(first + i) for i in range(3)))
    first = n - seat.chair
    return tuple(person(first + i) for i in range(4))


def by_cccd(cccd: str) -> Person | None:
    """The resident with this card number, or None; works back from the serial, nothing is searched."""
    if len(cccd) != 12 or not cccd.isascii() or not cccd.isdigit():  # noqa: PLR2004 - digits of the card
        return None
    offset = int(cccd[6:]) - _SERIAL_FROM
    if offset < 0:
        return None
    numbers = [offset] if offset < _KIN else range(offset, CAPACITY, _ROUND)
    return next((found for number in numbers if (found := person(number)).cccd == cccd), None)


def _seat(n: int) -> _Seat:
    if n < _FIXED:
        return _Seat(n, 0, _SERIAL_FROM + n, 0, f"kin{n}")
    if n < _KIN:
        home, chair = divmod(n - _FIXED, 3)
        return _Seat(home, chair + 1, _SERIAL_FROM + n, 0, f"kin{home}")
    turn, within = divmod(n - _KIN, _ROUND)
    home, chair = divmod(n - _KIN, 4)
    return _Seat(_FIXED + home, chair, _SERIAL_FROM + _KIN + within, turn, f"home{within // 4}")


def _draw(key: str, choices: int) -> int:
    """A fixed number below ``choices`` for the key."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") % choices


@cache
def places() -> tuple[tuple[str, str], ...]:
    """Codes and names of the 114 communes of the city since 01/07/2025 (Nghị quyết 1669/NQ-UBTVQH15)."""
    text = files("motcua.simulator.people").joinpath("places.csv").read_text(encoding="utf-8")
    return tuple((row["code"], row["name"]) for row in csv.DictReader(text.splitlines()))


def _phone(n: int) -> str:
    return f"01009{n % 100_000:05d}"


def _persona(n: int) -> Person:
    p = PERSONAS[n]
    return Person(
        n=n,
        cccd=cccd_of(province=p.province, sex=p.sex, born_on=p.born_on, serial=_SERIAL_FROM + n),
        family=p.family, middle=p.middle, given=p.given, sex=p.sex, born_on=p.born_on,
        phone=_phone(n), email=f"nguoidan{n}@congdan.example",
        unit_code=p.unit_code, unit_name=dict(places())[p.unit_code], address_line=p.address_line,
        household_no=f"HGD{n:08d}", relation=Relation.HEAD, level=p.level,
        persona_vi=p.vi, persona_en=p.en, company=p.company,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _resident(n: int) -> Person:
    seat = _seat(n)
    sex = _sex(seat)
    born_on = _born_on(seat)
    unit_code, unit_name, address = _home(seat)
    family, middle, given = _name(n, seat, sex)
    province = _province(seat)
    return Person(
        n=n,
        cccd=cccd_of(province=province, sex=sex, born_on=born_on, serial=seat.serial),
        family=family, middle=middle, given=given, sex=sex, born_on=born_on,
        phone=_phone(n), email=f"nguoidan{n}@congdan.example",
        unit_code=unit_code, unit_name=unit_name, address_line=address,
        household_no=f"HGD{seat.household:08d}",
        relation=(Relation.HEAD, Relation.SPOUSE, Relation.CHILD, Relation.CHILD)[seat.chair],
        level=_level(n, born_on),
    )  # fmt: skip


def _head_sex(seat: _Seat) -> Sex:
    if seat.household < _FIXED:
        return PERSONAS[seat.household].sex
    return Sex.MALE if _draw(f"{seat.key}:head", 4) else Sex.FEMALE


def _sex(seat: _Seat) -> Sex:
    head = _head_sex(seat)
    if seat.chair == 0:
        return head
    if seat.chair == 1:
        return Sex.FEMALE if head is Sex.MALE else Sex.MALE
    return Sex.MALE if _draw(f"{seat.key}:{seat.chair}:sex", 2) else Sex.FEMALE


def _head_year(seat: _Seat) -> int:
    if seat.household < _FIXED:
        return PERSONAS[seat.household].born_on.year
    return _HEAD_YEARS[(_draw(f"{seat.key}:year", len(_HEAD_YEARS)) + seat.turn) % len(_HEAD_YEARS)]


def _born_on(seat: _Seat) -> date:
    year = _head_year(seat)
    if seat.chair == 1:
        year += _draw(f"{seat.key}:spouse", 9) - 4
    elif seat.chair > 1:
        year += 22 + _draw(f"{seat.key}:child{seat.chair}", 6) + 5 * (seat.chair - 2)
    return date(year, 1, 1) + timedelta(days=_draw(f"{seat.key}:{seat.turn}:{seat.chair}:day", 365))


def _province(seat: _Seat) -> str:
    flip = (_draw(f"{seat.key}:province", 3) == 0) ^ (seat.turn >= len(_HEAD_YEARS))
    return "030" if flip else "031"


def _home(seat: _Seat) -> tuple[str, str, str]:
    if seat.household < _FIXED:
        p = PERSONAS[seat.household]
        return p.unit_code, dict(places())[p.unit_code], p.address_line
    key = f"home:{seat.household}"
    code, name = places()[_draw(f"{key}:unit", len(places()))]
    number, group = _draw(f"{key}:no", 240) + 1, _draw(f"{key}:group", 24) + 1
    line = f"Số {number}, tổ dân phố số {group}" if name.startswith("Phường") else f"Thôn {group}, xóm {number % 9 + 1}"
    return code, name, line


def _name(n: int, seat: _Seat, sex: Sex) -> tuple[str, str, str]:
    middles = names.MIDDLE_MALE if sex is Sex.MALE else names.MIDDLE_FEMALE
    givens = names.GIVEN_MALE if sex is Sex.MALE else names.GIVEN_FEMALE
    middle, given = middles[_draw(f"{n}:middle", len(middles))], givens[_draw(f"{n}:given", len(givens))]
    return _family(seat), middle, given


def _family(seat: _Seat) -> str:
    """Children carry the father's family name; spouses keep their own."""
    father = 0 if _head_sex(seat) is Sex.MALE else 1
    bearer = father if seat.chair > 1 else seat.chair
    if seat.household < _FIXED and bearer == 0:
        return PERSONAS[seat.household].family
    weighted = _draw(f"family:{seat.household}:{bearer}", len(names.FAMILY) ** 2)
    return names.FAMILY[weighted % (weighted // len(names.FAMILY) + 1)]


def _level(n: int, born_on: date) -> int:
    """Children under 14 (in 2025) have no account; of the others most have level 2."""
    if born_on.year > 2011:  # noqa: PLR2004 - see above
        return 0
    share = _draw(f"{n}:level", 100)
    return 0 if share < 5 else 1 if share < 15 else 2  # noqa: PLR2004 - percentages
