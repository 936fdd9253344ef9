import pytest

from motcua.foundation.identity.testing import citizen, citizen_client, officer_client
from motcua.foundation.registers.testing import load_registers
from motcua.foundation.units.testing import load_units
from motcua.insight.datasets import testing

__all__ = ["citizen", "citizen_client", "officer_client"]


@pytest.fixture(autouse=True)
def _warehouse_of_its_own(monkeypatch):
    testing.own_warehouse(monkeypatch)


@pytest.fixture
def law(db):
    """The register's rules and the units of the city."""
    load_registers()
    load_units()
