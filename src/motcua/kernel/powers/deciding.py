"""The decision and its trace: both list the same obstacles of the same powers, so they cannot disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from motcua.kernel.actors import PositionHeld, Role, signs
from motcua.kernel.policy import Allowed, Decision, Denied
from motcua.kernel.powers import words
from motcua.kernel.powers.values import NO_TREE, Finding, Holder, Lent, Power, Question, Tenure, Trace, Tree, Why, ground, post_of

KT = "KT."
_CLOSED = Denied("tài khoản của cán bộ này đã bị khoá.", "the account of this officer is closed.")
_NO_POST = Denied("cán bộ này chưa được bổ nhiệm chức vụ nào.", "this officer was never appointed to a post.")
_NOTHING = Denied("không chức vụ hay uỷ quyền nào cho quyền làm việc này.", "no post and no delegation gives the power to do this.")
_ELSEWHERE = (Why.WRONG_ROLE, Why.WRONG_UNIT)


def decide(*, holder: Holder, question: Question, tree: Tree = NO_TREE) -> Decision:
    """Allowed with the post or the document on which it rests, or Denied with the nearest reason. Keeps nothing between two questions."""
    serves, over = _serves(holder, question.at), _over(question, tree)
    found = [(p, _obstacles(p, question, holder.active, serves, over)) for p in holder.powers]
    giving = [power for power, obstacles in found if not obstacles]
    if not giving:
        return _denied(found, question, active=holder.active)
    return Allowed(ground=ground(giving[0] if len(giving) == 1 else min(giving, key=_order_of(question))))


def explain(*, holder: Holder, question: Question, tree: Tree = NO_TREE) -> Trace:
    """The same answer with everything that was looked at, in the order own posts, delegations."""
    serves, over = _serves(holder, question.at), _over(question, tree)
    findings = tuple(
        Finding(power, tuple(_obstacles(power, question, holder.active, serves, over)), above=post_of(power).unit_code in over)
        for power in holder.powers
    )
    order = _order_of(question)
    chosen = min((f for f in findings if f.gives), key=lambda f: order(f.power), default=None)
    if chosen is not None:
        return Trace(question, Allowed(ground=ground(chosen.power)), findings, chosen, holder.active)
    denied = _denied([(f.power, f.obstacles) for f in findings], question, active=holder.active)
    return Trace(question, denied, findings, None, holder.active)


def held_at(*, holder: Holder, at: datetime) -> tuple[PositionHeld, ...]:
    """The powers in force at an instant, own ones first; whoever holds no post of his own has none at all."""
    serves = _serves(holder, at)
    if not serves or not holder.active:
        return ()
    return tuple(p.held for p in holder.powers if not _standing(p, at, serves=serves))


def best(
    held: Iterable[PositionHeld], *, roles: Iterable[Role], units: Iterable[str], procedure: str, field: str, act: str
) -> PositionHeld | None:
    """Of the powers in force, the one in which somebody does the act: roles and units in the order given, own before delegated.

    A deputy to whom the head gave his signature signs in the head's place also where he has a post of his own there: a deputy's
    signature is the head's, given away (NĐ 30/2020/NĐ-CP, Điều 13 khoản 1).
    """
    now = tuple(held)
    found = [
        p for role in roles for unit in dict.fromkeys(units) for p in now
        if p.role == role and p.unit_code == unit and p.allows(procedure=procedure, field=field, verb=act)
    ]
    return min(found, key=lambda p: (not (signs(act) and p.is_delegated and p.form == KT), p.is_delegated), default=None)


def _serves(holder: Holder, at: datetime) -> bool:
    """Whether the officer holds any post of his own at that instant; a plain loop, since every decision asks."""
    for tenure in holder.tenures:  # noqa: SIM110
        if tenure.valid_from <= at and (tenure.valid_to is None or at < tenure.valid_to):
            return True
    return False


def _over(question: Question, tree: Tree) -> frozenset[str]:
    """The units above those asked for, when the act reaches below."""
    if not question.below:
        return frozenset()
    found: set[str] = set()
    for unit in question.units:
        above = tree.get(unit, "")
        while above and above not in found:
            found.add(above)
            above = tree.get(above, "")
    return frozenset(found.difference(question.units))


def _order_of(question: Question) -> Callable[[Power], tuple[bool, bool, bool]]:
    """What is taken first when several powers give the act: KT. when signing, an own post, a post in the unit itself."""
    signing = signs(question.act)

    def order(power: Power) -> tuple[bool, bool, bool]:
        lent = isinstance(power, Lent)
        return (not (signing and isinstance(power, Lent) and power.form == KT), lent, post_of(power).unit_code not in question.units)

    return order


def _standing(power: Power, at: datetime, *, serves: bool) -> list[Why]:
    """What keeps the power from being in force at ``at``."""
    found: list[Why] = []
    if at < power.valid_from:
        found.append(Why.NOT_BEGUN)
    if power.valid_to is not None and power.valid_to <= at:
        found.append(Why.ENDED)
    if isinstance(power, Tenure):
        return found
    if power.ended_at is not None and power.ended_at <= at:
        found.append(Why.REVOKED)
    if power.needs_second and (power.confirmed_at is None or at < power.confirmed_at):
        found.append(Why.WAITS)
    if at < power.post.valid_from:
        found.append(Why.GIVER_NOT_YET)
    if power.post.valid_to is not None and power.post.valid_to <= at:
        found.append(Why.GIVER_LEFT)
    if not serves:
        found.append(Why.NO_POST)
    return found


def _obstacles(power: Power, question: Question, active: bool, serves: bool, over: frozenset[str]) -> list[Why]:
    """Everything that keeps this power from giving the act."""
    found = _standing(power, question.at, serves=serves)
    post = power if isinstance(power, Tenure) else power.post
    if post.role not in question.roles:
        found.append(Why.WRONG_ROLE)
    if post.unit_code not in question.units and not (post.role is Role.LEADER and post.unit_code in over):
        found.append(Why.WRONG_UNIT)
    if not active:
        found.append(Why.CLOSED)
    if isinstance(power, Lent):
        scope = power.scope
        if signs(question.act) and not scope.may_sign:
            found.append(Why.MAY_NOT_SIGN)
        elif question.act and scope.verbs and question.act not in scope.verbs:
            found.append(Why.ACT_OUTSIDE)
        if not scope.covers_matter(procedure=question.procedure, field=question.field):
            found.append(Why.MATTER_OUTSIDE)
    return found


def _denied(found: Sequence[tuple[Power, Sequence[Why]]], question: Question, *, active: bool) -> Denied:
    """The reason of the power that came nearest: fewest obstacles, and rather one in the right role and unit."""
    if not active:
        return _CLOSED
    if not found:
        return _NO_POST
    nearest, obstacles = min(found, key=lambda one: (len(one[1]), one[1][0] in _ELSEWHERE)) if len(found) > 1 else found[0]
    if len(obstacles) > 1:
        return _NOTHING
    return Denied(*words.reason(obstacles[0], nearest, question))
