"""Headers of every answer, and pages without a line of script or style in them."""

import re

import pytest
from django.test import override_settings
from django.urls import get_resolver

from motcua.config.settings import base
from tests.architecture import house
from tests.architecture.test_addresses import audience_of, sample

pytestmark = pytest.mark.django_db
INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>\s*\S|<style|\sstyle=[\"']|\son[a-z]+=[\"']|javascript:", re.IGNORECASE)


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
        "devices": all(part in answer.headers.get("Permissions-Policy", "") for part in ("usb=()", "payment=()", "display-capture=()")),
    }
    return [name for name, ok in wanted.items() if not ok]


def test_every_public_answer_carries_them_and_no_inline_code(client):
    wrong = []
    for page in public_pages():
        answer = client.get(page)
        html = answer.content if not answer.streaming and "html" in answer.headers.get("Content-Type", "") else b""
        if faults(answer) or INLINE.search(html):
            wrong.append((page, answer.status_code, faults(answer), INLINE.findall(html)[:2]))
    assert not wrong
    assert len(public_pages()) > 20


@pytest.mark.parametrize("page", ["/khong-co-trang-nay/", "/lam-viec/nhat-ky/", "/"])
def test_refusals_carry_them_too(client, page):
    assert not faults(client.get(page))


def test_without_the_middleware_it_would_be_seen(client):
    less = [name for name in base.MIDDLEWARE if not name.endswith(("SecurityHeadersMiddleware", "SecurityMiddleware", "XFrameOptionsMiddleware"))]
    with override_settings(MIDDLEWARE=less):
        assert len(faults(client.get("/khong-co-trang-nay/"))) > 6


@override_settings(SECURE_HSTS_SECONDS=31_536_000)
def test_browsers_are_told_to_come_back_encrypted(client):
    assert client.get("/", secure=True).headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize("code", ["<script>x</script>", "<p style='x'>", '<a onclick="x">', "<a href='javascript:x'>", "<style>x"])
def test_planted_inline_code_is_found(code):
    assert INLINE.search(code.encode())
