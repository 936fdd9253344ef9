"""Officers and their positions in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from motcua.foundation.identity import api
from motcua.foundation.identity.contracts import DemoOnly, WeakPassword
from motcua.foundation.identity.testing import NOW, UNIT, make_citizen, make_delegation, make_officer, make_unit, release
from motcua.foundation.outbox.testing import recorded
from motcua.foundation.units.api import UnitUnknown
from motcua.kernel.actors import Role
from motcua.kernel.errors import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _units() -> None:
    make_unit()


def create(**change: Any) -> api.Officer:
    facts: dict[str, Any] = {
        "code": "an.tran", "full_name": "Trần  Thị An", "unit_code": UNIT, "role": Role.RECEPTION, "title": "Công chức", "password": "một-câu-dài-khó-đoán",
        "totp_secret": "", "now": NOW,
    }  # fmt: skip
    return api.create_officer(**(facts | change))


def test_a_new_officer_works_in_the_unit() -> None:
    made = create()
    assert api.officers_in(unit_code=UNIT, role=Role.RECEPTION, now=NOW) == (made,)
    assert api.officer_actor(code="an.tran", now=NOW).has(role=Role.RECEPTION, unit_code=UNIT)
    assert (made.full_name, made.positions[0].title) == ("Trần Thị An", "Công chức")
    assert recorded("identity.officer.appointed.v1")[0].payload["role"] == "reception"


def test_positions_are_half_open_periods() -> None:
    made, end = create(), NOW + timedelta(days=30)
    release(officer_id=made.uuid, unit_code=UNIT, role=Role.RECEPTION, now=end)
    held = [bool(api.officer(officer_id=made.uuid, now=at).positions) for at in (NOW - timedelta(1), NOW, end - timedelta(1), end)]
    assert held == [False, True, True, False]


def test_appointing_twice_is_once_and_again_after_release() -> None:
    made = create()
    again = {"officer_id": made.uuid, "unit_code": UNIT, "role": Role.RECEPTION, "title": "x"}
    api.appoint(**again, now=NOW)
    release(officer_id=made.uuid, unit_code=UNIT, role=Role.RECEPTION, now=NOW + timedelta(1))
    api.appoint(**again, now=NOW + timedelta(2))
    assert len(recorded("identity.officer.appointed.v1")) == 2


@pytest.mark.parametrize(
    ("change", "error"),
    [({"password": "12345678"}, WeakPassword), ({"password": "password1234"}, WeakPassword), ({"unit_code": "99999"}, UnitUnknown)],
)
def test_refusals_leave_no_account(change: dict[str, Any], error: type[Exception]) -> None:
    from motcua.foundation.identity.models import Account

    with pytest.raises(error):
        create(**change)
    assert not Account.objects.filter(username="an.tran").exists()


def test_a_code_is_given_once() -> None:
    create()
    with pytest.raises(api.OfficerExists):
        create(full_name="Người khác")


def test_only_administrators_create_officers() -> None:
    for actor in (make_officer(Role.LEADER), make_citizen()):
        with pytest.raises(Forbidden):
            create(actor=actor)
    assert create(actor=make_officer(Role.ADMIN)).code == "an.tran"


def test_whoever_administers_by_delegation_changes_no_officer() -> None:
    acting = make_delegation(make_officer(Role.ADMIN, code="boss"), make_officer(Role.LEADER), role=Role.ADMIN, kind="authorised")
    assert acting.has(role=Role.ADMIN)
    other: dict[str, Any] = {"officer_id": make_officer(Role.APPRAISER).subject_id, "actor": acting, "now": NOW}
    for door in (
        lambda: create(actor=acting),
        lambda: api.appoint(unit_code=UNIT, role=Role.ADMIN, title="x", **other),
        lambda: release(unit_code=UNIT, role=Role.APPRAISER, **other),
        lambda: api.set_password(password="một-câu-dài-khó-đoán", **other),
        lambda: api.ask_reset(reason="x", recognised=api.Recognised.IN_PERSON, paper="", **other),
        lambda: api.unlock(**other),
    ):
        with pytest.raises(Forbidden) as refusal:
            door()
        assert "người được uỷ quyền" in refusal.value.sentence("vi")


def test_nobody_appoints_himself() -> None:
    admin, other = make_officer(Role.ADMIN), make_officer(Role.ADMIN, code="other")
    post: dict[str, Any] = {"officer_id": admin.subject_id, "unit_code": UNIT, "role": Role.LEADER, "title": "x", "now": NOW}
    with pytest.raises(Forbidden):
        api.appoint(**post, actor=admin)
    api.appoint(**post, actor=other)
    assert api.officer_actor(code="admin.11329", now=NOW).has(role=Role.LEADER)


def test_demo_people_are_loaded_once_with_secrets_out_of_sight() -> None:
    assert [api.load_demo(now=NOW) for _ in range(2)] == [7, 0]
    logins = {login.username: login for login in api.demo_logins()}
    assert api.officer_actor(code="lanhdao", now=NOW).has(role=Role.LEADER, unit_code="11329")
    stored = Authenticator.objects.get(user__username="lanhdao").data["secret"]
    assert logins["lanhdao"].totp_secret not in stored


def test_demo_logins_open_the_door() -> None:
    from django.test import Client

    from motcua.foundation.identity.testing import totp

    api.load_demo(now=NOW)
    login, client = next(x for x in api.demo_logins() if x.role == "leader"), Client()
    client.post("/tai-khoan/can-bo/dang-nhap/", {"login": login.username, "password": login.password})
    assert client.post("/tai-khoan/can-bo/xac-thuc/", {"code": totp(login.totp_secret)}).status_code == 302
    assert client.get("/healthz").wsgi_request.actor.name == login.name  # type: ignore[attr-defined]


def test_no_demo_people_outside_a_demo(settings: Any) -> None:
    settings.MOTCUA_DEMO = False
    for door in (lambda: api.load_demo(now=NOW), api.demo_logins):
        with pytest.raises(DemoOnly):
            door()
