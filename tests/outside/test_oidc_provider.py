"""Our relying party at a provider of another maker: npm's ``oidc-provider`` over real HTTP."""

import copy
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client

from motcua.foundation.identity import models

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
START, CALLBACK = "/tai-khoan/oidc/vneid/login/", "http://testserver/tai-khoan/oidc/vneid/login/callback/"


@pytest.fixture
def provider(settings):
    """The address of a fresh provider, which the site uses as VNeID."""
    node = shutil.which("node", path=f"/usr/bin:{os.environ['PATH']}")
    if node is None or not (ROOT / "node_modules" / "oidc-provider").exists():
        pytest.skip("node or its package oidc-provider is missing (npm ci)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {"PATH": os.environ["PATH"], "PORT": str(port), "CALLBACK": CALLBACK, "HOME": "http://testserver/"}
    script = ROOT / "tests" / "outside" / "peers" / "provider.mjs"
    process = subprocess.Popen([node, script], env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout.readline().strip() == "ready"
        address = f"http://127.0.0.1:{port}"
        clients = copy.deepcopy(settings.MOTCUA_IDENTITY_CLIENTS)
        clients[0]["settings"]["server_url"] = address
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": clients}}
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def go(browser, address):
    """Follow the provider's redirects until it sends the person back."""
    for _ in range(12):
        if address.startswith("http://testserver/"):
            return address
        answer = browser.get(address)
        assert answer.is_redirect, answer.text[:400]
        address = str(answer.next_request.url)
    raise AssertionError(address)


def signed_in(client, browser, **form):
    back = go(browser, client.post(START, form)["Location"])
    return back, client.get(back)


@pytest.fixture
def browser():
    with httpx.Client(trust_env=False) as found:
        yield found


def test_code_flow_with_pkce_signs_in(client, browser, provider):
    asked = parse_qs(urlsplit(client.post(START)["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    back, landed = signed_in(client, browser, next="/ho-so/")
    assert (landed.status_code, landed["Location"]) == (302, "/ho-so/")
    assert parse_qs(urlsplit(back).query)["iss"] == [provider]
    assert "Đỗ Thị Hải Yến" in client.get("/tai-khoan/").content.decode()
    assert models.Session.objects.get().provider == "vneid"


def test_a_level_that_is_asked_for_is_answered(client, browser, provider):
    _back, landed = signed_in(client, browser, muc="2")
    assert landed.status_code == 302
    assert models.Session.objects.get().level == 2


def test_signing_out_ends_the_session_there_too(client, browser, provider):
    signed_in(client, browser)
    page = browser.get(client.post("/tai-khoan/dang-xuat/")["Location"])
    form = re.search(r'action="([^"]+)"', page.text), re.search(r'name="xsrf" value="([^"]+)"', page.text)
    out = browser.post(form[0][1], data={"xsrf": form[1][1], "logout": "yes"})
    assert out.headers["location"] == "http://testserver/"
    assert client.get("/tai-khoan/").status_code == 302


def test_a_signature_by_another_key_signs_nobody_in(client, browser, provider):
    browser.post(f"{provider}/spoil").raise_for_status()
    _back, refused = signed_in(client, browser)
    assert (refused.status_code, refused.context["error"].code) == (502, "identity.token_invalid")
    assert not models.Person.objects.exists()


def test_its_code_is_used_once_and_by_its_own_browser(client, browser, provider):
    back, _landed = signed_in(client, browser)
    assert client.get(back).status_code == 400
    assert Client().get(back).status_code == 400
