import pytest

from motcua.insight.datasets import testing as warehouse
from motcua.insight.opendata import api as opendata


@pytest.fixture(autouse=True)
def _warehouse_of_its_own(monkeypatch):
    warehouse.own_warehouse(monkeypatch)


@pytest.fixture
def published(db):
    opendata.load_reference(now=warehouse.MONDAY)


@pytest.fixture
def filled(published):
    """Ngô Quyền: seven dossiers of one field and one of another on Monday; one dossier in another unit."""
    return fill()


def fill(extra=()):
    events = [*warehouse.dossiers(7, days_taken=2), *extra]
    events += list(warehouse.dossiers(1, first_seq=100, days_taken=6))
    events = [_in_field(e, "Đất đai") if e.seq >= 100 else e for e in events]
    events += warehouse.dossiers(1, first_seq=200, unit="11359")
    return warehouse.fill(events, units=warehouse.unit_rows(u11329="Phường Ngô Quyền", u11359="Phường Đồ Sơn"))


def _in_field(event, field):
    from dataclasses import replace

    return replace(event, payload=event.payload.replace("Hộ tịch", field).replace("H\\u1ed9 t\\u1ecbch", field))
