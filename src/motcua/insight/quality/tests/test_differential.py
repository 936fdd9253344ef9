"""What the room counts with SQL equals what a small program counts from the plain facts, for any set of dossiers."""

from datetime import timedelta

import pytest

from motcua.insight.quality import api as quality
from motcua.insight.quality import testing
from motcua.insight.quality.api import Dimension, Subject
from motcua.insight.quality.tests import oracle
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.kernel.periods import parse_period

NOW = testing.MONDAY + timedelta(days=100)
pytestmark = pytest.mark.django_db
SEEDS = (1, 2)


@pytest.fixture(params=SEEDS)
def cases(request, law):
    made = testing.cases(260, seed=request.param)
    testing.fill(made, now=NOW)
    return made


def bounds(code):
    dates = parse_period(code).dates
    return {"starts": dates.starts_on, "ends": dates.ends_on}


def of(cases, subject):
    wanted = {"unit": subject.unit_code, "procedure": subject.procedure_code, "officer": subject.officer_id}
    return [
        c for c in cases
        if all(not code or str(getattr(c, name)) == code for name, code in wanted.items())
    ]  # fmt: skip


def told(index):
    return {s.ratio.code: (s.numerator, s.denominator) for g in index.groups for s in g.ratios if s.earned is not None}


def test_the_index_of_city_unit_procedure_and_both(cases):
    subjects = [
        Subject(), *(Subject(unit_code=u) for u in testing.UNITS), Subject(procedure_code=testing.PROCEDURES[0]),
        Subject(procedure_code=testing.PROCEDURES[2]), Subject(unit_code="11329", procedure_code=testing.PROCEDURES[1]),
    ]  # fmt: skip
    for code in ("2026-01", "2026-02", "2026-Q1"):
        for subject in subjects:
            found = quality.index(period=parse_period(code), subject=subject, actor=SYSTEM, now=NOW)
            expected = oracle.sums(of(cases, subject), **bounds(code))
            assert told(found) == expected
            assert (found.earned, found.known_points, found.score) == oracle.total(expected)


def test_the_ranking_gives_each_what_it_gets_alone(cases):
    period = parse_period("2026-Q1")
    for by in (Dimension.UNIT, Dimension.PROCEDURE):
        for row in quality.ranking(by=by, period=period, actor=SYSTEM, now=NOW):
            alone = quality.index(period=period, subject=row.index.subject, actor=SYSTEM, now=NOW)
            assert (row.index.earned, row.index.score, row.index.band) == (alone.earned, alone.score, alone.band)


def test_the_course_gives_each_month_what_it_gets_alone(cases):
    subject = Subject(unit_code="11359")
    for point in quality.trend(period=parse_period("2026-03"), count=4, subject=subject, actor=SYSTEM, now=NOW):
        alone = quality.index(period=point.period, subject=subject, actor=SYSTEM, now=NOW)
        assert (point.score, point.known_points) == (alone.score, alone.known_points)


def test_the_rows_are_the_figure(cases):
    for key, code in (("on_time", "2.1"), ("papers_digitised", "3.2"), ("online_services", "4.1"), ("content", "5.3")):
        seen, after = [], ""
        while True:
            page = quality.rows(key=key, period=parse_period("2026-Q1"), actor=SYSTEM, now=NOW, after=after, limit=60)
            seen += page.rows
            after = page.next_after
            if not after:
                break
        good, each = oracle.sums(cases, **bounds("2026-Q1"))[code]
        assert (sum(r.good for r in seen), sum(r.each for r in seen)) == (good, each)
        assert len({r.dossier_code for r in seen}) == len(seen)


@pytest.mark.parametrize("code", ["2026-01", "2026-02", "2026-Q1", "2026-04", "2026"])
def test_the_tables_of_work_balance_and_agree_with_the_oracle(law, code):
    made = testing.cases(260, seed=3)
    testing.fill(made, now=NOW)
    for form, by in (("II.06a", oracle.field_of), ("II.06b", lambda c: c.unit)):
        table = quality.counting_table(code=form, period=parse_period(code), actor=SYSTEM, now=NOW)
        expected = oracle.worked(made, **bounds(code), today=local_date(NOW), by=by)
        assert {row.key: list(row.counts) for row in table.rows} == expected
        for row in (*table.rows, table.total):
            received, resolved, pending, ended = row.counts[0], row.counts[4], row.counts[8], row.counts[11]
            assert received == resolved + pending + ended
    causes = quality.counting_table(code="II.07a", period=parse_period(code), actor=SYSTEM, now=NOW).total.counts
    assert (causes[1], causes[2]) == (table.total.counts[7], table.total.counts[10])
