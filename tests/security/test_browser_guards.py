"""What the browser is told, and what no page may hold."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from motcua.foundation.identity.testing import make_citizen, sign_in
from tests.architecture import house
from tests.architecture.test_addresses import sample

PAGES = ("/", "/thu-tuc/", "/dang-nhap/", "/kiem-tra-chu-ky/", "/khong-co-trang-nay/", "/healthz")
TEMPLATES = sorted(house.SRC.rglob("templates/**/*.html"))
# Addresses that take posts without a token of ours: each checks the message itself (a signature, a client's proof, a bearer token).
WITHOUT_TOKEN = re.compile(r"^(api/|sso/|tai-khoan/oidc/|thanh-toan/|tich-hop/|may/|cong-quoc-gia/|quoc-gia/|peer)")


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_every_answer_tells_the_browser_its_bounds(client, address):
    told = client.get(address).headers
    policy = told["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["X-Frame-Options"] == "DENY"
    assert told["Cross-Origin-Opener-Policy"] == "same-origin"
    assert told["Cross-Origin-Resource-Policy"] == "same-origin"
    assert told["Referrer-Policy"] == "same-origin"
    assert "camera=(self)" in told["Permissions-Policy"]


def inline(text):
    """Code or style in a page itself, which the policy would block: what people then miss."""
    plain = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", text, flags=re.DOTALL)
    return re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>|<style[ >]|<[a-z][^>]*\s(?:style|on[a-z]+)=", plain)


def foreign(text):
    """Scripts, styles, pictures and fonts from another place."""
    return re.findall(r"<(?:script|img|link|iframe|source)[^>]+(?:src|href)=[\"'](?:https?:)?//[^\"']+", text)


def test_no_page_holds_code_or_style():
    assert TEMPLATES
    assert not [(path.name, found) for path in TEMPLATES if (found := inline(path.read_text()))]
    assert inline("<p onclick='x'>")
    assert inline("<script>alert(1)</script>")
    assert inline('<b style="color:red">')


@pytest.mark.django_db
def test_no_page_loads_anything_from_elsewhere(client):
    assert not [(a, found) for a in PAGES if (found := foreign(client.get(a).content.decode()))]
    assert foreign('<script src="https://cdn.example/x.js">')


def test_cookies_are_out_of_reach_of_scripts_and_other_sites():
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"


PRODUCTION = {
    "SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True, "SECURE_SSL_REDIRECT": True, "DEBUG": False, "MOTCUA_DEMO": False,
    "SECURE_CONTENT_TYPE_NOSNIFF": True, "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
}  # fmt: skip


def test_production_speaks_https_only_and_shows_nothing_inner(tmp_path):
    code = (
        "import json, django; from django.conf import settings; "
        f"print(json.dumps({{name: getattr(settings, name) for name in {[*PRODUCTION, 'SECURE_HSTS_SECONDS', 'PASSWORD_HASHERS']!r}}}))"
    )
    env = {
        "DJANGO_SETTINGS_MODULE": "motcua.config.settings.production", "PATH": os.environ["PATH"], "MOTCUA_DATA": str(tmp_path),
        "MOTCUA_SECRET_KEY": "x" * 60, "MOTCUA_FIELD_KEYS": "k", "DATABASE_URL": "postgresql://nobody@127.0.0.1/none",
        "MOTCUA_BASE_URL": "https://mot-cua.example", "PYTHONPATH": str(house.SRC.parent),
    }  # fmt: skip
    told = json.loads(subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout)
    assert {name: told[name] for name in PRODUCTION} == PRODUCTION
    assert told["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert told["PASSWORD_HASHERS"][0].endswith("Argon2PasswordHasher")


def test_nothing_secret_comes_from_the_guessable_generator():
    """``random`` is for the simulated city; whatever must not be guessed comes from ``secrets`` or ``os.urandom``."""
    users = [p for p in house.SRC.rglob("*.py") if re.search(r"^\s*(?:import random|from random import)", p.read_text(), re.MULTILINE)]
    allowed = ("simulator", "tests", "testing.py")
    assert not [str(p) for p in users if not set(allowed) & set(p.relative_to(house.SRC).parts)]


def posts(client):
    """Every address of ours with what it answers to a post that brings no token."""
    for route, _pattern in house.addresses(get_resolver().url_patterns):
        if not route.startswith("static/") and not WITHOUT_TOKEN.match(route):
            yield route, client.post(sample(route)).status_code


@pytest.mark.django_db
def test_a_foreign_page_posts_nothing_anywhere():
    """Signed in, from another site's form: refused before the address does anything."""
    client = Client(enforce_csrf_checks=True)
    sign_in(client, make_citizen(1))
    let_in = [(route, status) for route, status in posts(client) if status not in {403, 404, 405}]
    assert not let_in
    assert len(list(posts(client))) > 200


@pytest.mark.django_db
def test_a_fault_of_ours_shows_nothing_inner(client, monkeypatch):
    def fails(*_, **__):
        msg = "connection to 10.0.0.7 failed for user motcua_app"
        raise RuntimeError(msg)

    monkeypatch.setattr("motcua.platform.casework.api.search_procedures", fails)
    client.raise_request_exception = False
    page = client.get("/thu-tuc/?q=khai+sinh")
    assert page.status_code == 500
    assert "10.0.0.7" not in page.content.decode()
    assert "Traceback" not in page.content.decode()
