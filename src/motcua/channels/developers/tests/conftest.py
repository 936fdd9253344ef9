import pytest

from motcua.platform.casework import testing as t


@pytest.fixture
def town(db):
    with t.quick_papers():
        yield t.make_town()


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)
