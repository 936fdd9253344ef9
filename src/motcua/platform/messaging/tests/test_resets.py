"""An officer hears in his inbox that somebody wants to remove his second factors, once for each step."""

from __future__ import annotations

import pytest
from django.test import Client

from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.foundation.outbox.testing import drain_all
from motcua.kernel.actors import Actor, Role
from motcua.kit import clock
from motcua.platform.messaging import models

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> tuple[Actor, identity.FactorReset]:
    officer, asker = make_officer(Role.APPRAISER), make_officer(Role.ADMIN, code="a")
    assert officer.subject_id is not None
    made = identity.ask_reset(
        officer_id=officer.subject_id, reason="mất máy", recognised=identity.Recognised.IN_PERSON, paper="", actor=asker, now=clock.now()
    )  # fmt: skip
    return officer, made


def templates() -> list[str]:
    return list(models.Message.objects.order_by("pk").values_list("template", flat=True))


def test_he_is_told_at_once_with_the_way_to_stop_it(asked: tuple[Actor, identity.FactorReset]) -> None:
    drain_all()
    (told,) = models.Message.objects.all()
    assert (told.to_person, told.link) == (asked[0].subject_id, "/tai-khoan/bao-mat/dat-lai/")
    assert "mất máy" not in told.body_vi
    assert "gỡ lớp xác thực" in sign_in(Client(), asked[0]).get("/lam-viec/thong-bao/").content.decode()


def test_he_is_told_what_came_of_it_and_nothing_twice(asked: tuple[Actor, identity.FactorReset]) -> None:
    identity.confirm_reset(reset_id=asked[1].uuid, actor=make_officer(Role.ADMIN, code="b"), now=clock.now())
    drain_all()
    drain_all()
    assert templates() == ["messaging.reset_asked", "messaging.reset_confirmed"]


def test_what_he_stopped_himself_needs_no_message(asked: tuple[Actor, identity.FactorReset]) -> None:
    identity.stop_reset(reset_id=asked[1].uuid, actor=asked[0], now=clock.now())
    drain_all()
    assert templates() == ["messaging.reset_asked"]
