"""The payment platform: its messages, and paying through it in every unlucky order."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.identity.testing import Peers
from motcua.kernel.actors import SYSTEM
from motcua.platform.payments import api, conf, models
from motcua.platform.payments.adapters import HttpBank, HttpPlatform, instead
from motcua.platform.payments.contracts import (
    AttemptState,
    AttemptUnknown,
    Matter,
    MessageUnreadable,
    Payer,
    PlatformHashInvalid,
    PlatformUnavailable,
    Way,
    WayNotOffered,
)
from motcua.platform.payments.rules import platform as rules
from motcua.platform.payments.testing import NOW, FakeBank, FakePlatform, make_payment


def begin(payment: api.Payment, **more: Any) -> api.Attempt:
    given: dict[str, Any] = {"ip": "1.2.3.4", "return_url": "https://city.test/", "now": NOW, "actor": SYSTEM} | more
    return api.begin_attempt(payment_id=payment.payment_id, **given)


def test_the_code_is_the_digest_of_fields_and_secret() -> None:
    message = {"LoaiBanTin": "QUERY", "PhienBan": "1.0.6", "MaDoiTac": "H24", "MaThamChieu": "Đ1", "ThoiGianGD": "20260302090000"}
    by_hand = hashlib.sha256("QUERY|1.0.6|H24|Đ1|20260302090000|bí mật".encode()).hexdigest()
    assert rules.authentication_code("QUERY", message, secret="bí mật") == by_hand


@given(st.sampled_from(sorted(rules.ORDER)), st.data())
def test_any_changed_field_breaks_the_code(kind: str, data: st.DataObject) -> None:
    message = {field: data.draw(st.text(max_size=8)) for field in rules.ORDER[kind]}
    sealed = rules.sealed(kind, message, secret="s")
    rules.check(kind, sealed, secret="s")
    field = data.draw(st.sampled_from(rules.ORDER[kind]))
    with pytest.raises(PlatformHashInvalid):
        rules.check(kind, sealed | {field: message[field] + "x"}, secret="s")


@pytest.mark.parametrize(
    "change", [{"SoTien": "8.000"}, {"SoTien": "-1"}, {"SoTien": "0"}, {"MaThamChieu": ""}, {"ThoiGianGD": "hôm qua"}, {"MaDoiTac": "X"}]
)
def test_unreadable_answers_are_named(change: dict[str, str]) -> None:
    fake = FakePlatform(codes={"R": "00"})
    with pytest.raises(MessageUnreadable):
        rules.read_status("NOTIFY", fake.said("NOTIFY", "R", **change), partner=conf.PLATFORM_PARTNER, secret=conf.PLATFORM_SECRET)


@pytest.mark.django_db
def test_the_order_tells_what_the_receipt_will_say(platform: FakePlatform) -> None:
    payment = make_payment(
        payer=Payer(name="Đỗ Thị Thử", number="031191000001"), matter=Matter(dossier_code="H24.1", procedure_code="1.001193")
    )
    attempt = begin(payment)
    receipt = platform.orders[attempt.reference].receipt
    assert attempt.reference == f"{payment.code}T01"
    assert (receipt["MaDVC"], receipt["MaHoSo"], receipt["HoTenNguoiNop"]) == ("1.001193.01", "H24.1", "Đỗ Thị Thử")
    assert receipt["PhiLePhi"] == [{"LoaiPhiLePhi": "2", "MaPhiLePhi": "LP01", "TenPhiLePhi": payment.items[0].name, "SoTien": "8000"}]


@pytest.mark.django_db
def test_a_second_click_is_the_same_transaction(platform: FakePlatform) -> None:
    payment = make_payment()
    assert begin(payment) == begin(payment, now=NOW + timedelta(minutes=9))
    assert begin(payment, now=NOW + timedelta(minutes=11)).reference.endswith("T02")


@pytest.mark.django_db
def test_notified_twice_settles_once(platform: FakePlatform) -> None:
    payment = make_payment()
    reference = begin(payment).reference
    platform.pay(reference)
    assert [platform.tell(reference).kind for _ in range(2)] == [api.OutcomeKind.SETTLED, api.OutcomeKind.REPEATED]
    assert (api.get(payment_id=payment.payment_id).channel, api.attempts(payment_id=payment.payment_id)[0].state) == (
        "platform",
        "succeeded",
    )


@pytest.mark.django_db
def test_a_wrong_hash_leaves_no_trace(platform: FakePlatform) -> None:
    reference = begin(make_payment()).reference
    raw = b'{"LoaiBanTin":"NOTIFY","MaThamChieu":"%s","SoTien":"8000","MaLoi":"00","MaXacThuc":"00"}' % reference.encode()
    with pytest.raises(PlatformHashInvalid):
        api.receive_platform_notification(raw=raw, now=NOW)
    assert not models.Transfer.objects.exists()


@pytest.mark.django_db
def test_a_lost_notification_is_found_by_asking_again(platform: FakePlatform) -> None:
    payment = make_payment()
    platform.pay(begin(payment).reference)
    assert api.requery(now=NOW) == 0
    assert api.requery(now=NOW + timedelta(minutes=1)) == 1
    assert api.get(payment_id=payment.payment_id).state == api.PaymentState.PAID


@pytest.mark.django_db
def test_one_that_cannot_be_asked_about_stops_no_other(platform: FakePlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, good = begin(make_payment()).reference, begin(make_payment("casework:2")).reference
    platform.pay(good)
    query = platform.query

    def sometimes(*, reference: str, at: datetime) -> Any:
        if reference == broken:
            raise ZeroDivisionError
        return query(reference=reference, at=at)

    monkeypatch.setattr(platform, "query", sometimes)
    assert api.requery(now=NOW + timedelta(minutes=1)) == 1
    assert models.Attempt.objects.get(reference=broken).queries == 1


@pytest.mark.django_db
def test_a_silent_platform_is_asked_ever_less_often_and_then_given_up(platform: FakePlatform) -> None:
    payment = make_payment()
    begin(payment)
    platform.is_down = True
    asked = [api.requery(now=NOW + timedelta(minutes=m)) for m in (1, 2, 4, 10)]
    assert (asked, models.Attempt.objects.get().queries) == ([0] * 4, 4)
    api.requery(now=NOW + timedelta(days=2))
    assert api.attempts(payment_id=payment.payment_id)[0].state == AttemptState.FAILED
    platform.is_down = False
    platform.pay(f"{payment.code}T01")
    assert platform.tell(f"{payment.code}T01").kind == api.OutcomeKind.SETTLED


@pytest.mark.django_db
def test_an_init_that_timed_out_is_kept_and_asked_about(platform: FakePlatform) -> None:
    payment = make_payment()
    platform.is_down = True
    with pytest.raises(PlatformUnavailable):
        begin(payment)
    platform.is_down = False
    platform.pay(f"{payment.code}T01")
    assert api.requery(now=NOW + timedelta(minutes=2)) == 1


@pytest.mark.django_db
def test_cancelled_there_is_failed_here_and_still_unpaid(platform: FakePlatform) -> None:
    payment = make_payment()
    reference = begin(payment).reference
    platform.codes[reference] = "24"
    assert api.ask_attempt(reference=reference, now=NOW).state == AttemptState.FAILED
    assert api.get(payment_id=payment.payment_id).is_open


@pytest.mark.django_db
@pytest.mark.parametrize("first", ["platform", "statement"])
def test_platform_and_statement_tell_of_the_same_money(platform: FakePlatform, bank: FakeBank, first: str) -> None:
    payment = make_payment()
    reference = begin(payment).reference
    platform.pay(reference)
    bank.credit(payment, reference=reference, description=f"{reference} LE PHI")
    steps = {"platform": lambda: platform.tell(reference), "statement": lambda: api.reconcile(now=NOW)}
    for name in (first, *(steps.keys() - {first})):
        steps[name]()
    row = models.Transfer.objects.get()
    assert (row.amount, row.allocated, row.on_statement, row.way) == (8_000, 8_000, True, "platform")
    assert not api.discrepancies()


@pytest.mark.django_db
def test_charged_twice_by_the_platform_is_a_duplicate(platform: FakePlatform, bank: FakeBank) -> None:
    payment = make_payment()
    reference = begin(payment).reference
    platform.pay(reference)
    platform.tell(reference)
    for _ in range(2):
        bank.credit(payment, reference=reference, description=reference)
    api.reconcile(now=NOW)
    assert [(d.kind, d.rest) for d in api.discrepancies()] == [(api.DiscrepancyKind.PAID_TWICE, 8_000)]


@pytest.mark.django_db
def test_only_offered_ways_and_known_references(platform: FakePlatform) -> None:
    with pytest.raises(WayNotOffered):
        begin(make_payment(ways=(Way.TRANSFER,)))
    platform.pay("XT01")
    with pytest.raises(AttemptUnknown):
        platform.tell("XT01")


@pytest.mark.django_db
def test_over_the_wire_with_the_simulated_platform(peers: Peers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "PLATFORM_URL", f"{peers.url}/platform/api")
    monkeypatch.setattr(conf, "BANK_URL", f"{peers.url}/bank")
    payment = make_payment()
    with instead(HttpBank(), platform=HttpPlatform()):
        attempt = begin(payment)
        assert attempt.pay_url == f"{peers.url}/platform/pay/{attempt.reference}"
        peers.fault("platform", "wrong_hash", endpoint="query", times=1)
        with pytest.raises(PlatformHashInvalid):
            api.ask_attempt(reference=attempt.reference, now=NOW)
        httpx.post(attempt.pay_url, data={"act": "pay", "situation": "never"}, trust_env=False).raise_for_status()
        assert api.ask_attempt(reference=attempt.reference, now=NOW).state == AttemptState.SUCCEEDED
        assert api.platform_bill(reference=attempt.reference, now=NOW, actor=SYSTEM).startswith(b"%PDF-")
        peers.fault("platform", "http_500")
        with pytest.raises(PlatformUnavailable):
            begin(make_payment(ref="casework:2"))
        assert api.reconcile(now=NOW).settled == 0
    assert (api.get(payment_id=payment.payment_id).state, models.Transfer.objects.filter(request__uuid=payment.payment_id).count()) == (
        "paid",
        1,
    )
