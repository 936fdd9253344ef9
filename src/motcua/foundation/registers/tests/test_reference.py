"""The reference data: loading, versions, and an independent list of holidays as judge."""

from datetime import UTC, date, datetime

import holidays
import pytest

from motcua.foundation.registers import api as registers
from motcua.foundation.registers.adapters import reference
from motcua.kernel.actors import ANONYMOUS, SYSTEM
from motcua.kernel.errors import Forbidden
from motcua.kernel.working_time import add_working_days

NOW = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded() -> registers.LoadReport:
    return registers.load_reference(now=NOW)


def test_loading_twice_changes_nothing(loaded: registers.LoadReport) -> None:
    again = registers.load_reference(now=NOW)
    assert loaded.added > 150
    assert (again.added, again.changed) == (0, 0)
    assert again.kept == loaded.added


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_days_off_and_swaps_agree_with_an_independent_calendar(year: int) -> None:
    judge = holidays.country_holidays("VN", years=year)
    days = registers.calendar_days(year=year)
    assert {d.on for d in days if d.kind is registers.DayKind.OFF} == set(judge)
    worked = {d for d in judge.weekend_workdays if d.year == year}
    assert {d.on for d in days if d.kind is registers.DayKind.WORK} == worked


def test_the_calendar_counts_over_culture_day_and_a_weekend() -> None:
    calendar = registers.calendar(around=date(2026, 11, 20))
    due = add_working_days(datetime(2026, 11, 20, 2, 0, tzinfo=UTC), 3, calendar=calendar)
    assert due == datetime(2026, 11, 26, 10, 0, tzinfo=UTC)  # Thursday 17:00: Monday, Wednesday, Thursday


def test_a_storm_closes_one_unit_only() -> None:
    storm = registers.CalendarDay(date(2026, 9, 8), registers.DayKind.OFF, "Bão", "Storm", "Công điện", unit_code="11914")
    registers.set_day(day=storm, actor=SYSTEM, now=NOW)
    assert not registers.calendar(around=NOW, unit_code="11914").is_working_day(date(2026, 9, 8))
    assert registers.calendar(around=NOW, unit_code="11329").is_working_day(date(2026, 9, 8))
    assert registers.load_reference(now=NOW).changed == 0


def test_status_codes_are_the_ten_of_the_national_portal() -> None:
    statuses = registers.entries(catalogue="dossier_status", on=date(2026, 9, 7))
    assert [s.code for s in statuses] == [str(n) for n in range(1, 11)]
    assert {s.code for s in statuses if s.attributes["group"] == "paused"} == {"5", "6", "8"}


def test_an_act_is_in_force_until_the_next_replaces_it() -> None:
    def acts(on: date) -> set[str]:
        return {e.code for e in registers.entries(catalogue="legal_act", on=on)}

    assert "NĐ 61/2018/NĐ-CP" in acts(date(2025, 6, 30))
    assert "NĐ 118/2025/NĐ-CP" not in acts(date(2025, 6, 30))
    assert acts(date(2025, 7, 1)) & {"NĐ 61/2018/NĐ-CP", "NĐ 118/2025/NĐ-CP"} == {"NĐ 118/2025/NĐ-CP"}


def test_amending_a_rule_keeps_the_past() -> None:
    code, start = "casework.intake_check_hours", date(2027, 1, 1)
    amended = registers.amend_rule(
        code=code, value=4, effective_from=start, source="NĐ mới", trust=registers.Trust.VERIFIED, actor=SYSTEM, now=NOW
    )
    assert amended.value == 4
    assert registers.rule(code=code, on=date(2026, 12, 31)).value == 8
    assert registers.load_reference(now=NOW).changed == 0
    assert [v.value for v in registers.history(code=code)] == [8, 4]


def test_amending_backwards_unknown_or_without_power_is_refused() -> None:
    ask = {"value": 1, "source": "x", "trust": registers.Trust.BELIEVED, "now": NOW}
    with pytest.raises(registers.AmendmentTooEarly):
        registers.amend_rule(code="opendata.small_cell", effective_from=date(2025, 7, 1), actor=SYSTEM, **ask)
    with pytest.raises(registers.RuleUnknown):
        registers.amend_rule(code="no.such", effective_from=date(2027, 1, 1), actor=SYSTEM, **ask)
    with pytest.raises(Forbidden):
        registers.amend_rule(code="opendata.small_cell", effective_from=date(2027, 1, 1), actor=ANONYMOUS, **ask)


def test_what_is_not_there_is_a_named_error() -> None:
    with pytest.raises(registers.RuleUnknown):
        registers.rule(code="privacy.response_days", on=date(2025, 12, 31))
    with pytest.raises(registers.EntryUnknown):
        registers.entry(catalogue="dossier_status", code="11", on=date(2026, 1, 1))
    with pytest.raises(registers.RuleUnknown):
        registers.calendar(around=date(2019, 1, 1))


def test_every_row_names_its_source_and_both_languages() -> None:
    rows = [*reference.read_rules(), *reference.read_calendar()]
    assert not [r for r in rows if not r.source]
    named = [*reference.read_rules(), *(e for c in reference.read_catalogues() for e in c.entries)]
    assert not [r.code for r in named if not (r.vi and r.en and r.source)]


def test_the_points_of_the_quality_index_add_up() -> None:
    value = {r.code.removeprefix("quality."): r.value for r in registers.rules_on(on=date(2026, 9, 7), prefix="quality.")}
    groups = value["groups"]
    assert sum(groups.values()) == sum(value["weights"].values()) == 100
    assert value["transparency_on_time"] + sum(value["transparency_rest"].values()) == groups["transparency"]
    assert sum(value["digitisation_parts"].values()) == groups["digitisation"]
    assert sum(value["online_parts"].values()) == groups["online"]
    assert value["satisfaction_procedures"] + sum(value["satisfaction_rest"].values()) == groups["satisfaction"]


def test_the_rest_door_shows_rules_and_catalogues(client) -> None:
    found = client.get("/api/v1/registers/rules", {"on": "2026-09-07", "prefix": "privacy."}).json()
    assert {"privacy.response_days", "privacy.breach_notice_hours"} <= {r["code"] for r in found}
    statuses = client.get("/api/v1/registers/catalogues/dossier_status?on=2026-09-07").json()
    assert statuses[2]["vi"] == "Không được tiếp nhận"
    assert client.get("/api/v1/registers/calendar/2026").json()[0]["on"] == "2026-01-01"
    assert client.get("/api/v1/registers/rules/office.week").json()[0]["trust"] == "C"
