"""A warehouse of each test's own."""

import pytest

from motcua.insight.datasets import testing


@pytest.fixture(autouse=True)
def _warehouse_of_its_own(monkeypatch):
    testing.own_warehouse(monkeypatch)
