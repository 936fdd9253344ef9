"""The pages of the quality of service on a phone and at a desk: nothing too wide, no barrier, every target large enough."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.test import Client

from motcua.foundation.identity.testing import make_officer, sign_in
from motcua.foundation.registers.testing import load_registers
from motcua.foundation.units.testing import load_units
from motcua.insight.quality import testing
from motcua.kernel.actors import Role
from motcua.kit import clock
from tests.journeys.browser import barriers, carry_session, small_targets, take, too_wide, window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
NOW = testing.MONDAY + timedelta(days=100)
PLACES = {
    "quality-index": "/chat-luong/?ky=2026-Q1",
    "quality-ranking": "/chat-luong/xep-hang/don-vi/?ky=2026-Q1",
    "quality-ratio": "/chat-luong/chi-so/on_time/?ky=2026-Q1",
    "quality-table": "/chat-luong/bieu/II.06a/?ky=2026-Q1",
    "quality-officers": "/lam-viec/chat-luong/?ky=2026-Q1",
    "quality-rows": "/lam-viec/chat-luong/ho-so/on_time/?ky=2026-Q1",
}


@pytest.fixture
def program(browser):
    return browser


@pytest.fixture(autouse=True)
def _clock():
    clock.provide(lambda: NOW)
    yield
    clock.provide(None)


def test_every_page_on_a_phone_and_at_a_desk(program, live_server, transactional_db):
    load_registers()
    load_units()
    testing.fill(testing.cases(120, seed=5), now=NOW)
    client = sign_in(Client(), make_officer(Role.LEADER))
    with window(program, screen="phone") as page:
        carry_session(page.context, client, live_server.url)
        for name, address in PLACES.items():
            page.goto(f"{live_server.url}{address}")
            assert page.locator("h1").count() == 1
            take(page, name)
            assert not too_wide(page), name
            assert not barriers(page), name
            assert not small_targets(page), name
