"""Fixtures of the room: a town with its desk, and quick papers unless a test asks for real ones."""

import pytest

from motcua.platform.casework import testing


@pytest.fixture
def town(db):
    return testing.make_town()


@pytest.fixture(autouse=True)
def _quick_papers(request):
    if "real_papers" in request.fixturenames:
        yield
        return
    with testing.quick_papers():
        yield


@pytest.fixture
def real_papers():
    """Ask for printing and signing as in production."""
