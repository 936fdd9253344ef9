"""One town for a whole module of attacks: made once through the doors, undone at the end; each attack is undone by itself."""

from __future__ import annotations

import logging

import pytest
from django.db import transaction

from motcua.platform.casework import testing as t
from tests.security import bodies, things
from tests.security import world as worlds
from tests.security.doors import Things


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """The town of the attacks; time stands still on its Monday morning."""
    patch = pytest.MonkeyPatch()
    data = tmp_path_factory.mktemp("attacked") / "data"
    patch.setenv("MOTCUA_DATA", str(data))
    patch.setattr("motcua.kit.clock._provider", lambda: t.NOW)
    with django_db_blocker.unblock(), transaction.atomic(), t.quick_papers():
        yield worlds.make(data)
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture
def town(world, db, monkeypatch, _data_folder_of_its_own):
    """The town as it was made, with its files; what a test does to it is undone after the test."""
    monkeypatch.setenv("MOTCUA_DATA", str(world.data))
    return world


@pytest.fixture(scope="module")
def further(world, django_db_blocker):
    """The town with everything that an address may name, and the addresses with bodies."""
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock():
        things.add(world)
        yield world, Things(world.known), bodies.Api(world.clients["visitor"])
    logging.disable(logging.NOTSET)
