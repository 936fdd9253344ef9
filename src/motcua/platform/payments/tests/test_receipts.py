"""Receipts: numbers without gaps, amounts in words, one valid receipt of what is counted, a signed PDF, the outside service."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from motcua.foundation.identity.testing import UNIT, make_citizen, make_officer
from motcua.kernel.actors import SYSTEM, Role
from motcua.kernel.errors import Forbidden
from motcua.kernel.money import amount_in_words
from motcua.platform.payments import adapters, api, models
from motcua.platform.payments.adapters.demo import DemoReceiptService
from motcua.platform.payments.contracts import FeeItem, ReceiptClosed, ReceiptUnknown, SeriesConflict
from motcua.platform.payments.rules.receipts import gaps, lines_for
from motcua.platform.payments.testing import NOW, FakeBank, make_payment

_WORDS = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9}


def read_words(text: str) -> int:
    """The number that a person hears: the second method, from words to digits."""
    total = group = 0
    for word in text.lower().removesuffix(" đồng").split():
        if word in _WORDS:
            group += _WORDS[word]
        elif word == "mười":
            group += 10
        elif word in ("mươi", "trăm"):
            size = 10 if word == "mươi" else 100
            last = group % 10
            group += last * (size - 1)
        elif word in ("nghìn", "triệu"):
            total, group = total + group * {"nghìn": 1_000, "triệu": 1_000_000}[word], 0
        elif word == "tỷ":
            total, group = (total + group) * 1_000_000_000, 0
    return total + group


@given(st.integers(0, 10**15 - 1))
def test_amounts_in_words_are_heard_as_the_amount(amount: int) -> None:
    assert read_words(amount_in_words(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [(8_000, "Tám nghìn đồng"), (105, "Một trăm linh năm đồng"), (15, "Mười lăm đồng"), (21_000, "Hai mươi mốt nghìn đồng"),
     (1_000_005, "Một triệu không trăm linh năm đồng"), (2_024_000_000, "Hai tỷ không trăm hai mươi tư triệu đồng"), (0, "Không đồng")],
)  # fmt: skip
def test_known_amounts(amount: int, words: str) -> None:
    assert amount_in_words(amount) == words


@given(st.lists(st.integers(0, 50_000), min_size=1, max_size=6), st.data())
def test_lines_of_a_receipt_add_up(amounts: list[int], data: st.DataObject) -> None:
    items = [FeeItem(str(place), f"khoản {place}", amount) for place, amount in enumerate(amounts)]
    before = data.draw(st.integers(0, sum(amounts)))
    amount = data.draw(st.integers(0, sum(amounts) - before))
    assert sum(line.amount for line in lines_for(items, amount=amount, before=before)) == amount


def open_series(**change: object) -> api.ReceiptSeries:
    facts = {"pattern": "01BLP", "serial": "HP-26E", "year": 2026, "now": NOW, "actor": SYSTEM} | change
    return api.open_series(**facts)  # type: ignore[arg-type]


@pytest.fixture
def series(db: None) -> api.ReceiptSeries:
    return open_series()


def paid(bank: FakeBank, ref: str = "casework:1", amount: int = 8_000, **more: object) -> api.Payment:
    payment = make_payment(ref=ref, **more)
    bank.tell(bank.credit(payment, amount=amount))
    return payment


def numbers() -> list[int]:
    return list(models.Receipt.objects.order_by("id").values_list("number", flat=True))


def test_numbers_have_no_gaps_even_when_work_fails(series: api.ReceiptSeries, bank: FakeBank) -> None:
    paid(bank)
    with transaction.atomic():
        paid(bank, "casework:2")
        transaction.set_rollback(True)
    paid(bank, "casework:3")
    assert (numbers(), gaps(numbers())) == ([1, 2], [])


def test_each_payment_has_its_receipt_of_what_is_counted(series: api.ReceiptSeries, bank: FakeBank) -> None:
    payment = paid(bank, amount=3_000, payer=api.Payer(name="Đỗ Thị Thử"))
    bank.tell(bank.credit(payment, amount=6_000))
    first, second = api.receipts_of(payment_id=payment.payment_id)
    assert (first.amount, second.amount, first.payer_name, second.words) == (3_000, 5_000, "Đỗ Thị Thử", "Năm nghìn đồng")
    assert first.lines[0].name.endswith("(một phần)")


def test_without_a_series_the_receipt_follows_later(bank: FakeBank, db: None) -> None:
    payment = paid(bank)
    assert api.receipts_of(payment_id=payment.payment_id) == ()
    open_series()
    assert (api.issue_missing(now=NOW), api.issue_missing(now=NOW)) == (1, 0)


def test_a_units_own_series_goes_before_the_citys(series: api.ReceiptSeries, bank: FakeBank) -> None:
    open_series(serial="NQ-26E", unit_code=UNIT)
    payment = paid(bank, matter=api.Matter(unit_code=UNIT))
    assert api.receipts_of(payment_id=payment.payment_id)[0].serial == "NQ-26E"


@pytest.mark.parametrize("change", [{"pattern": "03BLP"}, {"serial": "HP-25E"}, {"serial": "hp26"}, {"unit_code": "11329"}])
def test_series_are_well_formed_and_once(series: api.ReceiptSeries, change: dict[str, str]) -> None:
    with pytest.raises(SeriesConflict):
        open_series(**change)


def test_cancelled_and_replaced_numbers_stay_used(series: api.ReceiptSeries, bank: FakeBank) -> None:
    payment = paid(bank)
    first, officer = api.receipts_of(payment_id=payment.payment_id)[0], make_officer(Role.RECEPTION)
    payer = api.Payer(name="Tên đúng")
    second = api.replace_receipt(receipt_id=first.receipt_id, payer=payer, reason="sai tên", now=NOW, actor=officer)
    assert (second.number, second.replaces, api.receipt(receipt_id=first.receipt_id).replaced_by) == (
        2,
        first.receipt_id,
        second.receipt_id,
    )
    api.cancel_receipts(receipt_ids=[second.receipt_id], reason="huỷ", now=NOW, actor=officer)
    with pytest.raises(ReceiptClosed):
        api.cancel_receipt(receipt_id=second.receipt_id, reason="x", now=NOW, actor=officer)
    assert numbers() == [1, 2]


def test_another_units_receipt_is_left_alone(series: api.ReceiptSeries, bank: FakeBank) -> None:
    payment = paid(bank, matter=api.Matter(unit_code="11308"))
    ident = api.receipts_of(payment_id=payment.payment_id)[0].receipt_id
    with pytest.raises(Forbidden):
        api.cancel_receipt(receipt_id=ident, reason="x", now=NOW, actor=make_officer(Role.RECEPTION))


def test_a_refund_replaces_the_receipt_with_what_remains(series: api.ReceiptSeries, bank: FakeBank) -> None:
    payment = paid(bank)
    api.mark_refunded(payment_id=payment.payment_id, now=NOW, actor=SYSTEM)
    assert [one.state for one in api.receipts_of(payment_id=payment.payment_id)] == ["cancelled"]


def test_the_signed_pdf_is_made_once_and_only_for_its_payer(
    series: api.ReceiptSeries, bank: FakeBank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    me = make_citizen()
    payment = paid(bank, payer_ref=me.ref)
    ident = api.receipts_of(payment_id=payment.payment_id)[0].receipt_id
    first, second = (api.receipt_pdf(receipt_id=ident, actor=me, now=NOW) for _ in range(2))
    assert first == second
    assert b"/ByteRange" in first
    with pytest.raises(ReceiptUnknown):
        api.receipt_pdf(receipt_id=ident, actor=make_citizen(7), now=NOW)


def test_the_outside_service_hears_of_every_number_once(
    series: api.ReceiptSeries, bank: FakeBank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    payment = paid(bank)
    with adapters.instead(receipts=DemoReceiptService()):
        assert (api.send_receipts(now=NOW), api.send_receipts(now=NOW)) == (1, 0)
        one = api.receipts_of(payment_id=payment.payment_id)[0]
        api.cancel_receipt(receipt_id=one.receipt_id, reason="huỷ", now=NOW, actor=SYSTEM)
        api.send_receipts(now=NOW)
        kept = adapters.receipt_service().fetch(key=str(one.receipt_id))
    assert kept is not None
    assert (kept["state"], kept["document"]["total"], api.receipt(receipt_id=one.receipt_id).transmission) == (
        "cancelled",
        8_000,
        "cancel_sent",
    )


def test_the_list_for_the_tax_authority(series: api.ReceiptSeries, bank: FakeBank) -> None:
    payment = paid(bank, payer=api.Payer(name="=CMD()"))
    paid(bank, "casework:2")
    api.cancel_receipt(receipt_id=api.receipts_of(payment_id=payment.payment_id)[0].receipt_id, reason="x", now=NOW, actor=SYSTEM)
    book = load_workbook(io.BytesIO(api.receipts_xlsx(since=NOW - timedelta(1), until=NOW + timedelta(1))))
    assert [cell.value for cell in book["Bảng kê biên lai"]["C"]][1:] == ["0000001", "0000002"]
    assert book["Bảng kê biên lai"]["E2"].data_type == "s"
    assert [cell.value for cell in book["Tình hình sử dụng"][2]][2:] == ["0000001", "0000002", 2, 1, 0, 0, 8_000]


def test_a_receipt_that_fails_at_the_service_stops_no_other(
    series: api.ReceiptSeries, bank: FakeBank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    ids = [api.receipts_of(payment_id=paid(bank, ref=f"casework:{n}").payment_id)[0].receipt_id for n in (1, 2)]

    class Failing(DemoReceiptService):
        def init(self, *, key: str, **told: Any) -> str:
            if key == str(ids[0]):
                raise ZeroDivisionError
            return super().init(key=key, **told)

    with adapters.instead(receipts=Failing()):
        assert api.send_receipts(now=NOW) == 1
    assert [api.receipt(receipt_id=one).transmission for one in ids] == ["waiting", "sent"]
    with adapters.instead(receipts=DemoReceiptService()):
        assert api.send_receipts(now=NOW) == 1
