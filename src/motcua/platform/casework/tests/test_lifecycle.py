"""The life of a dossier through the door, action by action."""

from datetime import UTC, datetime, timedelta

import pytest

from motcua.kernel.errors import Forbidden
from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import DossierStatus, Outcome
from motcua.platform.payments import api as payments

HOUR = timedelta(hours=1)


def received(town, *, now=t.NOW, code=t.BIRTH):
    ref = t.submit(town.citizen, code=code, now=now)
    if ref.payment_id:
        t.pay(ref, now=now)
    api.receive(code=ref.code, actor=town.reception, now=now)
    return ref


def at_signing(town, *, now=t.NOW):
    ref = received(town, now=now)
    api.forward(code=ref.code, actor=town.reception, now=now)
    api.propose_result(code=ref.code, decision=Outcome.GRANTED, note="Đủ điều kiện", actor=town.appraiser, now=now)
    return ref


def test_submission_gives_a_code_of_agency_day_and_ordinal(town):
    first, second = t.submit(town.citizen), t.submit(town.citizen)
    agency, day, ordinal = first.code.rsplit("-", 2)
    assert agency.startswith("H24")
    assert (day, ordinal) == ("260309", "0001")
    assert second.code.endswith("-0002")


def test_double_click_on_submit_gives_one_dossier(town):
    with t.form_is(t.frozen(town.citizen, "giay-chung-sinh")) as form:
        again = [
            api.submit(
                draft_id=form.draft_id, procedure_code=t.BIRTH, unit_code=t.UNIT, idempotency_key=key, actor=town.citizen, now=t.NOW
            )
            for key in ("k", "k", "another tab")
        ]
    assert len({ref.code for ref in again}) == 1


def test_submission_without_a_required_paper_names_it(town):
    with t.form_is(t.frozen(town.citizen)) as form, pytest.raises(contracts.PapersMissing) as refused:
        api.submit(draft_id=form.draft_id, procedure_code=t.BIRTH, unit_code=t.UNIT, idempotency_key="k", actor=town.citizen, now=t.NOW)
    assert list(refused.value.fields) == ["giay-chung-sinh"]
    assert t.submit(town.citizen).code.endswith("-0001")  # the refused one used no number


def test_unknown_procedure_and_wrong_unit_are_refused(town):
    with pytest.raises(contracts.ProcedureUnknown):
        t.submit(town.citizen, code="9.999999")
    with pytest.raises(contracts.UnitWrong):
        t.submit(town.citizen, unit="00000")


def test_whole_way_to_hand_back(town):
    ref = at_signing(town)
    change = api.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.leader, now=t.NOW + HOUR)
    assert change.status is DossierStatus.RESOLVED
    api.hand_back(code=ref.code, actor=town.reception, now=t.NOW + 2 * HOUR)
    dossier = api.dossier(code=ref.code, actor=town.citizen)
    assert dossier.status is DossierStatus.HANDED_BACK
    assert dossier.result.outcome is Outcome.GRANTED
    assert api.result_file(code=ref.code, actor=town.citizen) == dossier.result.file_id
    assert api.fold_check(dossier_id=ref.uuid) == ()
    assert api.verify_chains().ok


def test_due_date_is_the_procedure_s_limit_after_receipt(town):
    ref = received(town, code=t.REPAIR)
    due = api.due_of(code=ref.code, actor=town.reception, now=t.NOW)
    # Received Monday 9 March 2026, 10 working days: Monday 23 March, end of business 17:00 in Vietnam.
    assert due.due_at == datetime(2026, 3, 23, 10, 0, tzinfo=UTC)


def test_unpaid_dossier_cannot_be_received(town):
    ref = t.submit(town.citizen, code=t.REPAIR)
    with pytest.raises(contracts.FeeNotPaid):
        api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    (receive, *_) = api.available_actions(code=ref.code, actor=town.reception, now=t.NOW)
    assert not receive.enabled
    assert "75.000" in receive.reason_vi
    assert t.pay(ref)
    assert not t.pay(ref)  # told twice: nothing new
    assert api.receive(code=ref.code, actor=town.reception, now=t.NOW).status is DossierStatus.RECEIVED


def test_second_receive_is_refused_unless_it_is_the_same_click(town):
    ref = t.submit(town.citizen)
    first = api.receive(code=ref.code, actor=town.reception, now=t.NOW, idempotency_key="a")
    assert api.receive(code=ref.code, actor=town.reception, now=t.NOW, idempotency_key="a") == first
    with pytest.raises(contracts.ActionNotPossible) as refused:
        api.receive(code=ref.code, actor=town.reception, now=t.NOW, idempotency_key="b")
    assert "Được tiếp nhận" in refused.value.sentence("vi")
    assert "Received" in refused.value.sentence("en")


def test_refusal_needs_a_reason_and_makes_a_sheet(town):
    ref = t.submit(town.citizen)
    with pytest.raises(contracts.ReasonMissing):
        api.refuse(code=ref.code, reason="  ", actor=town.reception, now=t.NOW)
    change = api.refuse(code=ref.code, reason="Không thuộc thẩm quyền", actor=town.reception, now=t.NOW)
    assert change.status is DossierStatus.REFUSED
    assert api.sheets_of(code=ref.code, actor=town.reception) == {2: "mau-03"}
    assert api.timeline(code=ref.code, actor=town.citizen)[-1].note == "Không thuộc thẩm quyền"


def test_denial_needs_grounds_and_ends_as_resolved(town):
    ref = at_signing(town)
    with pytest.raises(contracts.ReasonMissing):
        api.sign_result(code=ref.code, decision=Outcome.DENIED, actor=town.leader, now=t.NOW)
    api.sign_result(code=ref.code, decision=Outcome.DENIED, note="Thiếu căn cứ", actor=town.leader, now=t.NOW)
    assert api.dossier(code=ref.code, actor=town.citizen).result.outcome is Outcome.DENIED


def test_leader_sends_back_with_a_reason(town):
    ref = at_signing(town)
    change = api.send_back(code=ref.code, reason="Làm rõ diện tích", actor=town.leader, now=t.NOW)
    assert (change.step, change.status) == ("appraisal", DossierStatus.PROCESSING)


def test_citizen_withdraws_and_then_nothing_more_happens(town):
    ref = received(town)
    api.withdraw(code=ref.code, actor=town.citizen, now=t.NOW)
    for act in (api.forward, api.receive, api.hand_back, api.withdraw):
        actor = town.citizen if act is api.withdraw else town.reception
        with pytest.raises(contracts.ActionNotPossible):
            act(code=ref.code, actor=actor, now=t.NOW)


def test_stop_closes_an_open_pause(town):
    ref = received(town)
    api.forward(code=ref.code, actor=town.reception, now=t.NOW)
    api.request_supplement(code=ref.code, items=["x y"], reason="cần thêm", actor=town.appraiser, now=t.NOW)
    api.stop(code=ref.code, reason="Đất đang tranh chấp", actor=town.appraiser, now=t.NOW + HOUR)
    dossier = api.dossier(code=ref.code, actor=town.appraiser)
    assert dossier.pauses[0].to_at == t.NOW + HOUR
    assert dossier.open_supplement is None
    assert api.fold_check(dossier_id=ref.uuid) == ()


def test_financial_duty_stops_the_clock_until_it_is_paid(town):
    ref = received(town, code=t.BIRTH)
    api.forward(code=ref.code, actor=town.reception, now=t.NOW)
    api.request_payment(code=ref.code, amount=50_000, reason="Phí đo đạc", actor=town.appraiser, now=t.NOW)
    dossier = api.dossier(code=ref.code, actor=town.appraiser)
    assert dossier.status is DossierStatus.FINANCIAL_DUTY
    api.settle_fee(ref=f"casework:{ref.uuid}", amount=50_000, payment_id=dossier.payment_id, settled_at=t.NOW + 24 * HOUR)
    later = api.dossier(code=ref.code, actor=town.appraiser)
    assert later.status is DossierStatus.PROCESSING
    assert later.due_at > dossier.due_at
    assert api.fold_check(dossier_id=ref.uuid) == ()


def test_a_second_payment_of_a_paid_dossier_is_one_of_its_own(town):
    ref = received(town, code=t.REPAIR)
    api.forward(code=ref.code, actor=town.reception, now=t.NOW)
    api.request_payment(code=ref.code, amount=20_000, reason="Phí thẩm định", actor=town.appraiser, now=t.NOW)
    dossier = api.dossier(code=ref.code, actor=town.appraiser)
    assert dossier.payment_id != ref.payment_id
    assert not t.pay(ref)  # the first one again is not the second
    asked = payments.get(payment_id=dossier.payment_id)
    assert (asked.amount, asked.payer_ref) == (20_000, town.citizen.ref)
    assert api.settle_fee(ref=asked.ref, amount=20_000, payment_id=asked.payment_id, settled_at=t.NOW)


def test_withdrawing_cancels_what_was_not_paid(town):
    ref = t.submit(town.citizen, code=t.REPAIR)
    api.withdraw(code=ref.code, actor=town.citizen, now=t.NOW)
    assert payments.get(payment_id=ref.payment_id).state == "cancelled"


def test_another_role_may_not_take_the_step(town):
    ref = at_signing(town)
    with pytest.raises(Forbidden) as refused:
        api.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.appraiser, now=t.NOW)
    assert "lãnh đạo" in refused.value.sentence("vi")
