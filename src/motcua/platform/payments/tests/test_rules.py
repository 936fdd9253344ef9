"""The code to scan, the code found again, the judgement, the signature."""

from __future__ import annotations

import binascii
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.ids import public_code
from motcua.platform.payments import rules
from motcua.platform.payments.contracts import (
    BankCredit,
    DiscrepancyKind,
    FeeItem,
    MessageUnreadable,
    NothingToPay,
    Payment,
    PaymentState,
    SignatureInvalid,
)
from motcua.platform.payments.rules.messages import key_id_of
from motcua.platform.payments.testing import FakeBank

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
OPEN = Payment(
    payment_id=uuid4(), code="MC23456789AB", ref="r", payer_ref="p", items=(), amount=8000, purpose="", transfer_text="", state=PaymentState.PENDING,
    due_at=NOW + timedelta(days=1), requested_at=NOW, settled_at=None, channel="", return_path="",
)  # fmt: skip
CREDIT = BankCredit(transaction_id="t", bank_bin="1", account="2", amount=8000, description="", reference="", paid_at=NOW)


def test_our_crc_is_the_published_one() -> None:
    assert rules.crc16("123456789") == "29B1"  # check value of CRC-16/CCITT-FALSE


@given(st.integers(1, 499_999_999), st.text(max_size=120))
def test_the_code_reads_back_in_an_independent_reader(amount: int, purpose: str) -> None:
    from vietnam_qr_pay import QRPay

    code = f"MC{public_code(length=10)}"
    text = rules.transfer_text(code=code, purpose=purpose)
    payload = rules.vietqr(bank_bin="999999", account="9990000000011", amount=amount, text=text, reference=code, name="UBND")
    read = QRPay(payload)
    assert read.is_valid
    assert (read.consumer.bank_bin, read.consumer.bank_number, read.amount) == ("999999", "9990000000011", str(amount))
    assert (read.additional_data.purpose, read.additional_data.reference) == (text, code)
    assert f"{binascii.crc_hqx(payload[:-4].encode(), 0xFFFF):04X}" == payload[-4:]


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_code_is_found_in_whatever_the_bank_puts_around_it(before: str, after: str) -> None:
    code = f"MC{public_code(length=10)}"
    assert rules.code_in(reference="", description=f"{before} {code.lower()} {after}") in {
        code,
        rules.code_in(reference="", description=before),
    }
    assert rules.code_in(reference=code, description=before) == code


@pytest.mark.parametrize("text", ["", "MC123", "MC23456789AB7", "XMC23456789AB", "MC2345678OAB"])
def test_no_code_where_there_is_none(text: str) -> None:
    assert rules.code_in(reference="", description=text) == ""


def test_statement_text_has_no_diacritics_and_fits() -> None:
    text = rules.transfer_text(code="MC23456789AB", purpose="Lệ phí hồ sơ “Đăng ký khai sinh” của Đỗ Thị Hải Yến")
    assert text.startswith("MC23456789AB LE PHI HO SO DANG KY")
    assert len(text) <= 50
    assert text.isascii()


@pytest.mark.parametrize(
    ("change", "amount", "paid_after", "found"),
    [({}, 8000, 0, None), ({}, 7999, 0, "short"), ({}, 8001, 0, "over"), ({}, 8000, 24, "late"), ({}, 8000, 23.99, None), ({"due_at": None}, 8000, 999, None),
     ({"state": PaymentState.PAID}, 8000, 0, "paid_twice"), ({"state": PaymentState.CANCELLED}, 8000, 0, "cancelled"),
     ({"state": PaymentState.REFUNDED}, 8000, 0, "cancelled"), ({"state": PaymentState.UNPAID}, 8000, 0, None)],
)  # fmt: skip
def test_judgement(change: dict[str, Any], amount: int, paid_after: float, found: str | None) -> None:
    paid_at = NOW + timedelta(hours=paid_after)
    assert rules.judge(replace(OPEN, **change), replace(CREDIT, amount=amount), paid_at=paid_at) == (
        DiscrepancyKind(found) if found else None
    )


def test_money_for_nobody_is_unknown() -> None:
    assert rules.judge(None, CREDIT, paid_at=NOW) == DiscrepancyKind.UNKNOWN


@pytest.mark.parametrize("amounts", [(), (0,), (0, 0), (-1, 5), (1.5,), (True,)])
def test_only_whole_positive_sums_are_asked_for(amounts: tuple[Any, ...]) -> None:
    with pytest.raises(NothingToPay):
        rules.total_of(FeeItem(code="x", name="x", amount=a) for a in amounts)


@given(st.data())
def test_no_changed_byte_or_header_passes(data: st.DataObject) -> None:
    bank = FakeBank()
    raw, headers = bank.signed({"amount": 1, "x": "đ"})
    at = data.draw(st.integers(0, len(raw) - 1))
    changed = raw[:at] + bytes([raw[at] ^ data.draw(st.integers(1, 255))]) + raw[at + 1 :]
    later = headers | {"X-Bank-Timestamp": str(int(headers["X-Bank-Timestamp"]) + 1)}
    check(bank, raw, headers)
    for body, sent in (
        (changed, headers),
        (raw, later),
        (raw, headers | {"X-Bank-Signature": "AAAA"}),
        (raw, headers | {"X-Bank-Signature": "é"}),
    ):
        with pytest.raises(SignatureInvalid):
            check(bank, body, sent)


def check(bank: FakeBank, raw: bytes, headers: dict[str, str], *, later: float = 0) -> None:
    rules.verify_signature(raw, headers, key=bank.key(key_id_of(headers)), machine_now=time.time() + later, window_seconds=300)


@pytest.mark.parametrize("later", [-400, 400])
def test_a_stale_message_is_not_believed(later: float) -> None:
    bank = FakeBank()
    with pytest.raises(SignatureInvalid, match="too old"):
        check(bank, *bank.signed({}), later=later)


def test_an_unknown_key_is_not_believed() -> None:
    bank = FakeBank()
    raw, headers = bank.signed({})
    with pytest.raises(SignatureInvalid):
        check(bank, raw, headers | {"X-Bank-Key-Id": "k2"})


@pytest.mark.parametrize(
    "change",
    [{"amount": "8000"}, {"amount": 8000.0}, {"amount": 0}, {"amount": True}, {"currency": "USD"}, {"paid_at": "hôm qua"}, {"paid_at": "2026-03-02T02:00:00"},
     {"transaction_id": ""}, {"transaction_id": "x" * 65}, {"account": None}],
)  # fmt: skip
def test_unreadable_messages_are_named(change: dict[str, Any]) -> None:
    message = FakeBank().credit() | change
    with pytest.raises(MessageUnreadable, match=next(iter(change)) if "currency" not in change else "amount"):
        rules.read_credit(json.dumps(message).encode())


@pytest.mark.parametrize("raw", [b"", b"[]", b"\xff", b"{"])
def test_nonsense_is_named(raw: bytes) -> None:
    with pytest.raises(MessageUnreadable):
        rules.read_credit(raw)
