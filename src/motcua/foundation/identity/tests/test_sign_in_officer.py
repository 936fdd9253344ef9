"""Officers sign in with a password and a second factor; less makes nobody."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from motcua.foundation.identity import models
from motcua.foundation.identity.testing import make_citizen, make_officer, sign_in, totp
from motcua.foundation.outbox.testing import recorded
from motcua.kernel.actors import ActorKind, Role
from motcua.kit.fields import encrypt

pytestmark = pytest.mark.django_db
SECRET = b32encode(b"0123456789abcdefghij").decode()
SIGN_IN, CODE, FACTORS = "/tai-khoan/can-bo/dang-nhap/", "/tai-khoan/can-bo/xac-thuc/", "/tai-khoan/bao-mat/"
PASSWORD = "mot-cua-demo-2026"


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def officer() -> models.Officer:
    make_officer(Role.APPRAISER, code="thamdinh")
    return models.Officer.objects.get()


@pytest.fixture
def with_totp(officer: models.Officer) -> models.Officer:
    Authenticator.objects.create(user=officer.account, type="totp", data={"secret": encrypt(SECRET)})
    return officer


def actor(client: Client) -> Any:
    return client.get("/healthz").wsgi_request.actor


def password(client: Client, **change: str) -> Any:
    return client.post(SIGN_IN, {"login": "thamdinh", "password": PASSWORD} | change)


def test_password_and_code_open_the_desk(client: Client, with_totp: models.Officer) -> None:
    assert password(client)["Location"] == CODE
    assert actor(client).kind == ActorKind.ANONYMOUS
    assert client.post(CODE, {"code": totp(SECRET)})["Location"] == "/lam-viec/"
    assert actor(client).has(role=Role.APPRAISER, unit_code="11329")
    assert recorded("identity.session.opened.v1")[-1].payload["method"] == "password+totp"


def test_next_address_survives_both_steps(client: Client, with_totp: models.Officer) -> None:
    client.post(f"{SIGN_IN}?next=/lam-viec/ho-so/", {"login": "thamdinh", "password": PASSWORD})
    assert client.post(CODE, {"code": totp(SECRET)})["Location"] == "/lam-viec/ho-so/"


def test_wrong_password_says_so_and_keeps_the_code_typed(client: Client, with_totp: models.Officer) -> None:
    page = password(client, password="sai")
    assert page.context["errors"] == {"login": "Mã cán bộ hoặc mật khẩu không đúng."}
    assert b'value="thamdinh"' in page.content
    assert b"sai" not in page.content


def test_a_used_code_is_refused_the_second_time(client: Client, with_totp: models.Officer) -> None:
    code = totp(SECRET)
    for outcome in (302, 200):
        browser = Client()
        password(browser)
        assert browser.post(CODE, {"code": code}).status_code == outcome


def test_wrong_codes_are_counted(client: Client, with_totp: models.Officer) -> None:
    password(client)
    pages = [client.post(CODE, {"code": "000000"}) for _ in range(7)]
    assert pages[0].context["errors"]["code"].startswith("Mã không đúng")
    assert client.post(CODE, {"code": totp(SECRET)}).status_code != 302


def test_password_guesses_are_counted(client: Client, with_totp: models.Officer) -> None:
    for _ in range(6):
        password(client, password="sai")
    assert password(client).status_code == 200


def test_without_a_second_factor_an_officer_is_nobody_and_sets_one_up(client: Client, officer: models.Officer) -> None:
    assert password(client)["Location"] == FACTORS
    assert actor(client).kind == ActorKind.ANONYMOUS
    secret = client.get(f"{FACTORS}ung-dung/").context["form"].secret
    client.post(f"{FACTORS}ung-dung/", {"code": totp(secret)})
    assert actor(client).has(role=Role.APPRAISER)
    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_a_wrong_first_code_sets_nothing_up(client: Client, officer: models.Officer) -> None:
    password(client)
    client.get(f"{FACTORS}ung-dung/")
    assert client.post(f"{FACTORS}ung-dung/", {"code": "000000"}).context["errors"]
    assert actor(client).kind == ActorKind.ANONYMOUS


def test_recovery_code_opens_once(client: Client, with_totp: models.Officer) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(with_totp.account).get_unused_codes()[0]
    for outcome in (302, 200):
        browser = Client()
        password(browser)
        assert browser.post(CODE, {"code": code}).status_code == outcome


def test_citizens_have_no_second_factors_here(client: Client) -> None:
    sign_in(client, make_citizen())
    assert client.get(FACTORS)["Location"].startswith("/dang-nhap/")


def test_passkey_page_offers_options_without_inline_script(officer_client: Callable[..., Client]) -> None:
    client = officer_client(Role.LEADER)
    session = client.session
    session["account_authentication_methods"] = [{"method": m, "at": 4e9, "type": "totp"} for m in ("password", "mfa")]
    session.save()
    page = client.get(f"{FACTORS}khoa/them/").content.decode()
    assert "&quot;challenge&quot;" in page
    assert "<script>" not in page


def test_passkey_login_gives_a_challenge(client: Client) -> None:
    asked = client.get(
        "/tai-khoan/can-bo/khoa-dang-nhap/", headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"}
    ).json()
    assert asked["request_options"]["publicKey"]["challenge"]


def test_signing_out_ends_it(officer_client: Callable[..., Client]) -> None:
    client = officer_client()
    assert actor(client).kind == ActorKind.OFFICER
    client.post("/tai-khoan/dang-xuat/")
    assert actor(client).kind == ActorKind.ANONYMOUS


@pytest.mark.parametrize("path", [SIGN_IN, "/tai-khoan/oidc/vneid/login/", "/tai-khoan/bi-khoa/"])
def test_pages_speak_english_completely(client: Client, path: str) -> None:
    import re

    page = client.get(path, headers={"accept-language": "en"}).content.decode()
    main = re.search(r"<main.*</main>", page, re.DOTALL)
    assert main
    assert not re.search(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", main[0].lower())
