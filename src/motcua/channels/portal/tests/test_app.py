"""The installable app: manifest, worker and offline page."""

from __future__ import annotations

import json

import pytest
from django.contrib.staticfiles import finders
from django.utils.translation import override

from motcua.channels.portal.web import app, pages
from motcua.kernel.actors import Actor, ActorKind
from motcua.kit.ui.testing import only, request_by


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_manifest_can_be_installed(language):
    with override(language):
        answer = app.manifest(request_by(language=language))
    body = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert {"name", "short_name", "start_url", "display", "theme_color"} <= set(body)
    assert {icon["sizes"] for icon in body["icons"]} == {"192x192", "512x512"}
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in body["icons"])


def test_the_worker_keeps_files_that_exist_and_no_page_but_the_offline_one():
    answer = app.worker(request_by())
    settings = json.loads(answer.content.decode().split("\n")[0].removeprefix("const SETTINGS = ").rstrip(";"))
    assert answer.headers["Cache-Control"] == "no-cache"
    assert settings["offline"] == "/ngoai-tuyen/"
    assert all(url.startswith("/static/") for url in settings["files"])
    assert all(finders.find(url.removeprefix("/static/")) for url in settings["files"])


def test_the_offline_page_carries_nothing_about_a_visitor():
    with only():
        html = app.offline(request_by()).content.decode()
    assert "không có mạng" in html
    assert "1022" in html


def test_every_page_of_the_portal_says_where_manifest_and_worker_are():
    with only():
        html = pages.help_page(request_by(Actor(kind=ActorKind.CITIZEN, name="A"))).content.decode()
    assert 'href="/manifest.webmanifest"' in html
    assert 'data-worker="/sw.js"' in html


def test_the_site_map_names_the_parts_that_are_on():
    with only():
        html = pages.sitemap(request_by()).content.decode()
    assert "Cổng người dân" in html
    assert "Bàn làm việc của cán bộ" in html
