"""The owner hears of what happens to her dossier, once."""

import json

from django.db import connection

from motcua.foundation.outbox import api as outbox
from motcua.kernel import events as kernel_events
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.tests.test_lifecycle import received
from motcua.platform.messaging import api as messaging


def drain_all():
    """Hand every recorded event to this room's handlers, as the outbox would; here without its horizon, which open transactions hold back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, event_id, name, payload, occurred_at, recorded_at, actor_ref FROM outbox_event ORDER BY seq")
        rows = cursor.fetchall()
    for seq, event_id, name, payload, occurred_at, recorded_at, actor_ref in rows:
        meta = outbox.EventMeta(event_id=event_id, seq=seq, occurred_at=occurred_at, recorded_at=recorded_at, actor_ref=actor_ref)
        for handler in outbox.HANDLERS.values():
            if handler.name.startswith("casework.") and handler.event_name == name:
                handler.run(event=kernel_events.from_payload(name, json.loads(payload)), meta=meta)


def inbox_of(actor):
    return [m.subject_vi for m in messaging.inbox(person_id=actor.subject_id, before=None, limit=20)]


def test_each_step_is_told_once(town):
    ref = received(town)
    drain_all()
    drain_all()
    subjects = inbox_of(town.citizen)
    assert sorted(subjects) == sorted([f"Đã nộp hồ sơ {ref.code}", f"Đã tiếp nhận hồ sơ {ref.code}, hẹn trả 10/03/2026"])


def test_a_dossier_with_a_fee_says_how_much(town):
    ref = t.submit(town.citizen, code=t.REPAIR)
    drain_all()
    assert inbox_of(town.citizen) == [f"Đã nộp hồ sơ {ref.code}, còn 75.000 đồng cần thanh toán"]


def test_a_supplement_request_says_until_when(town):
    ref = received(town)
    api.request_supplement(code=ref.code, items=["x y"], reason="thiếu", deadline_days=5, actor=town.reception, now=t.NOW)
    drain_all()
    assert f"Hồ sơ {ref.code} cần bổ sung trước 16/03/2026" in inbox_of(town.citizen)


def test_settled_money_frees_the_dossier_through_the_outbox(town):
    from motcua.platform.payments.events import PaymentSettled

    ref = t.submit(town.citizen, code=t.REPAIR)
    settled = PaymentSettled(payment_id=ref.payment_id, ref=f"casework:{ref.uuid}", amount=75_000, settled_at=t.NOW, channel="vietqr")
    for _ in range(2):  # told twice
        outbox.publish(event=settled, now=t.NOW)
    drain_all()
    assert not api.dossier(code=ref.code, actor=town.citizen).waiting_for_fee
    assert [i.kind for i in api.timeline(code=ref.code, actor=town.citizen)] == ["submitted", "fee_paid"]
