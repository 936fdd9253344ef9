"""Access tokens: they end with their time, their credential and their key, and no other text is one."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.gateway import protocol as gw
from motcua.gateway.core.credentials import (
    PREFIX,
    SKEW_S,
    TOKEN_S,
    Credentials,
    NotAccepted,
    Presented,
    Refusal,
    read_basic,
    read_lgsp_header,
)

from .conftest import CLIENT, config

NOW = 1_800_000_000
KEY = "k" * 32
SHOWN = Presented("app-1", "s3cret")


def credential(**changes: object) -> gw.Credential:
    base = gw.Credential(access_key="app-1", secret_sha256=hashlib.sha256(b"s3cret").hexdigest())
    return replace(base, **changes)  # type: ignore[arg-type]


def known(*credentials: gw.Credential, key: str = KEY) -> Credentials:
    base = config("http://127.0.0.1:1")
    city = replace(base.members[0], subsystems=(gw.Subsystem(code="onestop", credentials=credentials), gw.Subsystem(code="other")))
    made = replace(base, members=(city, base.members[1]), token_key=key)
    gw.check_config(made)
    return Credentials(made)


def refusal(call: object, *args: object, **kwargs: object) -> Refusal:
    with pytest.raises(NotAccepted) as error:
        call(*args, **kwargs)  # type: ignore[operator]
    return error.value.why


def test_a_token_speaks_for_its_client_until_it_ends() -> None:
    here = known(credential())
    assert here.client_of(SHOWN, now=NOW) == CLIENT
    token, life = here.issue("app-1", now=NOW)
    assert life == TOKEN_S
    assert here.holder_of(token, now=NOW) == here.holder_of(token, now=NOW + TOKEN_S) == CLIENT
    assert refusal(here.holder_of, token, now=NOW + TOKEN_S + SKEW_S) is Refusal.EXPIRED


def test_another_process_with_the_same_key_accepts_it_with_its_own_clock() -> None:
    token, _ = known(credential()).issue("app-1", now=NOW)
    elsewhere = known(credential())
    assert elsewhere.holder_of(token, now=NOW - SKEW_S) == CLIENT
    assert refusal(elsewhere.holder_of, token, now=NOW - SKEW_S - 1) is Refusal.INVALID
    assert refusal(known(credential(), key="o" * 32).holder_of, token, now=NOW) is Refusal.INVALID


def test_a_token_ends_with_its_credential() -> None:
    token, _ = known(credential()).issue("app-1", now=NOW)
    other = credential(access_key="app-2")
    replaced = credential(secret_sha256="0" * 64)
    assert refusal(known(other).holder_of, token, now=NOW) is Refusal.INVALID
    assert refusal(known(replaced).holder_of, token, now=NOW) is Refusal.INVALID
    assert refusal(known(credential(not_after=NOW)).holder_of, token, now=NOW) is Refusal.EXPIRED


def test_two_credentials_side_by_side_while_they_rotate() -> None:
    fresh = credential(access_key="app-2", secret_sha256=hashlib.sha256(b"new").hexdigest())
    here = known(credential(not_after=NOW + 100), fresh)
    assert here.client_of(SHOWN, now=NOW) == here.client_of(Presented("app-2", "new"), now=NOW) == CLIENT
    token, life = here.issue("app-1", now=NOW)
    assert life == 100
    assert refusal(here.client_of, SHOWN, now=NOW + 100) is Refusal.EXPIRED
    assert refusal(here.holder_of, token, now=NOW + 100) is Refusal.EXPIRED
    assert here.client_of(Presented("app-2", "new"), now=NOW + 100) == CLIENT


@pytest.mark.parametrize(
    "shown",
    [
        Presented("app-1", "wrong"),
        Presented("app-9", "s3cret"),
        Presented("", ""),
        Presented("app-1", "s3cret", app_name="Other"),
        Presented("app-1", "s3cret", partner_code="X"),
        Presented("app-1", hashlib.sha256(b"s3cret").hexdigest()),
    ],
)
def test_what_is_no_credential(shown: Presented) -> None:
    here = known(credential(app_name="Một Cửa", partner_code="H24"))
    assert here.client_of(Presented("app-1", "s3cret", "Một Cửa", "H24"), now=NOW) == CLIENT
    assert refusal(here.client_of, shown, now=NOW) is Refusal.INVALID


@given(place=st.integers(0, 400), octet=st.characters(codec="ascii"))
def test_no_changed_token_is_accepted(place: int, octet: str) -> None:
    here = known(credential())
    token, _ = here.issue("app-1", now=NOW)
    place %= len(token)
    changed = token[:place] + octet + token[place + 1 :]
    if changed != token:
        assert refusal(here.holder_of, changed, now=NOW) is Refusal.INVALID


@given(text=st.text(max_size=60))
def test_no_text_is_a_token_or_breaks_the_reader(text: str) -> None:
    here = known(credential())
    for shown in (text, PREFIX + text, f"{PREFIX}{text}.{text}"):
        assert refusal(here.holder_of, shown, now=NOW) is Refusal.INVALID
    for read in (read_lgsp_header, read_basic):
        try:
            made = read(text)
        except NotAccepted:
            continue
        assert refusal(here.client_of, made, now=NOW) is Refusal.INVALID


@given(value=st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_any_json_in_the_header_is_read_or_refused(value: object) -> None:
    for content in (value, {"AccessKey": value, "SecretKey": value}):
        text = base64.b64encode(json.dumps(content).encode()).decode()
        try:
            made = read_lgsp_header(text)
        except NotAccepted:
            continue
        assert made.access_key == value


def test_both_alphabets_and_no_padding() -> None:
    content = json.dumps({"AccessKey": "app-1", "SecretKey": "s3cret???>>>", "AppName": "", "PartnerCode": "", "PartnerCodeCus": ""}).encode()
    standard, safe = base64.b64encode(content).decode(), base64.urlsafe_b64encode(content).decode()
    assert read_lgsp_header(standard) == read_lgsp_header(safe) == read_lgsp_header(safe.rstrip("="))


def test_without_a_key_there_are_no_tokens() -> None:
    token, _ = known(credential()).issue("app-1", now=NOW)
    bare = known(credential(), key="")
    assert not bare.gives_tokens
    assert refusal(bare.holder_of, token, now=NOW) is Refusal.INVALID
    assert bare.client_of(SHOWN, now=NOW) == CLIENT
