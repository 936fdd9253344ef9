import pytest

from motcua.platform.casework import testing as t
from motcua.platform.casework.testing import module_town

__all__ = ["module_town"]


@pytest.fixture
def town(module_town, db):
    with t.quick_papers():
        yield module_town


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("motcua.kit.clock._provider", lambda: t.NOW)
