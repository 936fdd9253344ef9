"""Fixtures of the journeys."""

from __future__ import annotations

import os

import pytest

from tests.journeys.browser import chromium

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs a loop in the thread that also asks the database


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium for the whole run; skipped by name where it is missing."""
    program = chromium()
    if program is None:
        pytest.skip("chromium is missing (apt install chromium)")
    import pytest_socket
    from playwright.sync_api import sync_playwright

    pytest_socket.enable_socket()  # the driver is a child process behind a local socket pair
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def inside(city):
    """The doors of the session's installation."""
    from tests.journeys.inside import Inside

    child = Inside(city.place.environment())
    yield child
    child.stop()


@pytest.fixture(scope="session")
def people(city, browser, inside):
    """Everybody who comes to the session's installation."""
    from tests.journeys.people import People

    coming = People(browser, city.place.environment(), inside)
    yield coming
    coming.stop()
