import pytest

from motcua.foundation.identity.testing import citizen, citizen_client, officer_client
from motcua.insight.datasets import testing

__all__ = ["citizen", "citizen_client", "officer_client"]


@pytest.fixture(autouse=True)
def _warehouse_of_its_own(monkeypatch):
    testing.own_warehouse(monkeypatch)
