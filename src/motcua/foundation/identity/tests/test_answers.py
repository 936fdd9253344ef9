"""What answers give away: nothing about accounts to strangers; to whoever held a session, why it is over."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import get_hasher
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from motcua.foundation.identity import actions, models
from motcua.foundation.identity.contracts import SessionEnd
from motcua.foundation.identity.queries.sessions import SID
from motcua.foundation.identity.testing import make_citizen, make_officer, sign_in
from motcua.kernel.actors import Role
from motcua.kit import clock

pytestmark = pytest.mark.django_db
SIGN_IN, ALONE = "/tai-khoan/can-bo/dang-nhap/", "/tai-khoan/can-bo/khoa-dang-nhap/"
PASSWORD = "mot-cua-demo-2026"
NAMES = ("thamdinh", "khongco1", "nghiviec")


@pytest.fixture(autouse=True)
def _accounts() -> None:
    """An officer, nobody of the second name, and an officer whose account is locked."""
    cache.clear()
    make_officer(Role.APPRAISER, code="thamdinh")
    make_officer(Role.APPRAISER, code="nghiviec")
    models.Account.objects.filter(username="nghiviec").update(is_active=False)


def told(answer: Any, name: str = "") -> dict[str, Any]:
    """All that an answer says, without what is random in every one or its time of day, and without the name that the visitor typed herself."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    headers = {key: value for key, value in answer.headers.items() if key not in {"Set-Cookie", "Expires"}}
    headers["Content-Length"] = str(len(body))
    return {"status": answer.status_code, "headers": headers, "cookies": sorted(answer.cookies), "body": body.replace(name or "\0", "")}


def attempt(name: str, n: int = 0) -> dict[str, Any]:
    return told(Client().post(SIGN_IN, {"login": name, "password": "sai"}, REMOTE_ADDR=f"198.51.{NAMES.index(name)}.{n}"), name)


def test_a_wrong_password_gets_one_answer_whoever_has_the_name() -> None:
    first, *others = (attempt(name) for name in NAMES)
    assert "không đúng" in first["body"]
    assert all(other == first for other in others)


def test_a_locked_out_name_gets_one_answer_whoever_has_it() -> None:
    for name in NAMES:
        for n in range(5):
            attempt(name, n)
    first, *others = (attempt(name, 9) for name in NAMES)
    assert "Sai quá nhiều lần" in first["body"]
    assert all(other == first for other in others)


def test_each_name_costs_the_same_hash_work() -> None:
    hasher, runs = type(get_hasher()), []
    for name in NAMES:
        with patch.object(hasher, "encode", autospec=True, side_effect=hasher.encode) as encode:
            attempt(name)
        runs.append(encode.call_count)
    assert len(set(runs)) == 1
    assert runs[0] > 0


def test_a_locked_out_name_costs_no_hash_work_at_all() -> None:
    """The wait is looked at first, so that neither the time nor the load tells whether the name exists."""
    runs, hasher = [], type(get_hasher())
    for name in NAMES:
        for n in range(5):
            attempt(name, n)
        with patch.object(hasher, "encode", autospec=True, side_effect=hasher.encode) as encode:
            attempt(name, 9)
        runs.append(encode.call_count)
    assert runs == [0, 0, 0]


def credential(key: str) -> str:
    """A passkey's answer that proves nothing."""
    said = {"clientDataJSON": "e30", "authenticatorData": "A" * 50, "signature": "AAAA", "userHandle": "AAAA"}
    return json.dumps({"id": key, "rawId": key, "type": "public-key", "response": said, "clientExtensionResults": {}})


def test_a_passkey_of_somebody_and_of_nobody_get_one_answer() -> None:
    account = models.Account.objects.get(username="thamdinh")
    data = {"name": "máy", "credential": {"id": "a25vd24", "rawId": "a25vd24"}}
    Authenticator.objects.create(user=account, type="webauthn", data=data)
    answers = []
    for key in ("a25vd24", "dW5rbm93bg"):
        browser = Client()
        browser.get(ALONE, headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"})
        answers.append(told(browser.post(ALONE, {"credential": credential(key)})))
    assert answers[0] == answers[1]
    assert answers[0]["headers"]["Location"] == SIGN_IN


def test_the_challenge_names_no_account() -> None:
    asked = Client().get(ALONE, headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"}).json()
    assert not asked["request_options"]["publicKey"].get("allowCredentials")


@pytest.mark.parametrize("name", ["mfa_authenticate", "mfa_reauthenticate", "account_reauthenticate", "mfa_view_recovery_codes", "mfa_index"])
def test_pages_behind_the_password_say_nothing_to_strangers(name: str) -> None:
    answer = Client().get(reverse(name))
    assert answer.status_code == 302
    assert "dang-nhap" in answer["Location"]


def end(client: Client, cause: SessionEnd) -> None:
    actions.end_session(session_id=UUID(client.session[SID]), now=clock.now(), cause=cause)


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.mark.parametrize(
    ("cause", "words"),
    [(SessionEnd.REVOKED, "từ thiết bị khác"), (SessionEnd.PROVIDER, "hệ thống định danh"), (SessionEnd.REPLACED, "tài khoản khác"),
     (SessionEnd.EXPIRED, "lâu không dùng"), (SessionEnd.SIGNED_OUT, "")],
)  # fmt: skip
def test_the_next_page_says_why_the_session_is_over_and_what_to_do(cause: SessionEnd, words: str) -> None:
    person = make_citizen()
    client = sign_in(Client(), person)
    end(client, cause)
    page = client.get("/tai-khoan/", follow=True).content.decode()
    assert ("Hãy đăng nhập lại" in page) is bool(words)
    assert words in page
    assert person.name not in page
    assert "Hãy đăng nhập lại" not in client.get("/dang-nhap/").content.decode()  # said once


def test_a_session_that_lapsed_says_so_before_anybody_wrote_it_down() -> None:
    client = sign_in(Client(), make_citizen())
    models.Session.objects.update(lapses_at=clock.now() - timedelta(days=9000))
    assert "lâu không dùng" in client.get("/tai-khoan/", follow=True).content.decode()


def test_an_officer_is_sent_to_the_administrator() -> None:
    client = sign_in(Client(), make_officer(Role.LEADER))
    end(client, SessionEnd.REVOKED)
    assert "báo quản trị viên" in client.get("/lam-viec/", follow=True).content.decode()


def test_strangers_and_programs_hear_nothing_of_it() -> None:
    client = sign_in(Client(), make_citizen())
    end(client, SessionEnd.REVOKED)
    assert said(client.get("/api/v1/vault/papers", headers={"accept": "application/json"})) == []
    for cookie in ("", "x" * 32):
        stranger = Client()
        stranger.cookies["motcua_session"] = cookie
        assert said(stranger.get("/tai-khoan/")) == []


def test_anothers_session_id_tells_nothing(officer_client: Callable[..., Client]) -> None:
    mine, other = officer_client(Role.LEADER), officer_client(Role.APPRAISER)
    sid = other.session[SID]
    end(other, SessionEnd.REVOKED)
    session = mine.session
    session[SID] = sid
    session.save()
    assert said(mine.get("/lam-viec/")) == []
