"""Points, bands, places; definitions; small numbers; publishing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.insight.quality import api as quality
from motcua.insight.quality import testing
from motcua.insight.quality.adapters import definitions
from motcua.insight.quality.api import Band, DefinitionFaulty, Dimension, Subject
from motcua.insight.quality.rules import scoring
from motcua.insight.quality.testing import Case
from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import Forbidden
from motcua.kernel.periods import parse_period

NOW = testing.MONDAY + timedelta(days=100)
JANUARY = parse_period("2026-01")
BANDS = scoring.bands_of([[90, "excellent"], [80, "good"], [70, "fair"], [50, "average"], [0, "poor"]])
ON_TIME = quality.ratio_of(key="on_time")


@pytest.mark.parametrize(
    ("score", "band"),
    [("100", Band.EXCELLENT), ("90", Band.EXCELLENT), ("89.99", Band.GOOD), ("80", Band.GOOD), ("70", Band.FAIR), ("50", Band.AVERAGE),
     ("49.99", Band.POOR), ("0", Band.POOR)],
)  # fmt: skip
def test_bands(score, band):
    assert scoring.band(Decimal(score), bands=BANDS) is band


@given(st.integers(0, 500), st.integers(1, 500), st.integers(1, 22))
def test_points_lie_between_nothing_and_all_and_grow_with_the_ratio(good, each, points):
    good = min(good, each)
    got = scoring.earned(ON_TIME, points=Decimal(points), numerator=good, denominator=each)
    assert 0 <= got <= points
    assert got <= scoring.earned(ON_TIME, points=Decimal(points), numerator=min(good + 1, each), denominator=each)


def test_nothing_counted_is_nothing_known_and_no_zero():
    for numerator, denominator in ((None, None), (None, 0), (0, 0)):
        found = scoring.scored(ON_TIME, points=Decimal(20), numerator=numerator, denominator=denominator)
        assert (found.earned, found.value) == (None, None)
    assert scoring.scored(ON_TIME, points=Decimal(20), numerator=0, denominator=3).earned == 0


def made(earned, known):
    groups = quality.definition()
    scores = {
        r.code: scoring.scored(r, points=Decimal(known if r.code == "2.1" else 1), numerator=earned if r.code == "2.1" else None,
                               denominator=100 if r.code == "2.1" else None)
        for g in groups for r in g.ratios
    }  # fmt: skip
    return scoring.index(groups, scores, subject=Subject(), period=JANUARY, bands=BANDS, least=Decimal(50))


def test_groups_without_data_leave_the_total_and_too_few_points_give_no_band():
    assert (made(80, 50).score, made(80, 50).band) == (Decimal(80), Band.GOOD)
    few = made(80, 49)
    assert (few.score, few.band, few.known_points) == (None, None, 49)


def test_equal_scores_share_a_place_and_the_unknown_stand_last():
    found = scoring.ranked([("c", "C", made(80, 50)), ("d", "D", made(90, 20)), ("b", "B", made(90, 50)), ("a", "A", made(80, 50))])
    assert [(r.code, r.place) for r in found] == [("b", 1), ("a", 2), ("c", 2), ("d", None)]


@pytest.mark.parametrize("change", ["where: x > $from", "table: silver.dossier", "good: ''", "day: 1; DROP"])
def test_a_faulty_definition_is_named(tmp_path, change):
    head = "- {code: '1', key: g, vi: v, en: e, ratios: [{code: '9.9', key: k, vi: v, en: e, meaning_vi: m, meaning_en: m, points: {rule: r}, law: l, trust: B,"
    body = {"table": "gold.dossier_quality", "day": "resolved_on", "begins": "received_on", "where": "online", "good": "1"}
    name, _, value = change.partition(": ")
    body[name] = value.strip("'")
    told = ", ".join(f"{key}: '{text}'" for key, text in body.items())
    (tmp_path / "index.yaml").write_text(f"{head} {told}}}]}}", encoding="utf-8")
    with pytest.raises(DefinitionFaulty, match=r"9\.9"):
        definitions.read_groups(tmp_path / "index.yaml")


def rated(number, score, officer=testing.OFFICERS[0]):
    return Case(
        number=number, unit="11329", procedure="1.001193", online=True, received=1, due=5, resolved=3, officer=officer, rated=(4, score)
    )


@pytest.mark.django_db
def test_few_ratings_of_an_officer_are_hidden_and_earn_nothing(law):
    testing.fill([rated(n, 5) for n in range(4)], now=NOW)
    subject = Subject(unit_code="11329", officer_id=str(testing.OFFICERS[0]))
    ask = {"period": JANUARY, "actor": SYSTEM, "now": NOW}
    assert quality.satisfaction(subject=subject, **ask).hidden
    score = quality.index(subject=subject, **ask).groups[4].ratios[2]
    assert (score.hidden, score.denominator, score.earned) == (True, None, None)
    assert quality.rows(key="content", subject=subject, **ask).rows == ()
    ranked = quality.ranking(by=Dimension.OFFICER, subject=Subject(unit_code="11329"), **ask)
    assert ranked[0].index.groups[4].ratios[2].hidden
    unit = quality.satisfaction(subject=Subject(unit_code="11329"), **ask)
    assert (unit.answers, unit.mean, unit.content, unit.by_score) == (4, 5, 100, (0, 0, 0, 0, 4))


@pytest.mark.django_db
def test_what_was_published_comes_out_again_whatever_came_later(law):
    testing.fill(testing.cases(40, seed=7), now=NOW)
    first = quality.publish(period=JANUARY, actor=SYSTEM, now=NOW)
    again = quality.publish(period=JANUARY, actor=SYSTEM, now=NOW)
    assert first == again
    testing.fill([rated(n, 1) for n in range(500, 510)], now=NOW)
    assert quality.rerun(published_id=first.uuid, now=NOW).same
    assert quality.index(period=JANUARY, actor=SYSTEM, now=NOW).earned != first.earned
    with pytest.raises(Forbidden):
        quality.publish(period=JANUARY, subject=Subject(officer_id="x"), actor=SYSTEM, now=NOW)


@pytest.mark.django_db
def test_nothing_known_is_not_published(law):
    with pytest.raises(quality.NothingToPublish):
        quality.publish(period=JANUARY, actor=SYSTEM, now=NOW)
    found = quality.index(period=JANUARY, actor=SYSTEM, now=NOW)
    assert (found.known_points, found.score, found.points) == (0, None, 100)
