"""Numbers in a real browser: the board, the wall, open data, indicators and reports, each on a phone and at a desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from motcua.foundation.identity import api as identity
from motcua.foundation.registers.testing import load_registers
from motcua.foundation.units import api as units
from motcua.foundation.units.testing import load_units
from motcua.insight.datasets import testing as warehouse
from motcua.insight.indicators import api as indicators
from motcua.insight.opendata import api as opendata
from motcua.insight.reports import api as reports
from motcua.kernel.actors import Actor
from motcua.kernel.ids import uuid7
from tests.journeys.browser import take
from tests.journeys.standing import standing

pytestmark = pytest.mark.django_db
UNITS = ("11329", "11359", "11383", "11413", "11914", "11560")
DAY = timedelta(days=1)
NOW = warehouse.MONDAY + 150 * DAY


@dataclass
class City:
    """Who watches, and the snapshot that was published."""

    leader: Actor
    operator: Actor
    published: str

    @property
    def people(self):
        return (None, self.leader, self.operator)


def events():
    """Five months in six communes: one in twelve is late, two in three come online, a few are open, some of them overdue."""
    seq = 1
    for n in range(330):
        at = warehouse.MONDAY + (n % 151) * DAY
        unit = UNITS[n // 2 % 6]
        age = 150 - n % 151
        taken = None if age < 4 or n % 37 == 0 else 5 if n % 12 == 0 else 2
        if taken is not None and taken >= age:
            taken = None
        yield from warehouse.dossier(n, first_seq=seq, at=at, unit=unit, days_taken=taken, online=n % 3 != 0)
        seq += 3
    for n in range(60):
        yield called(seq + 3 * n, n)
        yield from paid(seq + 3 * n + 1, n)


def called(seq, n):
    at = NOW - n % 3 * DAY
    said = {"client": "VN-HP/GOV/H24/one-stop", "service": "VN-HP/GOV/C06-sim/population/persons", "status": 500 if n == 3 else 200}
    return warehouse.event(seq, "exchange.message.exchanged.v1", at=at, message_id=str(uuid7()), took_ms=21, **said)


def paid(seq, n):
    at = NOW - n % 30 * DAY
    about = {"payment_id": str(uuid7()), "ref": f"casework:{n}", "amount": 75_000}
    yield warehouse.event(seq, "payments.payment.requested.v1", at=at, **about, requested_at=at.isoformat())
    yield warehouse.event(seq + 1, "payments.payment.settled.v1", at=at, **about, channel="vietqr", settled_at=at.isoformat())


def build() -> City:
    load_registers()
    load_units()
    identity.load_demo(now=NOW)
    opendata.load_reference(now=NOW)
    names = {f"u{code}": units.get(code=code, on=NOW.date()).full_name for code in UNITS}
    snapshot = warehouse.fill(list(events()), now=NOW, units=warehouse.unit_rows(**names))
    leader, operator = (identity.officer_actor(code=code, now=NOW) for code in ("lanhdao", "truc"))
    indicators.publish(code="on_time_rate", period="2026-05", snapshot=snapshot, actor=leader, now=NOW)
    reports.build_chapter(code="8", year=2026, actor=leader, now=NOW)
    return City(leader, operator, snapshot)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("insight")


@pytest.fixture(autouse=True)
def _data_folder_of_its_own(folder, monkeypatch):
    """The pages read the warehouse that the city keeps."""
    monkeypatch.setenv("MOTCUA_DATA", str(folder))


@pytest.fixture(scope="module")
def numbers(browser, django_db_setup, django_db_blocker, folder):
    with standing(browser, django_db_blocker, folder, now=NOW, build=build) as both:
        yield both


@pytest.fixture
def site(numbers):
    return numbers[0]


@pytest.fixture
def city(numbers):
    return numbers[1]


def test_the_board_and_the_wall(site, city):
    site.look(city.operator, "/dieu-hanh/", "insight-board", expected="ERR_CONNECTION_REFUSED")
    site.look(city.operator, "/dieu-hanh/man-hinh/", "insight-wall", expected="ERR_CONNECTION_REFUSED")


def test_old_numbers_look_old(site, city, monkeypatch):
    monkeypatch.setattr("motcua.operations.ioc.rules.behind", lambda *_, **__: (1204, True))
    page = site.look(city.operator, "/dieu-hanh/", "insight-board-stale", expected="ERR_CONNECTION_REFUSED")
    assert page.locator("main s").count() >= 7
    site.look(city.operator, "/dieu-hanh/man-hinh/", "insight-wall-stale", expected="ERR_CONNECTION_REFUSED")


def test_open_data_for_everybody(site):
    site.look(None, "/du-lieu/", "insight-data")
    site.look(None, "/du-lieu/?q=khong-co-gi", "insight-data-none")
    page = site.look(None, "/du-lieu/ho-so-theo-ngay/", "insight-dataset")
    page.locator("main details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    site.look(None, "/du-lieu/ho-so-theo-ngay/?q=khong-co-gi", "insight-dataset-none")


def test_indicators_from_the_figure_to_its_rows(site, city):
    site.look(None, "/chi-so/", "insight-indicators")
    site.look(city.leader, "/chi-so/on_time_rate/?ky=2026-05", "insight-indicator")
    site.look(None, "/chi-so/received/?ky=2026-05&don-vi=11329", "insight-indicator-unit")
    site.look(None, "/chi-so/on_time_rate/truy-van/?ky=2026-05", "insight-query")
    site.look(city.leader, "/chi-so/on_time_rate/dong/?ky=2026-05", "insight-rows")
    site.look(None, "/chi-so/?ky=2025", "insight-indicators-empty")


def test_reports_read_like_documents(site, city):
    site.look(city.leader, "/bao-cao/", "insight-reports")
    page = site.look(city.leader, "/bao-cao/2026/8/", "insight-report")
    page.emulate_media(media="print")
    take(page, "insight-report-print")
    assert page.locator("main ol").evaluate("one => parseFloat(getComputedStyle(one).paddingLeft)") >= 16  # room for the notes' numbers
    page.emulate_media(media="screen")
