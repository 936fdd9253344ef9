"""Sheets and results are looked at before they are issued, and looking leaves nothing behind."""

import re

import pytest
from django.test import Client

from motcua.foundation.identity.testing import sign_in
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import ActionNotPossible, ItemsMissing, Outcome, ReasonMissing, SideVerb, Verb
from motcua.platform.casework.models import DossierEvent, IssueCounter, Sheet
from motcua.platform.casework.tests.test_lifecycle import received

ASKED = api.Wording(reason="Ảnh mờ", items=("Giấy chứng sinh",), days=5)
DENIED = api.Wording(reason="Không đủ điều kiện", decision=Outcome.DENIED)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)


def appraised(town):
    code = received(town).code
    api.forward(code=code, actor=town.reception, now=t.NOW)
    return code


def left_behind():
    return DossierEvent.objects.count(), Sheet.objects.count(), IssueCounter.objects.count()


def words(pdf, tmp_path):
    from pypdf import PdfReader

    (tmp_path / "p.pdf").write_bytes(pdf)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(tmp_path / "p.pdf").pages).split())


@pytest.mark.usefixtures("real_papers")
def test_every_sheet_can_be_seen_with_a_mark_and_leaves_nothing(town, tmp_path):
    new, there = t.submit(town.citizen).code, appraised(town)
    before = left_behind()
    for code, verb, wording, actor, said in (
        (new, Verb.RECEIVE, api.Wording(), town.reception, "GIẤY TIẾP NHẬN"),
        (new, Verb.REQUEST_SUPPLEMENT, ASKED, town.reception, "Giấy chứng sinh"),
        (new, Verb.REFUSE, api.Wording(reason="Không thuộc thẩm quyền"), town.reception, "Không thuộc thẩm quyền"),
        (there, SideVerb.EXTEND_DUE, api.Wording(reason="Chờ xác minh", days=2), town.leader, "Chờ xác minh"),
        (there, Verb.PROPOSE_RESULT, DENIED, town.appraiser, "Không đủ điều kiện"),
    ):
        shown = words(api.preview(code=code, verb=verb, wording=wording, actor=actor, now=t.NOW), tmp_path)
        assert said in shown, verb
        assert "CHƯA PHÁT HÀNH" in shown, verb
        assert code in shown, verb
    assert left_behind() == before


@pytest.mark.usefixtures("real_papers")
def test_a_receipt_shows_the_appointment_that_receiving_would_give(town, tmp_path):
    code = t.submit(town.citizen).code
    seen = words(api.preview(code=code, verb=Verb.RECEIVE, wording=api.Wording(), actor=town.reception, now=t.NOW), tmp_path)
    due = api.receive(code=code, actor=town.reception, now=t.NOW).due_at
    assert f"{due.astimezone(t.NOW.tzinfo):%d}" in seen
    issued = re.search(r"ngày \d\d tháng \d\d năm \d{4}", words(_receipt(code, town), tmp_path))
    assert issued.group() in seen


def _receipt(code, town):
    from motcua.foundation.files import api as files

    return b"".join(files.open(file_id=api.receipt_file(code=code, actor=town.reception)))


def test_only_who_may_do_it_sees_it_and_only_what_could_be_done(town):
    code = t.submit(town.citizen).code
    with pytest.raises(Forbidden):
        api.preview(code=code, verb=Verb.RECEIVE, wording=api.Wording(), actor=town.appraiser, now=t.NOW)
    with pytest.raises(ActionNotPossible):
        api.preview(code=code, verb=Verb.SIGN_RESULT, wording=DENIED, actor=town.leader, now=t.NOW)
    with pytest.raises(ReasonMissing):
        api.preview(code=code, verb=Verb.REFUSE, wording=api.Wording(), actor=town.reception, now=t.NOW)
    with pytest.raises(ItemsMissing):
        api.preview(code=code, verb=Verb.REQUEST_SUPPLEMENT, wording=api.Wording(reason="x y z"), actor=town.reception, now=t.NOW)


def test_the_page_offers_it_and_a_mistake_keeps_what_was_typed(town):
    code = t.submit(town.citizen).code
    desk = sign_in(Client(), town.reception)
    address = f"/lam-viec/ho-so/{code}/xem-truoc/request_supplement/"
    assert f'formaction="{address}"' in desk.get(f"/lam-viec/ho-so/{code}/").content.decode()
    typed = {f"request_supplement-{n}": v for n, v in (("items", "Bản vẽ"), ("reason", ""), ("deadline_days", "5"))}
    refused = desk.post(address, typed)
    assert (refused.status_code, "Bản vẽ" in refused.content.decode()) == (422, True)
    shown = desk.post(address, {**typed, "request_supplement-reason": "Bản cũ không rõ"})
    assert (shown.status_code, shown["Content-Type"]) == (200, "application/pdf")
    assert desk.post(f"/lam-viec/ho-so/{code}/xem-truoc/khong/").status_code == 404
