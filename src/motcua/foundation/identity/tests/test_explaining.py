"""The page that explains powers: to whom, about whom, in which words; and it is told."""

from __future__ import annotations

import pytest
from django.test import Client

from motcua.foundation.identity import api
from motcua.foundation.identity.testing import UNIT, make_citizen, make_delegation, make_officer, release, sign_in
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import Role, Scope
from motcua.kit import clock

pytestmark = pytest.mark.django_db
ABOUT, MINE = "/quan-tri/giai-thich-quyen/", "/lam-viec/quyen-cua-toi/"


@pytest.fixture(autouse=True)
def _an_act(monkeypatch: pytest.MonkeyPatch) -> None:
    act = api.Act("sign_result", "ký kết quả", "sign the result", roles=frozenset({Role.LEADER}))
    monkeypatch.setitem(api.acts._things, "sign_result", act)


def ask(who: Role, **wanted: str) -> str:
    client = sign_in(Client(), make_officer(who, code=f"asks.{who.value}"))
    return client.get(ABOUT, {"viec": "sign_result", "don_vi": UNIT} | wanted).content.decode()


def test_an_administrator_reads_why_not_and_it_is_told() -> None:
    make_officer(Role.RECEPTION, code="desk")
    page = ask(Role.ADMIN, can_bo="desk")
    assert "Không được làm" in page
    assert "việc này cần lãnh đạo ký duyệt" in page
    assert recorded("identity.access.explained.v1")[0].payload["allowed"] is False


def test_a_delegation_is_shown_with_its_document_and_what_it_lacks() -> None:
    giver, receiver = make_officer(Role.LEADER), make_officer(Role.APPRAISER, code="gets")
    make_delegation(giver, receiver, scope=Scope(), now=clock.now())
    page = ask(Role.ADMIN, can_bo="gets")
    assert "Uỷ quyền 12/QĐ-UBND" in page
    assert "không cho ký thay" in page


def test_a_leader_asks_about_his_own_unit_only() -> None:
    make_officer(Role.RECEPTION, code="near")
    make_officer(Role.RECEPTION, code="far", unit_code="11359")
    assert "Không được làm" in ask(Role.LEADER, can_bo="near")
    assert "không thuộc đơn vị bạn lãnh đạo" in ask(Role.LEADER, can_bo="far", don_vi="11359")


def test_a_leader_no_longer_asks_about_who_served_there_once() -> None:
    officer = make_officer(Role.RECEPTION, code="went")
    make_officer(Role.LEADER, code="there", unit_code="11359")
    api.appoint(officer_id=officer.subject_id, unit_code="11359", role=Role.RECEPTION, title="x", now=clock.now())
    assert "Không được làm" in ask(Role.LEADER, can_bo="went")
    release(officer_id=officer.subject_id, unit_code=UNIT, role=Role.RECEPTION, now=clock.now())
    assert "không thuộc đơn vị bạn lãnh đạo" in ask(Role.LEADER, can_bo="went")


def test_others_do_not_ask_about_others_but_about_themselves() -> None:
    client = sign_in(Client(), make_officer(Role.LEADER, code="me"))
    assert "Được làm" in client.get(MINE, {"viec": "sign_result", "don_vi": UNIT}).content.decode()
    assert not recorded("identity.access.explained.v1")
    assert sign_in(Client(), make_officer(Role.RECEPTION)).get(ABOUT).status_code == 403
    assert sign_in(Client(), make_citizen()).get(MINE).status_code == 403


def test_a_past_instant_is_asked_and_a_wrong_hour_is_said() -> None:
    make_officer(Role.LEADER, code="head")
    day = {"luc-day": "1", "luc-month": "1", "luc-year": "2025"}
    assert "mới có hiệu lực" in ask(Role.ADMIN, can_bo="head", gio="08:30", **day)
    assert "Nhập giờ và phút" in ask(Role.ADMIN, can_bo="head", gio="25", **day)


def test_what_is_missing_or_unknown_is_said() -> None:
    assert "Không có cán bộ mang mã này" in ask(Role.ADMIN, can_bo="nobody")
    make_officer(Role.RECEPTION, code="desk")
    assert "Chọn việc cần hỏi" in ask(Role.ADMIN, can_bo="desk", viec="")
    assert "Nhập mã đơn vị" in ask(Role.ADMIN, can_bo="desk", don_vi="")
    assert "Không có hồ sơ này" in ask(Role.ADMIN, can_bo="desk", ho_so="X")


def test_a_refusal_leads_an_officer_to_the_explanation_and_a_released_one_still_reads_it() -> None:
    officer = make_officer(Role.RECEPTION)
    client = sign_in(Client(), officer)
    assert MINE in client.get(ABOUT).content.decode()
    assert officer.subject_id is not None
    release(officer_id=officer.subject_id, unit_code=UNIT, role=Role.RECEPTION, now=clock.now())
    assert client.get("/lam-viec/uy-quyen/").status_code == 302  # the last post takes its sessions along
    again = sign_in(Client(), officer)
    assert again.get("/lam-viec/uy-quyen/").status_code == 403
    assert "không giữ chức vụ nào" in again.get(MINE).content.decode()
