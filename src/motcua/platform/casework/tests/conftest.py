"""Fixtures of the room: a town with its desk, and quick papers unless a test asks for real ones."""

import pytest
from django.db import transaction

from motcua.platform.casework import testing


@pytest.fixture(scope="module")
def _module_town(django_db_setup, django_db_blocker):
    """The town of a module: made once in a transaction around all its tests, each of which rolls back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield testing.make_town()
        transaction.set_rollback(True)


@pytest.fixture
def town(_module_town, db):
    return _module_town


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
