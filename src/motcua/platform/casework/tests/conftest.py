"""Fixtures of the room: a town with its desk, and quick papers unless a test asks for real ones."""

import pytest

from motcua.platform.casework import testing
from motcua.platform.casework.testing import module_town

__all__ = ["module_town"]


@pytest.fixture
def town(module_town, db):
    return module_town


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


@pytest.fixture
def tampered():
    """Ask for no check of the histories: the test changes rows behind the door's back on purpose."""


@pytest.fixture(autouse=True)
def _rows_are_folds_of_their_histories(request):
    """After every test: each dossier that it made says what its history says, and its chain is whole."""
    used = {"db", "town", "transactional_db"} & set(request.fixturenames)
    for name in sorted(used):
        request.getfixturevalue(name)
    yield
    if not used or "tampered" in request.fixturenames:
        return
    from motcua.platform.casework import api
    from motcua.platform.casework.models import Dossier

    for uuid in Dossier.objects.values_list("uuid", flat=True):
        assert api.fold_check(dossier_id=uuid) == ()
    assert api.verify_chains().ok
