"""The declared machines as graphs: everything reachable, nothing stuck, money never moves by an undeclared step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.machines import Machine, TransitionRefused
from motcua.platform.payments.contracts import DiscrepancyKind, MoneyState, PaymentState, RefundState
from motcua.platform.payments.rules.states import MACHINE, MACHINES, MONEY, REFUND, standing

S = PaymentState


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_is_reached_and_leads_to_an_end(name: str) -> None:
    machine: Machine[PaymentState] = MACHINES[name]  # type: ignore[assignment]
    assert machine.reachable_from(machine.initial) == set(machine.states)
    ends = {state for state in machine.states if machine.is_terminal(state)}
    assert all(machine.reachable_from(state) & ends or name == "money" for state in machine.states)


TABLE = {
    S.UNPAID: {"present", "pay_part", "settle", "lapse", "exempt", "cancel"},
    S.PENDING: {"pay_part", "settle", "lapse", "exempt", "cancel"},
    S.PARTLY_PAID: {"pay_part", "unpay_part", "settle", "lapse", "exempt", "cancel"},
    S.OVERDUE: {"settle", "reopen", "exempt", "cancel"},
    S.PAID: {"refund"},
    S.EXEMPT: {"cancel"},
    S.CANCELLED: set(),
    S.REFUNDED: set(),
}


@pytest.mark.parametrize("state", PaymentState)
def test_what_can_be_done_to_a_request(state: PaymentState) -> None:
    assert set(MACHINE.names_from(state)) == TABLE[state]


@given(st.lists(st.sampled_from(sorted({name for names in TABLE.values() for name in names})), max_size=12))
def test_a_paid_request_is_never_unpaid_again(names: list[str]) -> None:
    state, was_paid = S.UNPAID, False
    for name in names:
        try:
            state = MACHINE.next(state, name)
        except TransitionRefused:
            continue
        was_paid = was_paid or state is S.PAID
        assert not was_paid or state in (S.PAID, S.REFUNDED)


def test_no_refund_is_sent_without_approval() -> None:
    for names in (["send"], ["claim"], ["approve", "claim", "withdraw"], ["pay_out"], ["confirm"], ["reject", "send"], ["withdraw", "approve"]):
        with pytest.raises(TransitionRefused):
            REFUND.run(names)
    assert REFUND.run(["approve", "claim", "send", "confirm"]) is RefundState.COMPLETED


def test_a_move_of_money_is_named_for_where_it_leads() -> None:
    assert {t.name == t.target for t in MONEY.transitions} == {True}


@given(st.integers(1, 10**9), st.data())
def test_money_always_stands_somewhere(amount: int, data: st.DataObject) -> None:
    allocated = data.draw(st.integers(0, amount))
    returning = data.draw(st.integers(0, amount - allocated))
    returned = data.draw(st.integers(0, amount - allocated - returning))
    why = data.draw(st.sampled_from([None, *DiscrepancyKind]))
    found = standing(
        amount=amount, allocated=allocated, returning=returning, returned=returned, why=why, request_open=data.draw(st.booleans()),
        noted=data.draw(st.booleans()),
    )  # fmt: skip
    assert (found is MoneyState.RETURNING) == (returning > 0)
    assert (found is MoneyState.RETURNED) == (returned == amount)
    if found is MoneyState.ALLOCATED:
        assert allocated + returned == amount
