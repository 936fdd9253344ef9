"""Identity: decisions about powers against a bare look-up; sign-ins against the bare password hash."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from _common import Bench, database, quick
from _identity_sign_in import citizens, hashed_as_installed, officers

from motcua.kernel.actors import Role, Scope
from motcua.kernel.powers import Holder, Lent, Question, Tenure, Tree, decide

_GOAL = 50_000.0
_NOW = datetime(2026, 3, 9, 2, tzinfo=UTC)
_ROLES = tuple(Role)
_ACTS = ("receive", "forward", "propose_result", "sign_result", "assign", "transfer")
_PROCEDURES = tuple(f"1.{n:06d}" for n in range(1800))
_COMMUNES, _DEPARTMENTS = 114, 15


def city() -> Tree:
    """The tree of a day: the city, its communes, its departments and the offices below those."""
    tree = {"31": ""} | {f"C{n}": "31" for n in range(_COMMUNES)} | {f"D{n}": "31" for n in range(_DEPARTMENTS)}
    return tree | {f"D{n}.{m}": f"D{n}" for n in range(_DEPARTMENTS) for m in range(6)}


def holders(rng: random.Random, tree: Tree, *, count: int) -> list[Holder]:
    """Officers with one to three posts, past, present and future; every third has a power of another in his unit by delegation."""
    units = list(tree)
    posts = [[_post(rng, n, units) for _ in range(rng.choice((1, 1, 2, 3)))] for n in range(count)]
    return [Holder(tuple(own), tuple(_lent(rng, rng.choice(posts)[0]) for _ in range(rng.choice((0, 0, 1))))) for own in posts]


def questions(rng: random.Random, people: list[Holder], tree: Tree, *, count: int) -> list[tuple[Holder, Question]]:
    """Random questions, half about the officer's own unit and role; each is asked once."""
    units, asked = list(tree), []
    for _ in range(count):
        who = rng.choice(people)
        at_home = rng.random() < 0.5
        role, unit = (who.tenures[0].role, who.tenures[0].unit_code) if at_home else (rng.choice(_ROLES), rng.choice(units))
        at = _NOW + timedelta(days=rng.randrange(-30, 30), seconds=rng.randrange(86_400))
        asked.append((who, Question(
            act=rng.choice(_ACTS), units=(unit,), roles=frozenset({role, Role.LEADER}), at=at, procedure=rng.choice(_PROCEDURES),
            below=rng.random() < 0.2,
        )))  # fmt: skip
    return asked


def bare(who: Holder, question: Question) -> bool:
    """The peer: role and unit looked up in the officer's posts, without time, scope, tree, delegation or a reason."""
    return any(t.role in question.roles and t.unit_code in question.units for t in who.tenures)


def decisions(bench: Bench, *, officers: int, count: int) -> None:
    """Decisions per second of processor time over questions that are never asked twice, one process, one thread; the best of three runs."""
    rng = random.Random(20260309)
    tree = city()
    people = holders(rng, tree, count=officers)
    ours = other = 0.0
    allowed = 0
    for _ in range(3):
        asked = questions(rng, people, tree, count=count)
        began = time.process_time()
        allowed = sum(bool(decide(holder=who, question=question, tree=tree)) for who, question in asked)
        ours = max(ours, count / (time.process_time() - began))
        began = time.process_time()
        sum(bare(who, question) for who, question in asked)
        other = max(other, count / (time.process_time() - began))
    print(f"{officers:,} officers, {len(tree)} units, {count:,} questions a run, {allowed / count:.0%} allowed")
    goal = "goal: ≥ 50,000 with roles, unit tree, delegation and time"
    bench.add("decisions_per_s", ours, _GOAL, unit="decisions/s", better="higher", against=goal)
    bench.add(
        "decisions_vs_bare", ours, other, unit="decisions/s", better="higher",
        against="a bare Python look-up of role and unit: no time, scope, tree, delegation, reason",
    )


def _post(rng: random.Random, number: int, units: list[str]) -> Tenure:
    begins = _NOW - timedelta(days=rng.randrange(-20, 2000))
    ends = None if rng.random() < 0.75 else begins + timedelta(days=rng.randrange(1, 2000))
    return Tenure(number, rng.choice(units), number, rng.choice(_ROLES), "Chuyên viên", begins, ends)


def _lent(rng: random.Random, post: Tenure) -> Lent:
    begins = _NOW - timedelta(days=rng.randrange(-10, 100))
    chosen = frozenset(rng.sample(_PROCEDURES, 20)) if rng.random() < 0.5 else frozenset()
    return Lent(
        delegation_id=UUID(int=rng.getrandbits(128)), post=post, giver_ref="officer:x", giver_name="Nguyễn Thị Thử",
        form=rng.choice(("KT.", "TL.", "TUQ.")), basis="12/QĐ-UBND", scope=Scope(procedures=chosen, may_sign=rng.random() < 0.7),
        valid_from=begins, valid_to=begins + timedelta(days=rng.randrange(1, 300)), needs_second=rng.random() < 0.1,
    )


def sign_ins(bench: Bench, *, count: int) -> None:
    """Sign-ins per second through the whole stack of middleware, views and tables, one after the other."""
    taken, hashed = officers(count=count)
    bench.add(
        "logins_per_s", count / taken, count / hashed, unit="sign-ins/s", better="higher",
        against="the bare Argon2id check of the same passwords; ours adds pages, tokens, second factor, session and record",
    )
    taken, verified = citizens(count=count)
    bench.add(
        "citizen_logins_per_s", count / taken, count / verified, unit="sign-ins/s", better="higher",
        against="the bare check of the same signed id_tokens",
    )


def main() -> None:
    small = quick()
    bench = Bench("identity")
    size: dict[str, Any] = {"officers": 3_000, "count": 20_000} if small else {"officers": 30_000, "count": 200_000}
    decisions(bench, **size)
    with database("identity"), hashed_as_installed():
        sign_ins(bench, count=10 if small else 100)
    bench.show()


if __name__ == "__main__":
    main()
