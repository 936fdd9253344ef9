"""For tests: dossiers of known quality as plain facts, and the warehouse filled with the events that tell them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from motcua.insight.datasets import testing as warehouse

MONDAY = warehouse.MONDAY  # 5 January 2026, 08:00 in Vietnam
UNITS = ("11329", "11359", "11443")
PROCEDURES = ("1.001193", "2.000815", "1.009999")  # the last is not offered online
FIELDS = {"1.001193": "Hộ tịch", "2.000815": "Chứng thực", "1.009999": "Đất đai"}
OFFICERS = tuple(uuid5(NAMESPACE_OID, f"officer {n}") for n in range(3))


@dataclass(frozen=True)
class Case:
    """One dossier as a person would write it down; days count from Monday, 5 January 2026; None: never."""

    number: int
    unit: str
    procedure: str
    online: bool
    received: int
    due: int
    resolved: int | None = None
    withdrawn: int | None = None
    officer: UUID | None = None
    with_file: bool | None = None
    papers: tuple[int, int, int] | None = None  # all, digitised, reused
    paid: tuple[int, str] | None = None  # day, channel
    rated: tuple[int, int] | None = None  # day, score
    opinion_late: bool = False
    post: bool = False

    @property
    def code(self) -> str:
        """Its public code."""
        return f"H24.113-{self.number:06}"


def day(number: int) -> date:
    """The date of a day counted from the Monday."""
    return date(2026, 1, 5) + timedelta(days=number)


def cases(count: int, *, seed: int) -> tuple[Case, ...]:
    """``count`` dossiers of all kinds, the same for the same seed; about three months of them."""
    rng = random.Random(seed)

    def maybe(share: float) -> bool:
        return rng.random() < share

    made = []
    for number in range(count):
        received = rng.randrange(0, 80)
        due = received + rng.randrange(1, 10)
        resolved = received + rng.randrange(0, 14) if maybe(0.75) else None
        end = resolved if resolved is not None else received + 3
        papers = rng.randrange(0, 5)
        digitised = rng.randrange(0, papers + 1)
        made.append(
            Case(
                number=number,
                unit=rng.choice(UNITS),
                procedure=rng.choice(PROCEDURES),
                online=maybe(0.6),
                received=received,
                due=due,
                resolved=resolved,
                withdrawn=received + 2 if resolved is None and maybe(0.4) else None,
                officer=rng.choice(OFFICERS) if maybe(0.8) else None,
                with_file=maybe(0.7) if resolved is not None and maybe(0.9) else None,
                papers=(papers, digitised, rng.randrange(0, papers - digitised + 1)) if resolved is not None and maybe(0.8) else None,
                paid=(received, rng.choice(["vietqr", "platform", "cash", "statement", "accepted"])) if maybe(0.5) else None,
                rated=(end + rng.randrange(0, 5), rng.randrange(1, 6)) if resolved is not None and maybe(0.3) else None,
                opinion_late=maybe(0.1),
                post=maybe(0.2),
            )
        )
    return tuple(made)


def fill(found: Sequence[Case], *, now: datetime | None = None, online: Sequence[str] = PROCEDURES[:2]) -> str:
    """The warehouse with these dossiers and the list of procedures; gives the id of its snapshot."""
    rows: list[dict[str, object]] = [
        {
            "code": code, "name": f"Thủ tục {code}", "field": FIELDS[code], "level": "commune" if code[0] == "2" else "city",
            "online": code in online,
        }
        for code in PROCEDURES
    ]  # fmt: skip
    events = [event for case in found for event in told(case)]
    return warehouse.fill(events, now=now or MONDAY + timedelta(days=100), references={"gold.procedure": rows})


def told(case: Case) -> Iterator[warehouse.LakeEvent]:
    """The events that casework and payments tell of a dossier."""
    ident = str(uuid5(NAMESPACE_OID, f"quality dossier {case.number}"))
    base: dict[str, Any] = {
        "dossier_id": ident, "dossier_code": case.code, "procedure_code": case.procedure, "field": FIELDS[case.procedure],
        "unit_code": case.unit,
    }  # fmt: skip
    stream, seq = f"casework.dossier:{ident}", iter(range(1 + 20 * case.number, 21 + 20 * case.number))

    def event(verb: str, on: int, version: int = 1, **more: Any) -> warehouse.LakeEvent:
        name = f"casework.dossier.{verb}.v{version}"
        return warehouse.event(next(seq), name, at=MONDAY + timedelta(days=on), stream=stream, **base, **more)

    def payment(verb: str, on: int, **more: Any) -> warehouse.LakeEvent:
        about: dict[str, Any] = {"payment_id": f"p{case.number}", "ref": f"casework:{ident}", "amount": 5000}
        return warehouse.event(next(seq), f"payments.payment.{verb}.v1", at=MONDAY + timedelta(days=on), **about, **more)

    due_at = MONDAY + timedelta(days=case.due)
    channel = 2 if case.online else 3 if case.post else 1
    yield event("submitted", case.received, channel=channel, online=case.online, party_kind=1)
    yield event("received", case.received, due_at=due_at)
    if case.officer:
        yield event("assigned", case.received, officer_id=case.officer)
    if case.opinion_late:
        yield event("opinion_asked", case.received, due_at=due_at)
        yield event("opinion_given", case.received + 1, late=True)
    if case.paid:
        yield payment("requested", case.received, requested_at=MONDAY)
        yield payment("settled", case.paid[0], settled_at=MONDAY + timedelta(days=case.paid[0]), channel=case.paid[1])
    if case.resolved is not None:
        file: dict[str, Any] = {} if case.with_file is None else {"result_file_id": "f" if case.with_file else None}
        yield event("resolved", case.resolved, due_at=due_at, outcome="granted", **file)
    if case.withdrawn is not None:
        yield event("withdrawn", case.withdrawn)
    if case.papers:
        counted = dict(zip(("papers", "digitised", "reused"), case.papers, strict=True))
        yield event("papers_counted", case.resolved or 0, **counted, reused_national=0)
    if case.rated:
        yield event("rated", case.rated[0], score=case.rated[1], online=case.online)
