"""The decision against an oracle that knows nothing of it, and the trace against the decision."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.kernel.actors import Role, Scope
from motcua.kernel.policy import Allowed
from motcua.kernel.powers import Holder, Lent, Question, Tenure, Why, best, decide, explain, held_at

DAY0 = datetime(2026, 1, 1, tzinfo=UTC)
TREE = {"A1": "A", "A2": "A", "A": "CITY", "B": "CITY", "CITY": ""}
# A busy machine is no fault of the decision.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
UNITS, ROLES = sorted(TREE), (Role.RECEPTION, Role.APPRAISER, Role.LEADER)
days = st.integers(0, 6).map(lambda n: DAY0 + timedelta(days=n))
few = st.frozensets(st.sampled_from("xy"), max_size=1)


@st.composite
def tenures(draw):
    begins = draw(days)
    ends = draw(st.none() | st.integers(1, 4).map(lambda n: begins + timedelta(days=n)))
    unit, role = draw(st.sampled_from(UNITS)), draw(st.sampled_from(ROLES))
    return Tenure(draw(st.integers(1, 9)), unit, 1, role, "chức vụ", begins, ends)


@st.composite
def lents(draw):
    begins = draw(days)
    return Lent(
        delegation_id=UUID(int=draw(st.integers(1, 99))), post=draw(tenures()), giver_ref="officer:x", giver_name="X",
        form=draw(st.sampled_from(["KT.", "TL.", ""])), basis="1/QĐ", valid_from=begins,
        scope=Scope(draw(few), draw(few), draw(st.frozensets(st.sampled_from(["receive", "sign_result"]), max_size=1)), may_sign=draw(st.booleans())),
        valid_to=draw(st.none() | st.just(begins + timedelta(days=2))), needs_second=draw(st.booleans()),
        confirmed_at=draw(st.none() | days), ended_at=draw(st.none() | days),
    )  # fmt: skip


holders = st.builds(
    Holder, st.lists(tenures(), max_size=3).map(tuple), st.lists(lents(), max_size=3).map(tuple), st.sampled_from([True, True, True, False])
)
questions = st.builds(
    Question, act=st.sampled_from(["receive", "sign_result", "assign"]), units=st.lists(st.sampled_from(UNITS), min_size=1, max_size=2).map(tuple),
    roles=st.frozensets(st.sampled_from(ROLES), min_size=1), at=days, procedure=st.sampled_from(["", "x", "z"]),
    field=st.sampled_from(["", "y"]), below=st.booleans(),
)  # fmt: skip


def inside(begins, ends, at):
    return begins <= at and (ends is None or at < ends)


def oracle(holder, q):
    """Written from the law's sentences, not from the code: the set of powers that give the act."""
    lies_in = {u: {u} for u in UNITS}
    for _ in UNITS:
        lies_in = {u: lies_in[u] | ({TREE[u]} - {""}) | (lies_in[TREE[u]] if TREE[u] else set()) for u in UNITS}

    def reaches(post):
        at_home = post.unit_code in q.units
        leads = q.below and post.role == "leader" and any(post.unit_code in lies_in[u] for u in q.units)
        return post.role in q.roles and (at_home or leads)

    def lent_gives(d):
        in_force = inside(d.valid_from, d.valid_to, q.at) and not (d.ended_at and d.ended_at <= q.at)
        agreed = not d.needs_second or bool(d.confirmed_at and d.confirmed_at <= q.at)
        matter = (not d.scope.procedures and not d.scope.fields) or (not q.procedure and not q.field) or (
            q.procedure in d.scope.procedures or q.field in d.scope.fields)  # fmt: skip
        act = (not d.scope.verbs or q.act in d.scope.verbs) and (d.scope.may_sign or q.act != "sign_result")
        return in_force and agreed and matter and act and inside(d.post.valid_from, d.post.valid_to, q.at) and reaches(d.post)

    serving = [t for t in holder.tenures if inside(t.valid_from, t.valid_to, q.at)]
    if not holder.active:
        return []
    return [t for t in serving if reaches(t)] + ([d for d in holder.lent if lent_gives(d)] if serving else [])


@calm
@given(holders, questions)
def test_the_decision_is_the_oracles(holder, question):
    assert bool(decide(holder=holder, question=question, tree=TREE)) == bool(oracle(holder, question))


@calm
@given(holders, questions)
def test_the_trace_never_disagrees(holder, question):
    trace = explain(holder=holder, question=question, tree=TREE)
    assert trace.decision == decide(holder=holder, question=question, tree=TREE)
    assert [f.power for f in trace.findings if f.gives] == oracle(holder, question)
    assert (trace.chosen is not None) == bool(trace.decision)
    assert [f.power for f in trace.findings] == list(holder.powers)


@calm
@given(holders, questions)
def test_powers_in_force_give_the_same_answer_as_the_whole_record(holder, question):
    held = held_at(holder=holder, at=question.at)
    here = Question(act=question.act, units=question.units, roles=question.roles, at=question.at, procedure=question.procedure, field=question.field)
    found = best(held, roles=here.roles, units=here.units, procedure=here.procedure, field=here.field, act=here.act)
    assert (found is not None) == bool(decide(holder=holder, question=here, tree=TREE))


@calm
@given(holders, questions)
def test_every_refusal_has_a_reason_in_both_languages(holder, question):
    answer = decide(holder=holder, question=question, tree=TREE)
    assert isinstance(answer, Allowed) or (answer.reason_vi.endswith(".") and answer.reason_en.endswith(".") and "{" not in answer.reason_en)


HEAD = Tenure(1, "A", 1, Role.LEADER, "Chủ tịch", DAY0)
DEPUTY = Tenure(2, "A", 1, Role.LEADER, "Phó Chủ tịch", DAY0)


def lent(**change):
    return Lent(**{
        "delegation_id": UUID(int=1), "post": HEAD, "giver_ref": "officer:h", "giver_name": "Bà Thử", "form": "KT.", "basis": "12/QĐ-UBND",
        "scope": Scope(may_sign=True), "valid_from": DAY0,
    } | change)  # fmt: skip


def asked(act="receive", **change):
    return Question(**{"act": act, "units": ("A",), "roles": frozenset({Role.LEADER}), "at": DAY0} | change)


def test_a_deputy_signs_for_the_head_and_does_the_rest_in_his_own_post():
    both = Holder((DEPUTY,), (lent(),))
    assert decide(holder=both, question=asked("sign_result")) == Allowed("KT. Chủ tịch · leader · A · 12/QĐ-UBND")
    assert decide(holder=both, question=asked()) == Allowed("Phó Chủ tịch · leader · A")


@pytest.mark.parametrize(("change", "why"), [
    ({"valid_from": DAY0 + timedelta(days=1)}, Why.NOT_BEGUN), ({"valid_to": DAY0}, Why.ENDED), ({"ended_at": DAY0}, Why.REVOKED),
    ({"needs_second": True}, Why.WAITS), ({"scope": Scope()}, Why.MAY_NOT_SIGN), ({"scope": Scope(frozenset({"x"}), may_sign=True)}, Why.MATTER_OUTSIDE),
    ({"scope": Scope(verbs=frozenset({"receive"}), may_sign=True)}, Why.ACT_OUTSIDE),
])  # fmt: skip
def test_each_obstacle_is_named_and_told(change, why):
    holder = Holder((Tenure(3, "A", 1, Role.RECEPTION, "Tiếp nhận", DAY0),), (lent(**change),))
    trace = explain(holder=holder, question=asked("sign_result", procedure="z"))
    assert trace.findings[1].obstacles == (why,)
    assert "12/QĐ-UBND" in trace.decision.reason_vi


def test_the_leader_above_reaches_below_only_where_the_act_says_so():
    holder = Holder((HEAD,))
    assert decide(holder=holder, question=asked(units=("A1",), below=True), tree=TREE)
    assert not decide(holder=holder, question=asked(units=("A1",)), tree=TREE)
    assert not decide(holder=holder, question=asked(units=("B",), below=True), tree=TREE)


def test_a_post_ends_at_its_instant_and_not_a_microsecond_later():
    ends = DAY0 + timedelta(days=2)
    holder = Holder((Tenure(1, "A", 1, Role.LEADER, "Chủ tịch", DAY0, ends),))
    assert decide(holder=holder, question=asked(at=ends - timedelta(microseconds=1)))
    assert decide(holder=holder, question=asked(at=ends)).reason_en.endswith("ended at 07:00 03/01/2026.")
