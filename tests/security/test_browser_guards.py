"""What the browser is told, and what no page may hold."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import get_resolver

from motcua.config.settings import base
from motcua.foundation.identity.testing import make_citizen, sign_in
from tests.architecture import house
from tests.architecture.test_addresses import audience_of, sample

TEMPLATES = sorted(house.SRC.rglob("templates/**/*.html"))
# Pages that take posts without a token of ours; why. The API asks where a write comes from instead.
WITHOUT_TOKEN = {
    "sso/authorize": "an application may send its request as a form (OpenID Connect Core 3.1.2.1); it only asks, and consent has a token",
    "sso/par": "client authentication", "sso/token": "client authentication", "sso/revoke": "client authentication",
    "sso/introspect": "client authentication", "sso/userinfo": "bearer token", "sso/logout": "an application's request; the answer's form has a token",
    "tai-khoan/oidc/<slug:provider_id>/ket-thuc/": "signed log-out token of the provider",
    "api/3/action/<slug:name>": "reads of the open data catalogue", "api/action/<slug:name>": "reads of the open data catalogue",
}  # fmt: skip


def public_pages():
    return [sample(route) for route, pattern in house.addresses(get_resolver().url_patterns) if audience_of(route, pattern) == "public"]


def directives(policy):
    return {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}


def faults(answer):
    """What is missing in the headers of an answer."""
    policy = directives(answer.headers.get("Content-Security-Policy", ""))
    sources = {word for name, words in policy.items() if name.endswith("-src") for word in words}
    wanted = {
        "policy": policy.get("default-src") == ["'none'"] and policy.get("script-src") == ["'self'"] and policy.get("style-src") == ["'self'"],
        "no loophole": not sources & {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"} and "data:" not in policy.get("script-src", ()),
        "frames": policy.get("frame-ancestors") == ["'none'"] and answer.headers.get("X-Frame-Options") == "DENY",
        "base": policy.get("base-uri") == ["'none'"],
        "sniffing": answer.headers.get("X-Content-Type-Options") == "nosniff",
        "opener": answer.headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "resources": answer.headers.get("Cross-Origin-Resource-Policy") in {"same-origin", "cross-origin"},
        "referrer": answer.headers.get("Referrer-Policy") == "same-origin",
        "devices": all(part in answer.headers.get("Permissions-Policy", "") for part in ("camera=(self)", "usb=()", "payment=()", "display-capture=()")),
    }
    return [name for name, ok in wanted.items() if not ok]


@pytest.mark.django_db
def test_every_public_answer_carries_them_and_no_inline_code(client):
    wrong = []
    for page in public_pages():
        answer = client.get(page)
        html = answer.content.decode() if not answer.streaming and "html" in answer.headers.get("Content-Type", "") else ""
        if faults(answer) or inline(html) or foreign(html):
            wrong.append((page, answer.status_code, faults(answer), inline(html)[:2], foreign(html)[:2]))
    assert not wrong
    assert len(public_pages()) > 20


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/khong-co-trang-nay/", "/lam-viec/nhat-ky/", "/"])
def test_refusals_carry_them_too(client, page):
    assert not faults(client.get(page))


@pytest.mark.django_db
def test_without_the_middleware_it_would_be_seen(client):
    less = [name for name in base.MIDDLEWARE if not name.endswith(("SecurityHeadersMiddleware", "SecurityMiddleware", "XFrameOptionsMiddleware"))]
    with override_settings(MIDDLEWARE=less):
        assert len(faults(client.get("/khong-co-trang-nay/"))) > 6


@pytest.mark.django_db
@override_settings(SECURE_HSTS_SECONDS=31_536_000)
def test_browsers_are_told_to_come_back_encrypted(client):
    assert client.get("/", secure=True).headers["Strict-Transport-Security"].startswith("max-age=31536000")


def inline(text):
    """Code or style in a page itself, which the policy would block: what people then miss."""
    plain = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", text, flags=re.DOTALL)
    return re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>|<style[ >]|<[a-z][^>]*\s(?:style|on[a-z]+)=|javascript:", plain, re.IGNORECASE)


def foreign(text):
    """Scripts, styles, pictures and fonts from another place."""
    return re.findall(r"<(?:script|img|link|iframe|source)[^>]+(?:src|href)=[\"'](?:https?:)?//[^\"']+", text)


def test_no_page_holds_code_or_style():
    assert TEMPLATES
    assert not [(path.name, found) for path in TEMPLATES if (found := inline(path.read_text()))]
    assert inline("<p onclick='x'>")
    assert inline("<script>alert(1)</script>")
    assert inline('<b style="color:red">')
    assert inline("<a href='javascript:x'>")
    assert inline("<STYLE >x")
    assert not inline('<script type="application/json">{}</script><script src="/x.js"></script>')


def test_a_planted_foreign_script_is_found():
    assert foreign('<script src="https://cdn.example/x.js">')
    assert not foreign('<script src="/static/x.js">')


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
    """Every address of ours with what it answers to a post of another site, which brings no token; the API asks where it comes from."""
    for route, _pattern in house.addresses(get_resolver().url_patterns):
        if not route.startswith("static/") and route not in WITHOUT_TOKEN:
            headers = {"Origin": "https://elsewhere.example"}
            yield route, client.post(sample(route), headers=headers if route.startswith("api/") else {}).status_code


@pytest.mark.django_db
def test_a_foreign_page_posts_nothing_anywhere():
    """Signed in, from another site's form: refused before the address does anything."""
    client = Client(enforce_csrf_checks=True)
    sign_in(client, make_citizen(1))
    answered = list(posts(client))
    assert not [(route, status) for route, status in answered if status not in {403, 404, 405}]
    assert len(answered) > 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 422), ({"Origin": "http://testserver"}, 422), ({"Origin": "https://other.city.example"}, 403), ({"Sec-Fetch-Site": "same-site"}, 403), ({"Origin": "null"}, 403)],
    ids=["program", "own-page", "neighbour", "same-site", "sandbox"],
)  # fmt: skip
def test_a_write_of_the_api_comes_from_our_pages_or_a_program(client, headers, status):
    """The cookie goes along from every host of the same domain (SameSite=Lax); the page's origin tells them apart."""
    sign_in(client, make_citizen(1))
    assert client.post("/api/v1/casework/files", headers=headers).status_code == status


def test_every_address_without_a_token_exists_and_is_exempt():
    """The list above only shrinks, and names what is there."""
    exempt = {route for route, pattern in house.addresses(get_resolver().url_patterns) if getattr(pattern.callback, "csrf_exempt", False)}
    assert {route for route in exempt if not route.startswith("api/")} | {r for r in WITHOUT_TOKEN if r.startswith("api/")} == set(WITHOUT_TOKEN)


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
