"""Recovery codes: shown once, a new set kills the old one."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from motcua.foundation.identity import models
from motcua.foundation.identity.testing import make_officer, totp
from motcua.foundation.identity.testing import sign_in as signed_in
from motcua.foundation.identity.tests.test_sign_in_officer import CODE, PASSWORD, SECRET, SIGN_IN
from motcua.kernel.actors import Role
from motcua.kit.fields import encrypt

pytestmark = pytest.mark.django_db
SHOWN, NEW, INDEX = "/tai-khoan/bao-mat/ma-du-phong/", "/tai-khoan/bao-mat/ma-du-phong/moi/", "/tai-khoan/bao-mat/"
AGAIN = "/tai-khoan/can-bo/xac-nhan-lai-ma/"


@pytest.fixture
def officer() -> Client:
    """Signed in, confirmed a moment ago."""
    cache.clear()
    made = make_officer(Role.APPRAISER, code="thamdinh")
    Authenticator.objects.create(user=models.Account.objects.get(), type="totp", data={"secret": encrypt(SECRET)})
    client = signed_in(Client(), made)
    client.post(f"{AGAIN}?next={INDEX}", {"code": totp(SECRET)})
    return client


def new_codes(client: Client) -> list[str]:
    page = client.post(NEW, follow=True)
    assert page.context["can_view_codes"]
    return list(page.context["unused_codes"])


def works(code: str) -> bool:
    browser = Client()
    browser.post(SIGN_IN, {"login": "thamdinh", "password": PASSWORD})
    return browser.post(CODE, {"code": code}).status_code == 302


def test_they_are_shown_once_and_offered_as_a_file(officer: Client) -> None:
    page = officer.post(NEW, follow=True)
    codes = page.context["unused_codes"]
    assert all(code in page.content.decode() for code in codes)
    assert unquote(page.context["file"]).split("\n")[2:-1] == codes
    assert "no-store" in page["Cache-Control"]
    again = officer.get(SHOWN).content.decode()
    assert not any(code in again for code in codes)
    assert "không hiện lại" in again


def test_a_new_set_kills_the_old_one(officer: Client) -> None:
    old, new = new_codes(officer), new_codes(officer)
    assert not set(old) & set(new)
    assert not works(old[0])
    assert works(new[0])


def test_nobody_makes_new_codes_without_confirming(officer: Client) -> None:
    kept = new_codes(officer)
    session = officer.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
    session.save()
    assert "/xac-nhan-lai" in officer.post(NEW)["Location"]
    assert works(kept[0])


def test_they_stand_nowhere_in_the_clear(officer: Client) -> None:
    codes = new_codes(officer)
    assert not any(code in str(list(Authenticator.objects.values())) for code in codes)


def test_the_page_of_an_officer_leads_to_sessions_and_applications(officer: Client) -> None:
    page = officer.get(INDEX).content.decode()
    assert "/tai-khoan/phien/" in page
    assert "/tai-khoan/ung-dung/" in page
    assert officer.get("/tai-khoan/ung-dung/").status_code == 200
