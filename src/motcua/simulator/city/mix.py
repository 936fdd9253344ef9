"""Which procedures, at which desks, filed by whom."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

from motcua.kernel.working_time import Limit
from motcua.simulator.people import PERSONAS, person

COMMUNE = "commune"
_RESIDENTS = 20_000
_TRADES = ("Thương mại", "Xây dựng", "Vận tải biển", "Cơ khí", "Thuỷ sản", "Dịch vụ cảng", "May mặc", "Du lịch")
_MARKS = ("An Phát", "Bình Minh", "Đông Hải", "Hồng Hà", "Minh Đức", "Nam Triệu", "Sao Biển", "Tân Vũ", "Thành Công", "Việt Tiến")


@dataclass(frozen=True, slots=True)
class Line:
    """One procedure of the year. ``weight`` per mille, ``fee`` in đồng (sample data), ``enterprise`` per cent filed by firms."""

    code: str
    weight: int
    place: str
    fee: int
    enterprise: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A line with what the platform says of it: its clock; ``same_day`` procedures are due the day they are taken in."""

    line: Line
    limit: Limit
    same_day: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """A unit that takes dossiers in, with its share of the people."""

    code: str
    weight: float


@cache
def lines() -> tuple[Line, ...]:
    """The mix of the year."""
    text = (files(__package__) / "data" / "mix.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(Line(r["code"], int(r["weight"]), r["place"], int(r["fee"]), int(r["enterprise"])) for r in rows)


class Chooser:
    """Draws procedures, desks and parties."""

    def __init__(self, *, offers: Sequence[Offer], communes: Sequence[Desk], draw: random.Random) -> None:
        self._offers, self._communes, self._draw = tuple(offers), tuple(communes), draw
        self._offer_sums = list(accumulate(o.line.weight for o in offers))
        self._desk_sums = list(accumulate(d.weight for d in communes))

    def offer(self) -> Offer:
        """A procedure by its weight."""
        return self._draw.choices(self._offers, cum_weights=self._offer_sums)[0]

    def desk(self, offer: Offer) -> str:
        """The code of a commune by its people, or the procedure's department."""
        if offer.line.place != COMMUNE:
            return offer.line.place
        return self._draw.choices(self._communes, cum_weights=self._desk_sums)[0].code

    def party(self, offer: Offer) -> tuple[bool, str]:
        """Whether an enterprise files, and the invented name of who does."""
        if self._draw.randrange(100) < offer.line.enterprise:
            return True, f"Công ty TNHH {self._draw.choice(_TRADES)} {self._draw.choice(_MARKS)} {self._draw.randrange(1, 100)}"
        return False, _resident_name(self._draw.randrange(len(PERSONAS), _RESIDENTS))


@cache
def _resident_name(n: int) -> str:
    return person(n).full_name
