"""Fixtures of the journeys."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs a loop in the thread that also asks the database


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


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
