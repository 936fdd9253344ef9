"""Pages: the public sees units and procedures, a leader the officers of the unit, an officer himself; every figure shows its statement."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from motcua.insight.quality import api as quality
from motcua.insight.quality import testing
from motcua.kernel.actors import ANONYMOUS, Role
from motcua.kernel.periods import parse_period
from motcua.kit import clock

NOW = testing.MONDAY + timedelta(days=100)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(clock, "_provider", lambda: NOW)


@pytest.fixture
def city(law) -> str:
    return testing.fill(testing.cases(90, seed=5), now=NOW)


def text(response) -> str:
    assert response.status_code == 200, response.content[:500]
    return " ".join(response.content.decode().split())


def test_the_index_of_the_city(client, city) -> None:
    page = text(client.get("/chat-luong/?ky=2026-Q1"))
    assert "Điểm chất lượng phục vụ" in page
    assert "trên 70 điểm có số liệu, trong tổng 100 điểm" in page
    assert "Chưa có nguồn số liệu về phản ánh, kiến nghị" in page
    assert "điểm tối đa chưa kiểm chứng" in page
    assert "Công bố" not in page


def test_a_period_without_data_says_so(client, law) -> None:
    page = text(client.get("/chat-luong/?ky=2026-Q1"))
    assert "Chưa có số liệu trong kỳ này" in page
    assert "0,00" not in page


def test_a_unit_and_a_procedure_in_english(client, city) -> None:
    client.cookies["django_language"] = "en"
    page = text(client.get("/chat-luong/?ky=2026-Q1&don-vi=11329&thu-tuc=1.001193"))
    assert "Quality of service" in page
    assert "Dossiers resolved on time" in page
    assert "Chưa" not in page


def test_rankings_of_units_and_procedures(client, city) -> None:
    units = text(client.get("/chat-luong/xep-hang/don-vi/?ky=2026-Q1"))
    assert units.count("<tr") == 1 + len(testing.UNITS)
    assert "can-bo" not in units
    assert "1.001193" in text(client.get("/chat-luong/xep-hang/thu-tuc/?ky=2026-Q1&don-vi=11329"))


def test_the_statement_of_a_sub_index(client, city) -> None:
    page = text(client.get("/chat-luong/chi-so/on_time/?ky=2026-Q1&don-vi=11329"))
    assert "FROM gold.dossier_quality" in page
    assert city in page
    assert client.get("/chat-luong/chi-so/happiness/").status_code == 404
    assert "Chưa có nguồn nào báo" in text(client.get("/chat-luong/chi-so/published_on_time/"))


def test_counting_tables_and_their_workbook(client, city) -> None:
    for form in quality.table_forms():
        assert form.code in text(client.get(f"/chat-luong/bieu/{form.code}/?ky=2026-Q1"))
    found = client.get("/chat-luong/bieu/II.06a/tep/?ky=2026-Q1")
    lines = list(load_workbook(io.BytesIO(found.content)).active.iter_rows(values_only=True))
    assert lines[4][2:5] == ("(3)", "(4)", "(5)")
    table = quality.counting_table(code="II.06a", period=parse_period("2026-Q1"), actor=ANONYMOUS, now=NOW)
    assert lines[-1][2:] == table.total.counts
    assert client.get("/chat-luong/bieu/II.99/").status_code == 404


def test_downloads(client, city) -> None:
    told = client.get("/chat-luong/tai/chi-so/csv/?ky=2026-Q1").content.decode("utf-8-sig").splitlines()
    assert len(told) == 1 + 12 + 1
    for what in ("don-vi", "thu-tuc", "chi-so"):
        assert client.get(f"/chat-luong/tai/{what}/xlsx/?ky=2026-Q1").status_code == 200


def test_rows_are_not_for_visitors(client, city) -> None:
    assert client.get("/lam-viec/chat-luong/ho-so/on_time/?ky=2026-Q1").status_code == 302


def test_rows_are_for_officers_of_the_unit(officer_client, citizen_client, city) -> None:
    address = "/lam-viec/chat-luong/ho-so/on_time/?ky=2026-Q1"
    assert citizen_client.get(address).status_code == 403
    own = officer_client(Role.RECEPTION)
    page = text(own.get(address))
    mine, other = (
        next(c.code for c in testing.cases(90, seed=5) if c.unit == u and 0 < (c.resolved or 0) < 50) for u in ("11329", "11359")
    )
    assert mine in page
    assert other not in page
    assert own.get(f"{address}&don-vi=11359").status_code == 403
    assert other in text(officer_client(Role.OPERATOR).get(f"{address}&don-vi=11359"))


def test_officers_are_for_their_leader_and_themselves(officer_client, city) -> None:
    leader, clerk = officer_client(Role.LEADER), officer_client(Role.RECEPTION)
    page = text(leader.get("/lam-viec/chat-luong/?ky=2026-Q1"))
    assert str(testing.OFFICERS[0]) in page  # in the address of the link, not as a name
    one = f"/lam-viec/chat-luong/?ky=2026-Q1&don-vi=11329&can-bo={testing.OFFICERS[0]}"
    assert "Kết quả của một cán bộ" in text(leader.get(one))
    assert leader.get(one.replace("11329", "11359")).status_code == 403
    assert leader.get("/lam-viec/chat-luong/?ky=2026-Q1&don-vi=11359").status_code == 403
    assert "Kết quả của bạn" in text(clerk.get("/lam-viec/chat-luong/?ky=2026-Q1"))
    assert clerk.get(one).status_code == 403
    assert officer_client(Role.OPERATOR).get(one).status_code == 403


def test_the_public_pages_know_no_officer(client, city) -> None:
    def parts(address):
        return text(client.get(address)).partition("<main")[2].partition("</main>")[0]

    assert parts(f"/chat-luong/?ky=2026-Q1&can-bo={testing.OFFICERS[0]}") == parts("/chat-luong/?ky=2026-Q1")


def test_a_leader_publishes_what_the_page_showed(officer_client, city) -> None:
    leader = officer_client(Role.LEADER)
    assert "Công bố kết quả này" in text(leader.get("/chat-luong/?ky=2026-Q1"))
    assert leader.post("/lam-viec/chat-luong/cong-bo/", {"ky": "2026-Q1", "anh-chup": city}).status_code == 302
    assert "Đã công bố" in text(leader.get("/chat-luong/?ky=2026-Q1"))
    assert officer_client(Role.RECEPTION).post("/lam-viec/chat-luong/cong-bo/", {"ky": "2026-Q1"}).status_code == 403


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/chat-luong/?ky=soon", 422), ("/chat-luong/?don-vi=99999", 404), ("/chat-luong/?anh-chup=beef", 404),
        ("/chat-luong/?ky=%00", 200), ("/chat-luong/?thu-tuc=nothing", 200),
    ],
)  # fmt: skip
def test_nonsense_is_answered_by_name(client, city, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_the_rest_door(client, officer_client, city) -> None:
    found = client.get("/api/v1/quality/?period=2026-Q1").json()
    assert (len(found["groups"]), found["snapshot"]) == (5, city)
    assert found["groups"][4]["parts"][0]["value"] is None
    assert len(client.get("/api/v1/quality/ranking/unit?period=2026-Q1").json()) == len(testing.UNITS)
    assert client.get("/api/v1/quality/tables/II.07b?period=2026-Q1").json()["total"][0] == len(testing.PROCEDURES)
    assert client.get("/api/v1/quality/rows/on_time?period=2026-Q1").status_code == 401
    assert officer_client(Role.LEADER).get("/api/v1/quality/rows/on_time?period=2026-Q1").json()["rows"]
