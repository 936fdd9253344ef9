"""An officer's own factors: each change is told, the last one stays."""

from __future__ import annotations

from base64 import b32encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client

from motcua.foundation.identity import models
from motcua.foundation.identity.testing import make_officer, totp
from motcua.foundation.identity.testing import sign_in as signed_in
from motcua.foundation.identity.tests.test_answers import credential
from motcua.foundation.identity.web.adapters import FactorAdapter
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import Actor, Role
from motcua.kit.fields import encrypt

pytestmark = pytest.mark.django_db
SECRET = b32encode(b"0123456789abcdefghij").decode()
INDEX, AGAIN = "/tai-khoan/bao-mat/", "/tai-khoan/can-bo/xac-nhan-lai-ma/"
APP, CODES = f"{INDEX}ung-dung/go/", f"{INDEX}ma-du-phong/moi/"


@pytest.fixture
def me() -> Actor:
    cache.clear()
    return make_officer(Role.APPRAISER, code="thamdinh")


@pytest.fixture
def officer(me: Actor) -> Client:
    """Signed in with an authenticator app, confirmed a moment ago."""
    Authenticator.objects.create(user=models.Account.objects.get(), type="totp", data={"secret": encrypt(SECRET)})
    client = signed_in(Client(), me)
    client.post(f"{AGAIN}?next={INDEX}", {"code": totp(SECRET)})
    return client


@pytest.fixture
def passkey(officer: Client) -> str:
    """The address below which the passkey of the officer is changed."""
    row = Authenticator.objects.create(user=models.Account.objects.get(), type="webauthn", data={"name": "Cũ", "credential": {}})
    return f"{INDEX}khoa/{row.pk}/"


def told() -> list[tuple[str, str]]:
    return [(e.payload["what"], e.payload["kind"]) for e in recorded("identity.factor.changed.v1")]


def test_a_passkey_is_renamed_and_removed_and_both_are_told(officer: Client, passkey: str, me: Actor) -> None:
    assert officer.get(f"{passkey}ten/").status_code == 200
    assert "error-summary" in officer.post(f"{passkey}ten/", {"name": " "}).content.decode()
    officer.post(f"{passkey}ten/", {"name": "Máy cơ quan <b>"})
    assert "Máy cơ quan &lt;b&gt;" in officer.get(INDEX).content.decode()
    assert officer.post(f"{passkey}go/")["Location"] == INDEX
    assert told() == [("renamed", "webauthn"), ("removed", "webauthn")]
    assert {e.actor_ref for e in recorded("identity.factor.changed.v1")} == {me.ref}
    assert "cơ quan" not in str([e.payload for e in recorded("identity.factor.changed.v1")])


def test_new_recovery_codes_are_told_without_them(officer: Client) -> None:
    codes = officer.post(CODES, follow=True).context["unused_codes"]
    assert told() == [("renewed", "recovery_codes")]
    assert not any(code in str([e.payload for e in recorded()]) for code in codes)


def test_an_app_is_set_up_with_its_codes_and_both_are_told(me: Actor, client: Client) -> None:
    client.post("/tai-khoan/can-bo/dang-nhap/", {"login": "thamdinh", "password": "mot-cua-demo-2026"})
    secret = client.get(f"{INDEX}ung-dung/").context["form"].secret
    client.post(f"{INDEX}ung-dung/", {"code": totp(secret)})
    assert told() == [("added", "totp"), ("added", "recovery_codes")]


def test_the_app_goes_when_a_passkey_stays(officer: Client, passkey: str) -> None:
    assert "Gỡ ứng dụng này" in officer.get(APP).content.decode()
    assert officer.post(APP)["Location"] == INDEX
    assert told() == [("removed", "totp")]
    assert officer.post(f"{passkey}go/").status_code == 422
    assert Authenticator.objects.filter(type="webauthn").exists()


def test_the_last_factor_stays_and_the_page_says_what_to_do(officer: Client) -> None:
    assert "Đây là lớp xác thực duy nhất" in officer.get(APP).content.decode()
    officer.post(APP)
    assert Authenticator.objects.filter(type="totp").exists()
    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_two_removals_at_once_leave_one_factor(officer: Client, passkey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    both, asked, clients = Barrier(2, timeout=2), FactorAdapter.can_delete_authenticator, [Client(), officer]
    clients[0].cookies = officer.cookies

    def together(self: FactorAdapter, authenticator: Any) -> bool:
        found = asked(self, authenticator)
        with suppress(BrokenBarrierError):
            both.wait()
        return found

    def press(client: Client, path: str) -> int:
        try:
            return client.post(path).status_code
        finally:
            connection.close()

    monkeypatch.setattr(FactorAdapter, "can_delete_authenticator", together)
    with ThreadPoolExecutor(max_workers=2) as pool:
        answers = list(pool.map(press, clients, [APP, f"{passkey}go/"]))
    assert answers.count(302) == 1
    assert (len(told()), Authenticator.objects.filter(type__in=["totp", "webauthn"]).count()) == (1, 1)


def test_nobody_changes_anothers_passkey(officer: Client) -> None:
    other = models.Account.objects.create_user(username="khac", kind="officer")
    row = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Của khác", "credential": {}})
    for what in ("ten", "go"):
        assert officer.post(f"{INDEX}khoa/{row.pk}/{what}/", {"name": "x"}).status_code == 404


def test_a_refused_passkey_is_told_in_our_words(client: Client) -> None:
    sent = {"credential": credential("dW5rbm93bg")}
    page = client.post("/tai-khoan/can-bo/khoa-dang-nhap/", sent, follow=True).content.decode()
    assert "Không nhận được khoá truy cập này. Hãy thử lại" in page
    english = client.post("/tai-khoan/can-bo/khoa-dang-nhap/", sent, follow=True, headers={"accept-language": "en"})
    assert "This passkey was not accepted. Try again" in english.content.decode()
