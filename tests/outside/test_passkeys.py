"""Passkeys of a software authenticator (soft-webauthn) through the real pages: register, use as second factor, sign in alone; and what is refused."""

import json
import subprocess
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.kernel.actors import ActorKind, Role

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".cache" / "devices" / "bin" / "python"
ORIGIN, PASSWORD = "https://testserver", "mot-cua-demo-2026"
ADD, ALONE = "/tai-khoan/bao-mat/khoa/them/", "/tai-khoan/can-bo/khoa-dang-nhap/"
SIGN_IN, CODE = "/tai-khoan/can-bo/dang-nhap/", "/tai-khoan/can-bo/xac-thuc/"


class Device:
    """One authenticator in a process of its own."""

    def __init__(self):
        self.process = subprocess.Popen([PYTHON, Path(__file__).parent / "peers" / "passkey.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # fmt: skip

    def ask(self, do, options, **more):
        self.process.stdin.write(json.dumps({"do": do, "options": options, "origin": ORIGIN, "verified": True, **more}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert "error" not in answer, answer
        return json.dumps(answer)


@pytest.fixture
def device():
    if not PYTHON.exists():
        pytest.skip("the environment of the software authenticator is missing (.cache/devices with soft-webauthn)")
    made = Device()
    yield made
    made.process.kill()
    made.process.wait()


@pytest.fixture(autouse=True)
def _https(settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    cache.clear()


@pytest.fixture
def client():
    officer = make_officer(Role.APPRAISER, code="thamdinh")
    browser = sign_in(Client(), officer)
    session = browser.session
    session["account_authentication_methods"] = [{"method": m, "at": 4e9, "type": "totp"} for m in ("password", "mfa")]
    session.save()
    return browser


def register(client, device, **more):
    options = client.get(ADD, secure=True).context["js_data"]["creation_options"]
    credential = device.ask("create", json.loads(json.dumps(options, default=dict)), **more)
    return client.post(ADD, {"name": "máy cơ quan", "passwordless": "on", "credential": credential}, secure=True)


def alone(device, **more):
    browser = Client()
    options = browser.get(ALONE, headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"}, secure=True).json()
    answer = browser.post(ALONE, {"credential": device.ask("get", options["request_options"], **more)}, secure=True)
    return browser, answer


def who(browser):
    return browser.get("/healthz", secure=True).wsgi_request.actor


def test_register_and_sign_in_with_the_passkey_alone(client, device):
    assert register(client, device).status_code == 302
    browser, answer = alone(device)
    assert answer["Location"] == "/lam-viec/"
    assert who(browser).has(role=Role.APPRAISER)
    assert browser.session["identity.amr"] == ["hwk", "user"]


def test_the_passkey_as_second_factor(client, device):
    register(client, device)
    browser = Client()
    assert browser.post(SIGN_IN, {"login": "thamdinh", "password": PASSWORD}, secure=True)["Location"] == CODE
    options = browser.get(CODE, secure=True).context["js_data"]["request_options"]
    credential = device.ask("get", json.loads(json.dumps(options, default=dict)))
    assert browser.post(CODE, {"credential": credential}, secure=True)["Location"] == "/lam-viec/"
    assert browser.session["identity.amr"] == ["pwd", "hwk"]


@pytest.mark.parametrize("wrong", [{"origin": "https://evil.example"}, {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}])
def test_a_foreign_origin_or_challenge_registers_nothing(client, device, wrong):
    assert register(client, device, **wrong).status_code == 200
    assert not Authenticator.objects.filter(type="webauthn").exists()


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "https://evil.example"}, {"origin": "http://testserver"}, {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
     {"verified": False}],
)  # fmt: skip
def test_a_foreign_origin_challenge_or_unverified_person_signs_nobody_in(client, device, wrong):
    register(client, device)
    browser, answer = alone(device, **wrong)
    assert answer["Location"] == SIGN_IN
    assert who(browser).kind == ActorKind.ANONYMOUS


def test_a_counter_that_goes_back_betrays_a_copy(client, device):
    register(client, device)
    assert alone(device, counter=7)[1]["Location"] == "/lam-viec/"
    for behind in (7, 3):
        assert alone(device, counter=behind)[1]["Location"] == SIGN_IN
    assert alone(device, counter=8)[1]["Location"] == "/lam-viec/"


def test_an_answer_is_used_once(client, device):
    register(client, device)
    browser = Client()
    asked = browser.get(ALONE, headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"}, secure=True).json()
    credential = device.ask("get", asked["request_options"])
    assert browser.post(ALONE, {"credential": credential}, secure=True)["Location"] == "/lam-viec/"
    assert Client().post(ALONE, {"credential": credential}, secure=True)["Location"] == SIGN_IN
