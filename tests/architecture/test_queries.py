"""How many SQL statements the main pages need: a reviewed snapshot, so that a page grows dearer only on purpose."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.foundation.identity.testing import sign_in
from motcua.insight.datasets import testing as warehouse
from motcua.insight.opendata import api as opendata
from motcua.platform.casework import api as casework
from motcua.platform.casework import testing as t
from tests.architecture.house import ROOT

pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).with_name("queries.json")
RENEW = "MOTCUA_RENEW_SNAPSHOTS"
NOW = t.NOW + timedelta(days=3)
DOSSIERS = 30
PAGES = {
    "home, visitor": ("visitor", "/"),
    "home, citizen": ("citizen", "/"),
    "search": ("visitor", "/tim?q=khai+sinh"),
    "service": ("visitor", f"/thu-tuc/{t.BIRTH}/"),
    "question": ("citizen", "{question}"),
    "my dossiers": ("citizen", "/ho-so/"),
    "status": ("citizen", "/ho-so/{code}/"),
    "inbox of 30 dossiers": ("reception", "/lam-viec/ho-so/?muc=tat-ca"),
    "dossier desk": ("appraiser", "/lam-viec/ho-so/{code}/"),
    "desk home": ("reception", "/lam-viec/"),
    "board": ("operator", "/dieu-hanh/"),
    "open data": ("visitor", "/du-lieu/"),
    "dataset": ("visitor", "/du-lieu/ho-so-theo-ngay/"),
    "indicators": ("visitor", "/chi-so/"),
    "indicator": ("visitor", "/chi-so/on_time_rate/?ky=2026-03"),
}
GROWING = ("inbox of 30 dossiers", "my dossiers", "home, citizen", "desk home")


@dataclass
class Place:
    """A town with thirty dossiers, its people signed in, and the addresses that its pages have."""

    town: t.Town
    clients: dict[str, Client]
    known: dict[str, str]

    def count(self, name: str) -> tuple[int, str]:
        """Statements of a page that was opened before, so that what a process keeps is kept; and their texts."""
        who, path = PAGES[name]
        address = path.format(**self.known)
        for _ in range(2):
            with CaptureQueriesContext(connection) as seen:
                answer = self.clients[who].get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return len(seen), "\n".join(q["sql"][:160] for q in seen.captured_queries)


def made() -> Place:
    town = t.make_town()
    opendata.load_reference(now=NOW)
    refs = [t.submit(town.citizen, now=t.NOW + timedelta(minutes=n)) for n in range(DOSSIERS)]
    code = refs[0].code
    casework.receive(code=code, actor=town.reception, now=t.NOW + timedelta(hours=2))
    casework.forward(code=code, actor=town.reception, now=t.NOW + timedelta(hours=3))
    warehouse.fill(warehouse.dossiers(40, at=t.NOW, days_taken=1), now=NOW, units=warehouse.unit_rows(u11329="Phường Ngô Quyền"))
    clients = {name: sign_in(Client(), getattr(town, name)) for name in ("citizen", "reception", "appraiser", "operator")}
    begun = clients["citizen"].post(f"/thu-tuc/{t.BIRTH}/nop/")
    return Place(town, {"visitor": Client(), **clients}, {"code": code, "question": f"{begun['Location']}quan-he/"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("queries")


@pytest.fixture(autouse=True)
def _data_folder_of_its_own(folder, monkeypatch):
    monkeypatch.setenv("MOTCUA_DATA", str(folder))


@pytest.fixture(scope="module")
def _place(django_db_setup, django_db_blocker, folder):
    """Made once in a transaction around all tests, each of which rolls back to it."""
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("MOTCUA_DATA", str(folder))
        warehouse.own_warehouse(patch)
        patch.setattr("motcua.kit.clock._provider", lambda: NOW)
        with t.quick_papers():
            yield made()
        patch.undo()
        transaction.set_rollback(True)


@pytest.fixture
def place(_place, db):
    return _place


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_no_more_statements_than_reviewed(place, name):
    found, texts = place.count(name)
    kept = json.loads(SNAPSHOT.read_text()) if SNAPSHOT.exists() else {}
    if os.environ.get(RENEW):
        SNAPSHOT.write_text(json.dumps({page: n for page in PAGES if (n := {**kept, name: found}.get(page)) is not None}, indent=1) + "\n")
        return
    known = kept.get(name, 0)
    assert found <= known, (
        f"“{name}” asks the database {found} times, {known} were reviewed. Ask less, or renew {SNAPSHOT.relative_to(ROOT)} with "
        f"{RENEW}=1 and say why in the commit.\n{texts}"
    )


@pytest.mark.skipif(RENEW in os.environ, reason="the snapshot is being made")
def test_the_snapshot_names_the_pages_that_are_measured():
    assert list(json.loads(SNAPSHOT.read_text())) == list(PAGES)


@pytest.mark.parametrize("name", GROWING)
def test_more_rows_need_no_more_statements(place, name):
    before, _ = place.count(name)
    for n in range(10):
        t.submit(place.town.citizen, now=t.NOW + timedelta(hours=5, minutes=n))
    after, texts = place.count(name)
    assert after <= before, f"{before} statements became {after} with ten more dossiers:\n{texts}"
