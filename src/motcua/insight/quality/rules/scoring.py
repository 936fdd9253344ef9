"""Points, bands and places. What is not known is left out of what was earned and of what could be earned; it is never zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from motcua.insight.quality.contracts import (
    Band,
    DefinitionFaulty,
    Group,
    GroupScore,
    Index,
    Ranked,
    Ratio,
    RatioScore,
    Statement,
    Subject,
)
from motcua.kernel.periods import CalendarPeriod, DatePeriod

HUNDREDTH = Decimal("0.01")
NOTHING = Decimal(0)


def points_of(ratio: Ratio, *, rules: Mapping[str, Any]) -> Decimal:
    """The points of a sub-index by the register's rules in force; DefinitionFaulty when they do not name it."""
    value = rules.get(ratio.points_rule)
    found = value.get(ratio.points_key) if isinstance(value, Mapping) else value
    if not isinstance(found, int | float | Decimal):
        raise DefinitionFaulty(definition=ratio.code, reason=f"{ratio.points_rule} {ratio.points_key}")
    return Decimal(str(found))


def earned(ratio: Ratio, *, points: Decimal, numerator: int, denominator: int) -> Decimal:
    """Points in proportion to the ratio, all of them at ``full_at``, with two decimals, half up."""
    share = min(Decimal(numerator) / denominator / ratio.full_at, Decimal(1))
    return (points * share).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def scored(
    ratio: Ratio,
    *,
    points: Decimal,
    numerator: int | None,
    denominator: int | None,
    statement: Statement | None = None,
    query_hash: str = "",
    fewest: int = 0,
) -> RatioScore:
    """A sub-index with its points; nothing counted is nothing known; fewer than ``fewest`` answers are hidden and earn nothing."""
    if not denominator or numerator is None:
        return RatioScore(ratio, points, None, None, None, denominator, statement, query_hash)
    if denominator < fewest:
        return RatioScore(ratio, points, None, None, None, None, statement, query_hash, hidden=True)
    value = (Decimal(100 * numerator) / denominator).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    got = earned(ratio, points=points, numerator=numerator, denominator=denominator)
    return RatioScore(ratio, points, got, value, numerator, denominator, statement, query_hash)


def index(
    groups: Sequence[Group],
    scores: Mapping[str, RatioScore],
    *,
    subject: Subject,
    period: CalendarPeriod,
    bands: Sequence[tuple[Decimal, Band]],
    least: Decimal,
    snapshot: str = "",
) -> Index:
    """The index from its sub-indices by code. The scale of 100 is over the known points; below ``least`` of them there is no band."""
    made = tuple(_group(group, scores) for group in groups)
    known = sum((g.known_points for g in made), NOTHING)
    got = sum((g.earned for g in made if g.earned is not None), NOTHING)
    score = (100 * got / known).quantize(HUNDREDTH, rounding=ROUND_HALF_UP) if known and known >= least else None
    return Index(
        subject=subject,
        period=period,
        groups=made,
        earned=got,
        known_points=known,
        points=sum((g.points for g in made), NOTHING),
        score=score,
        band=None if score is None else band(score, bands=bands),
        least_points=least,
        snapshot=snapshot,
    )


def band(score: Decimal, *, bands: Sequence[tuple[Decimal, Band]]) -> Band:
    """The band of a score: the highest whose threshold it reaches."""
    return next(name for threshold, name in sorted(bands, reverse=True) if score >= threshold)


def bands_of(value: Any) -> tuple[tuple[Decimal, Band], ...]:
    """The register's bands (``[[90, "excellent"], …]``) as thresholds."""
    return tuple((Decimal(str(threshold)), Band(name)) for threshold, name in value)


def ranked(found: Iterable[tuple[str, str, Index]]) -> tuple[Ranked, ...]:
    """Places by score, best first, equals together; those of which too little is known stand last without a place, by name."""
    rows = sorted(found, key=lambda row: (row[2].score is None, -(row[2].score or NOTHING), row[1], row[0]))
    made: list[Ranked] = []
    for number, (code, name, one) in enumerate(rows, start=1):
        before = made[-1] if made else None
        tied = before is not None and before.index.score == one.score
        place = None if one.score is None else (before.place if tied and before else number)
        made.append(Ranked(place=place, index=one, code=code, name=name))
    return tuple(made)


def is_known(*, known_from: date | None, dates: DatePeriod, today: date) -> bool:
    """Whether the table reaches back into the period, and the period has begun."""
    return dates.starts_on <= today and known_from is not None and (dates.ends_on is None or known_from < dates.ends_on)


def _group(group: Group, scores: Mapping[str, RatioScore]) -> GroupScore:
    own = tuple(scores[r.code] for r in group.ratios)
    known = [s for s in own if s.earned is not None]
    return GroupScore(
        group=group,
        points=sum((s.points for s in own), NOTHING),
        known_points=sum((s.points for s in known), NOTHING),
        earned=sum((s.earned for s in known if s.earned is not None), NOTHING) if known else None,
        ratios=own,
    )
