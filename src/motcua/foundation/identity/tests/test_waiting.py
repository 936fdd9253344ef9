"""Wrong attempts wait longer each time, by account and by address; nothing tells which accounts exist."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import get_hasher
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.identity import api, models, rules
from motcua.foundation.identity.testing import make_officer, totp
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.kit.fields import encrypt

pytestmark = pytest.mark.django_db
SECRET = b32encode(b"0123456789abcdefghij").decode()
SIGN_IN, CODE = "/tai-khoan/can-bo/dang-nhap/", "/tai-khoan/can-bo/xac-thuc/"
PASSWORD = "mot-cua-demo-2026"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def officer() -> models.Officer:
    make_officer(Role.APPRAISER, code="thamdinh")
    row = models.Officer.objects.get()
    Authenticator.objects.create(user=row.account, type="totp", data={"secret": encrypt(SECRET)})
    return row


def attempt(password: str = "sai", login: str = "thamdinh", *, address: str = "203.0.113.1") -> Any:
    return Client().post(SIGN_IN, {"login": login, "password": password}, REMOTE_ADDR=address)


@given(failures=st.integers(0, 1000), free=st.integers(1, 50))
def test_delays_begin_after_the_free_tries_and_never_shrink(failures: int, free: int) -> None:
    now, more = (rules.delay(failures=n, free=free) for n in (failures, failures + 1))
    assert bool(now) is (failures >= free)
    assert now <= more <= timedelta(hours=1)


def test_one_subscriber_of_ipv6_does_not_start_afresh_with_every_address(officer: models.Officer, settings: Any) -> None:
    settings.MOTCUA_LOCK_ADDRESS_AFTER = 3
    pages = [attempt(login=f"ai-{n}", address=f"2001:db8:0:1::{n}") for n in range(1, 5)]
    assert "Sai quá nhiều lần" in pages[-1].context["errors"]["login"]
    assert "không đúng" in attempt(login="ai-5", address="2001:db8:0:2::1").context["errors"]["login"]


def test_five_wrong_passwords_make_even_the_right_one_wait(officer: models.Officer) -> None:
    pages = [attempt(address=f"203.0.113.{n}") for n in range(5)]
    assert "không đúng" in pages[-1].context["errors"]["login"]
    waits = attempt(PASSWORD, address="198.51.100.7")
    assert "một phút" in waits.context["errors"]["login"]
    assert [event.payload["what"] for event in recorded("identity.account.locked.v1")] == ["password"]


def test_after_the_wait_the_right_password_passes_and_forgets(officer: models.Officer) -> None:
    for _ in range(5):
        attempt()
    models.Attempt.objects.update(locked_until=None)
    assert attempt(PASSWORD)["Location"] == CODE
    assert not models.Attempt.objects.filter(kind="password").exists()


def test_each_further_wrong_attempt_waits_longer(officer: models.Officer) -> None:
    seen = []
    for _ in range(8):
        attempt()
        row = models.Attempt.objects.get(kind="password")
        seen.append((row.locked_until - row.last_at).total_seconds() if row.locked_until else 0)
        models.Attempt.objects.update(locked_until=None)
    assert seen == [0, 0, 0, 0, 30, 60, 120, 300]


def test_one_address_trying_many_names_waits(officer: models.Officer) -> None:
    for n in range(30):
        attempt(login=f"nobody{n}")
    assert "phút" in attempt(PASSWORD).context["errors"]["login"]
    assert attempt(PASSWORD, address="198.51.100.7").status_code == 302


def test_unknown_and_known_names_get_the_same_answer(officer: models.Officer) -> None:
    known, unknown = ([attempt(login=name, address=f"{net}.{n}").context["errors"] for n in range(6)] for name, net in (("thamdinh", "10.0.0"), ("khongco", "10.0.1")))  # fmt: skip
    assert known == unknown


def test_unknown_names_cost_as_much_hashing_as_known_ones(officer: models.Officer) -> None:
    hasher = type(get_hasher())
    runs = []
    for name in ("thamdinh", "khongco"):
        with patch.object(hasher, "encode", autospec=True, side_effect=hasher.encode) as encode:
            attempt(login=name)
        runs.append(encode.call_count)
    assert runs[0] == runs[1] > 0


def test_wrong_codes_wait_across_browsers(officer: models.Officer) -> None:
    for n in range(5):
        browser = Client()
        browser.post(SIGN_IN, {"login": "thamdinh", "password": PASSWORD})
        browser.post(CODE, {"code": "000000"}, REMOTE_ADDR=f"203.0.113.{n}")
    last = Client()
    last.post(SIGN_IN, {"login": "thamdinh", "password": PASSWORD})
    page = last.post(CODE, {"code": totp(SECRET)})
    assert "một phút" in page.context["errors"]["code"]


def test_an_administrator_unlocks_and_it_is_told(officer: models.Officer, officer_client: Callable[..., Client]) -> None:
    for _ in range(5):
        attempt()
    officer_client(Role.ADMIN).post("/quan-tri/can-bo/thamdinh/mo-khoa/")
    assert attempt(PASSWORD)["Location"] == CODE
    assert len(recorded("identity.account.unlocked.v1")) == 1


def test_nothing_typed_is_kept(officer: models.Officer) -> None:
    attempt(login="0912345678")
    assert not [row for row in models.Attempt.objects.values() if "0912345678" in str(row) or "203.0.113" in str(row)]


def test_callbacks_are_limited_by_address(settings: Any) -> None:
    settings.MOTCUA_CALLBACKS_A_MINUTE = 3
    back = "/tai-khoan/oidc/vneid/login/callback/?state=x&code=y"
    answers = [Client().get(back, REMOTE_ADDR="203.0.113.5").status_code for _ in range(4)]
    assert answers[-1] == 429
    assert 429 not in answers[:3]
    assert Client().get(back, REMOTE_ADDR="203.0.113.6").status_code != 429


def test_a_new_password_ends_every_session_and_the_officers_own_all_but_his(officer_client: Callable[..., Client]) -> None:
    here, there = officer_client(Role.APPRAISER, code="a"), officer_client(Role.APPRAISER, code="a")
    form = {"oldpassword": PASSWORD, "password1": "mot-mat-khau-moi-77", "password2": "mot-mat-khau-moi-77"}
    assert here.post("/tai-khoan/can-bo/doi-mat-khau/", form).status_code == 302
    assert here.get("/lam-viec/").status_code == 200
    assert there.get("/lam-viec/").status_code == 302
    page = officer_client(Role.ADMIN).post("/quan-tri/can-bo/a/mat-khau/")
    assert here.get("/lam-viec/").status_code == 302
    assert Client().post(SIGN_IN, {"login": "a", "password": page.context["password"]}).status_code == 302


def test_leaving_the_last_post_ends_the_sessions(officer_client: Callable[..., Client]) -> None:
    client = officer_client(Role.APPRAISER, code="a")
    held = api.officer_by_code(code="a", now=clock.now()).positions[0].position_id
    api.end_post(position_id=held, actor=api.system_actor(), now=clock.now())
    assert not models.Session.objects.filter(account__username="a", ended_at=None).exists()
    assert client.get("/lam-viec/").status_code == 302


def test_my_sessions_page_shows_them_and_ends_them(officer_client: Callable[..., Client]) -> None:
    here, there = officer_client(Role.LEADER), officer_client(Role.LEADER)
    page = here.get("/tai-khoan/phien/")
    assert [row["is_this"] for row in page.context["rows"]] == [True, False]
    assert "203.0.•.•" in page.content.decode()
    assert "203.0.113" not in page.content.decode()
    here.post("/tai-khoan/phien/ket-thuc/", {"phien": "khac"})
    assert (there.get("/lam-viec/").status_code, here.get("/lam-viec/").status_code) == (302, 200)


def test_nobody_ends_anothers_session_by_its_id(officer_client: Callable[..., Client]) -> None:
    mine, other = officer_client(Role.LEADER), officer_client(Role.APPRAISER)
    target = other.get("/tai-khoan/phien/").context["rows"][0]["id"]
    assert mine.post("/tai-khoan/phien/ket-thuc/", {"phien": target}).status_code == 404
    assert mine.post("/tai-khoan/phien/ket-thuc/", {"phien": "rác"}).status_code == 404
    assert other.get("/lam-viec/").status_code == 200
