"""Bulk actions: each item its own result; a key, a reload or two workers change nothing."""

from functools import partial

import pytest

from motcua.foundation.outbox.contracts import KeyReused
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions import bulk as bulk_actions
from motcua.platform.casework.contracts import DossierStatus
from motcua.platform.casework.contracts.desk import BulkEmpty, BulkState, BulkTooMany, BulkUnknown, BulkVerbWrong
from motcua.platform.casework.models import BulkRun
from motcua.platform.casework.tests.test_notes import appraised


def run(town, codes, verb="receive", *, by=None, **more):
    return api.bulk(verb=verb, codes=codes, actor=by or town.reception, now=t.NOW, **more)


def test_what_fails_is_named_and_the_rest_is_done(town):
    free, owing, gone = t.submit(town.citizen).code, t.submit(town.citizen, code=t.REPAIR).code, "000.00.01.H24-260309-9999"
    report = run(town, [free, owing, gone, free])
    assert [(i.code, i.state) for i in report.items] == [
        (free, BulkState.DONE), (owing, BulkState.REFUSED), (gone, BulkState.REFUSED)
    ]  # fmt: skip
    assert report.finished_at is not None
    assert "chưa nộp phí" in report.items[1].error_vi
    assert api.dossier(code=free, actor=town.reception).status is DossierStatus.RECEIVED


def test_the_same_key_repeats_nothing(town):
    code = t.submit(town.citizen).code
    first, again = run(town, [code], idempotency_key="k"), run(town, [code], idempotency_key="k")
    assert first == again
    assert len(api.timeline(code=code, actor=town.reception)) == 2


@pytest.mark.parametrize("other", [{"codes": ["H24.12-260309-0001"]}, {"verb": "forward"}, {"arguments": {"officer_id": "x"}}])
def test_a_key_stands_for_one_run_only(town, other):
    given = {"verb": "receive", "codes": ["H24.12-260309-0001", "H24.12-260309-0002"], "arguments": {}}
    begin = partial(api.begin_bulk, actor=town.reception, now=t.NOW, idempotency_key="k")
    begun = begin(**given)
    with pytest.raises(KeyReused):
        begin(**{**given, **other})
    assert begin(**{**given, "codes": [f" {code} " for code in given["codes"]]}) == begun


def test_an_error_of_ours_refuses_one_dossier_and_the_run_goes_on(town, monkeypatch):
    codes = [t.submit(town.citizen).code for _ in range(2)]
    does = bulk_actions._DOES["receive"]
    monkeypatch.setitem(bulk_actions._DOES, "receive", lambda *, code, **more: 1 / 0 if code == codes[0] else does(code=code, **more))
    report = run(town, codes)
    assert [i.state for i in report.items] == [BulkState.REFUSED, BulkState.DONE]
    assert ("Hệ thống gặp lỗi" in report.items[0].error_vi, report.finished_at is not None) == (True, True)
    assert api.dossier(code=codes[0], actor=town.reception).status is DossierStatus.SUBMITTED


def test_a_stopped_run_goes_on_where_it_was(town):
    codes = [t.submit(town.citizen).code for _ in range(3)]
    begun = api.begin_bulk(verb="receive", codes=codes, actor=town.reception, now=t.NOW, idempotency_key="k")
    once = iter([True, False])
    half = api.continue_bulk(run_id=begun, actor=town.reception, now=t.NOW, going_on=lambda: next(once))
    assert (half.handled, half.finished_at) == (1, None)
    assert api.continue_open_bulks(now=t.NOW) == 1
    whole = api.bulk_report(run_id=begun, actor=town.reception)
    assert (whole.handled, whole.count(BulkState.DONE)) == (3, 3)
    assert api.continue_open_bulks(now=t.NOW) == 0


def test_a_run_whose_officer_left_ends_with_a_reason(town):
    begun = api.begin_bulk(verb="receive", codes=[t.submit(town.citizen).code], actor=town.reception, now=t.NOW)
    from motcua.kernel.ids import uuid7

    BulkRun.objects.update(officer_id=uuid7())
    api.continue_open_bulks(now=t.NOW)
    kept = BulkRun.objects.get(uuid=begun)
    assert kept.finished_at is not None
    assert "cán bộ" in kept.items.get().error_vi


def test_assign_transfer_extend_and_hand_back_take_their_arguments(town):
    code = appraised(town).code
    done = run(town, [code], "assign", by=town.appraiser, arguments={"officer_id": town.appraiser.subject_id})
    assert done.count(BulkState.DONE) == 1
    assert api.dossier(code=code, actor=town.leader).assigned_to == town.appraiser.subject_id
    late = run(town, [code], "extend_due", by=town.appraiser, arguments={"days": 3, "reason": "Chờ xác minh"})
    assert late.count(BulkState.DONE) == 1, late.items[0].error_vi
    wrong = run(town, [code], "hand_back", by=town.appraiser)
    assert wrong.items[0].state is BulkState.REFUSED
    moved = run(town, [code], "transfer", by=town.appraiser, arguments={"unit_code": t.OTHER_UNIT, "reason": "Sai thẩm quyền"})
    assert moved.count(BulkState.DONE) == 1, moved.items[0].error_vi


def test_refusals_before_anything_is_written(town):
    for given, error in [(([], "receive"), BulkEmpty), ((["x"], "stop"), BulkVerbWrong), (([str(n) for n in range(501)], "receive"), BulkTooMany)]:
        with pytest.raises(error):
            run(town, *given)
    with pytest.raises(Forbidden):
        run(town, ["x"], by=town.citizen)
    assert not BulkRun.objects.exists()


def test_a_run_is_its_officer_s_alone(town):
    report = run(town, [t.submit(town.citizen).code])
    with pytest.raises(BulkUnknown):
        api.bulk_report(run_id=report.run_id, actor=town.appraiser)


def test_old_runs_are_forgotten(town):
    from datetime import timedelta

    run(town, [t.submit(town.citizen).code])
    assert api.forget_bulks(now=t.NOW + timedelta(days=89)) == 0
    assert api.forget_bulks(now=t.NOW + timedelta(days=91)) == 2


@pytest.mark.parametrize(("verb", "arguments"), [("assign", {"officer_id": "ai đó"}), ("extend_due", {"days": "ba", "reason": "Chờ xác minh"})])
def test_what_cannot_be_read_refuses_the_item_and_stops_no_other_run(town, verb, arguments):
    api.begin_bulk(verb=verb, codes=[appraised(town).code], actor=town.appraiser, now=t.NOW, arguments=arguments)
    later = api.begin_bulk(verb="receive", codes=[t.submit(town.citizen).code], actor=town.reception, now=t.NOW)
    assert api.continue_open_bulks(now=t.NOW) == 2
    assert api.bulk_report(run_id=later, actor=town.reception).count(BulkState.DONE) == 1
    assert BulkRun.objects.filter(finished_at=None).count() == 0


def test_what_was_chosen_is_named_and_mistakes_follow_the_order_of_the_fields(town, monkeypatch):
    from django.test import Client

    from motcua.foundation.identity.testing import sign_in

    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)
    desk, code = sign_in(Client(), town.reception), t.submit(town.citizen).code
    asked = {"ho-so": [code, "KHONG"], "act": "transfer"}
    page = desk.post("/lam-viec/ho-so/tiep-nhan/", asked).content.decode()
    row = page[page.index("<tbody") : page.index("</tbody>")]
    assert all(said in row for said in (code, "khai sinh", "Đỗ Thị Thử 1", "Tiếp nhận"))
    wrong = desk.post("/lam-viec/ho-so/tiep-nhan/", {**asked, "key": "k", "unit_code": "", "reason": ""}).content.decode()
    assert wrong.index("Chọn đơn vị nhận hồ sơ") < wrong.index("Ghi rõ lý do")
    forward = desk.post("/lam-viec/ho-so/tiep-nhan/", {**asked, "act": "forward"}).content.decode()
    assert "bắt buộc ở bước đòi ghi ý kiến" in forward
