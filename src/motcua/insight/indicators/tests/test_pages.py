"""Pages: the figure first, its statement and rows one press away; the public stops before the rows."""

from datetime import timedelta

import pytest

from motcua.insight.indicators import testing
from motcua.kernel.actors import Role
from motcua.kit import clock

NOW = testing.MONDAY + timedelta(days=30)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(clock, "_provider", lambda: NOW)


@pytest.fixture
def city(db) -> str:
    from motcua.foundation.units.testing import load_units

    load_units()
    return testing.known_city()


def text(response) -> str:
    assert response.status_code == 200, response.content[:500]
    return " ".join(response.content.decode().split())


def test_all_figures_of_the_year(client, city) -> None:
    page = text(client.get("/chi-so/"))
    assert "85,71" in page
    assert "66,67" in page
    assert "Chưa có số liệu" in page  # payments
    assert "năm 2026" in page


def test_one_figure_with_its_course_and_units(client, city) -> None:
    page = text(client.get("/chi-so/on_time_rate/?ky=2026-01"))
    assert "85,71" in page
    assert "6 trong 7" in page
    assert "Chưa đạt mục tiêu 98%" in page
    assert "Phường Ngô Quyền" in page
    assert "Công bố" not in page


def test_one_unit_in_english(client, city) -> None:
    client.cookies["django_language"] = "en"
    page = text(client.get("/chi-so/on_time_rate/?ky=2026-01&don-vi=11329"))
    assert "80.00" in page
    assert "Resolved on time" in page
    assert "4 of 5" in page


def test_the_statement_is_shown_with_its_snapshot(client, city) -> None:
    page = text(client.get("/chi-so/received/truy-van/?ky=2026-01"))
    assert "SELECT COUNT(*) AS denominator" in page
    assert city in page
    assert "bronze.events" in page


def test_rows_lead_to_the_dossiers_for_officers_only(client, officer_client, citizen_client, city) -> None:
    address = "/chi-so/received/dong/?ky=2026-01"
    assert citizen_client.get(address).status_code == 403
    page = text(officer_client(Role.LEADER).get(address))
    assert "/lam-viec/ho-so/H24.113-000008/" in page
    own = text(officer_client(Role.RECEPTION).get(address))
    assert "H24.113-000000" in own
    assert "H24.113-000008" not in own


def test_anonymous_visitors_are_sent_to_sign_in(client) -> None:
    answer = client.get("/chi-so/received/dong/")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/dang-nhap/")


def test_a_leader_publishes_what_the_page_showed(officer_client, city) -> None:
    leader = officer_client(Role.LEADER)
    assert "Công bố con số này" in text(leader.get("/chi-so/on_time_rate/?ky=2026-01"))
    assert leader.post("/chi-so/on_time_rate/cong-bo/", {"ky": "2026-01", "anh-chup": city}).status_code == 302
    page = text(leader.get("/chi-so/on_time_rate/?ky=2026-01"))
    assert "Đã công bố" in page
    assert officer_client(Role.RECEPTION).post("/chi-so/on_time_rate/cong-bo/", {"ky": "2026-01"}).status_code == 403


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/chi-so/happiness/", 404),
        ("/chi-so/received/?ky=soon", 422),
        ("/chi-so/received/?don-vi=99999", 404),
        ("/chi-so/received/truy-van/?anh-chup=beef", 404),
        ("/chi-so/received/?ky=%00", 200),
    ],
)
def test_nonsense_is_answered_by_name(client, city, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_the_search_box_finds_an_indicator_without_diacritics(city) -> None:
    from motcua.insight.indicators.web.search import search
    from motcua.kernel.actors import ANONYMOUS

    assert [h.url for h in search(query="dung han", actor=ANONYMOUS, limit=5, now=NOW)] == ["/chi-so/on_time_rate/"]
    assert search(query=" ", actor=ANONYMOUS, limit=5, now=NOW) == []


def test_the_rest_door(client, officer_client, city) -> None:
    assert client.get("/api/v1/indicators/").json()[0]["code"] == "received"
    found = client.get("/api/v1/indicators/on_time_rate?period=2026-01").json()
    assert (found["numerator"], found["denominator"], found["snapshot"]) == (6, 7, city)
    assert len(client.get("/api/v1/indicators/received/units?period=2026-01").json()) == 2
    assert client.get("/api/v1/indicators/received/rows?period=2026-01").status_code == 401
    rows = officer_client(Role.OPERATOR).get("/api/v1/indicators/received/rows?period=2026-01").json()["rows"]
    assert len(rows) == 9
