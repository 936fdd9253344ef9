"""The index of a subject in a period, its ranking and its course."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from motcua.foundation.identity import api as identity
from motcua.foundation.units import api as units
from motcua.insight.quality import policies
from motcua.insight.quality.adapters.definitions import groups
from motcua.insight.quality.contracts import Dimension, Group, Index, Ranked, Ratio, RatioScore, RatioUnknown, Subject, TrendPoint
from motcua.insight.quality.queries import asking
from motcua.insight.quality.rules import scoring, statements
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.periods import CalendarPeriod, DatePeriod
from motcua.kernel.policy import require
from motcua.platform.casework import api as casework

CITY = Subject()


def definition() -> tuple[Group, ...]:
    """The groups of the index with their sub-indices, in their order."""
    return groups()


def ratio_of(*, key: str) -> Ratio:
    """One sub-index by its key; ``RatioUnknown``."""
    for group in groups():
        for ratio in group.ratios:
            if ratio.key == key:
                return ratio
    raise RatioUnknown(ratio=key)


def index(*, period: CalendarPeriod, subject: Subject = CITY, snapshot: str | None = None, actor: Actor, now: datetime) -> Index:
    """The index of a subject in a period, at a snapshot (the current one when not given).

    Forbidden for an officer's figures unless the actor is that officer or leads the unit. Nothing known is never zero.
    """
    require(policies.can_see(actor, subject=subject))
    found = asking.taken(snapshot)
    measured = asking.measures(period=period, now=now)
    at = found.id if found else ""
    scores = {r.code: _score(r, period=period, subject=subject, at=at, measured=measured, now=now) for g in groups() for r in g.ratios}
    made = scoring.index(groups(), scores, subject=subject, period=period, bands=measured.bands, least=measured.least, snapshot=at)
    return replace(made, as_of=found.taken_at if found else None)


def ranking(
    *, by: Dimension, period: CalendarPeriod, subject: Subject = CITY, snapshot: str | None = None, actor: Actor, now: datetime
) -> tuple[Ranked, ...]:
    """The index of every unit, procedure or officer that has any row in the period, best first, those little is known of last.

    Officers only within one unit and for its leaders. The scores are those that ``index`` gives for each alone.
    """
    if by is Dimension.OFFICER:
        require(policies.can_see_officers(actor, unit_code=subject.unit_code))
    require(policies.can_see(actor, subject=subject))
    found = asking.taken(snapshot)
    if found is None:
        return ()
    measured = asking.measures(period=period, now=now)
    parts = {r.code: _groups(r, by=by, period=period, subject=subject, at=found.id, now=now) for g in groups() for r in g.ratios}
    codes = sorted({code for rows in parts.values() for code in rows})
    names = _names(by, codes, period=period, subject=subject, now=now)
    made = []
    for code in codes:
        one = _narrowed(subject, by, code)
        scores = {r.code: _scored(r, parts[r.code].get(code), subject=one, measured=measured) for g in groups() for r in g.ratios}
        whole = scoring.index(groups(), scores, subject=one, period=period, bands=measured.bands, least=measured.least, snapshot=found.id)
        made.append((code, names(code), replace(whole, as_of=found.taken_at, name=names(code))))
    return scoring.ranked(made)


def trend(
    *, period: CalendarPeriod, count: int = 12, subject: Subject = CITY, snapshot: str | None = None, actor: Actor, now: datetime
) -> tuple[TrendPoint, ...]:
    """The score of ``count`` periods of one kind that end with ``period``, oldest first, each by the measures of its own time."""
    require(policies.can_see(actor, subject=subject))
    periods = [period]
    while len(periods) < count:
        periods.insert(0, periods[0].previous())
    found = asking.taken(snapshot)
    if found is None:
        return tuple(TrendPoint(p, None, scoring.NOTHING) for p in periods)
    whole = DatePeriod(periods[0].dates.starts_on, period.dates.ends_on)
    parts = {r.code: _months(r, dates=whole, subject=subject, at=found.id, now=now) for g in groups() for r in g.ratios}
    made = []
    for one in periods:
        measured = asking.measures(period=one, now=now)
        scores = {r.code: _scored(r, _within(parts[r.code], one), subject=subject, measured=measured) for g in groups() for r in g.ratios}
        score = scoring.index(groups(), scores, subject=subject, period=one, bands=measured.bands, least=measured.least)
        made.append(TrendPoint(one, score.score, score.known_points))
    return tuple(made)


def score_of(ratio: Ratio, *, period: CalendarPeriod, subject: Subject, snapshot: str | None, now: datetime) -> tuple[RatioScore, str]:
    """One sub-index and the snapshot it was counted at (empty when there is none)."""
    found = asking.taken(snapshot)
    at = found.id if found else ""
    return _score(ratio, period=period, subject=subject, at=at, measured=asking.measures(period=period, now=now), now=now), at


def fewest(subject: Subject, ratio: Ratio, measured: asking.Measures) -> int:
    """How many answers there must be: ratings of an officer are few enough to be guessed at."""
    return measured.small if subject.officer_id and ratio.group == "satisfaction" else 0


def _score(ratio: Ratio, *, period: CalendarPeriod, subject: Subject, at: str, measured: asking.Measures, now: datetime) -> RatioScore:
    points = scoring.points_of(ratio, rules=measured.rules)
    nothing = partial(scoring.scored, ratio, points=points, numerator=None, denominator=None)
    if not statements.answers(ratio, subject):
        return nothing()
    statement = statements.value(ratio, dates=period.dates, subject=subject)
    hashed = asking.hash_of(statement)
    row = asking.ask(statement, at, now=now)[0] if at else None
    if row is None or not scoring.is_known(known_from=row["known_from"], dates=period.dates, today=local_date(now)):
        return nothing(statement=statement, query_hash=hashed)
    return scoring.scored(
        ratio, points=points, numerator=row["numerator"], denominator=row["denominator"], statement=statement, query_hash=hashed,
        fewest=fewest(subject, ratio, measured),
    )  # fmt: skip


def _scored(ratio: Ratio, row: Mapping[str, Any] | None, *, subject: Subject, measured: asking.Measures) -> RatioScore:
    return scoring.scored(
        ratio,
        points=scoring.points_of(ratio, rules=measured.rules),
        numerator=row["numerator"] if row else None,
        denominator=row["denominator"] if row else None,
        fewest=fewest(subject, ratio, measured),
    )


def _groups(ratio: Ratio, *, by: Dimension, period: CalendarPeriod, subject: Subject, at: str, now: datetime) -> dict[str, dict[str, Any]]:
    if by not in ratio.dimensions or not statements.answers(ratio, subject):
        return {}
    statement = statements.groups(ratio, dates=period.dates, subject=subject, by=by)
    return {row["code"]: row for row in asking.ask(statement, at, now=now)}


def _months(ratio: Ratio, *, dates: DatePeriod, subject: Subject, at: str, now: datetime) -> Sequence[Mapping[str, Any]]:
    if not statements.answers(ratio, subject):
        return ()
    return asking.ask(statements.months(ratio, dates=dates, subject=subject), at, now=now)


def _within(rows: Sequence[Mapping[str, Any]], period: CalendarPeriod) -> dict[str, int] | None:
    """The sums of the months of a period; None when it has no row."""
    dates = period.dates
    own = [r for r in rows if dates.contains(dates.starts_on.replace(year=int(r["in_year"]), month=int(r["in_month"]), day=1))]
    if not own:
        return None
    return {name: sum(int(r[name] or 0) for r in own) for name in ("numerator", "denominator")}


def _narrowed(subject: Subject, by: Dimension, code: str) -> Subject:
    name = {Dimension.UNIT: "unit_code", Dimension.PROCEDURE: "procedure_code", Dimension.OFFICER: "officer_id"}[by]
    return replace(subject, **{name: code})


def _names(by: Dimension, codes: Sequence[str], *, period: CalendarPeriod, subject: Subject, now: datetime) -> Callable[[str], str]:
    if by is Dimension.UNIT:
        on = asking.last_day(period, now=now)
        named = {u.code: u.full_name for u in (*units.agencies(on=on), *units.communes(on=on))}
    elif by is Dimension.PROCEDURE:
        named = {hit.code: hit.name for hit in casework.hits_of(codes=codes)}
    else:
        # Only the leaders of the unit come here; an officer who left it has no name in it any more.
        here = {str(o.uuid): o.full_name for o in identity.officers_in(unit_code=subject.unit_code, now=now)}
        named = {code: here.get(code) or _("Cán bộ đã rời đơn vị (%(short)s)") % {"short": code[:8]} for code in codes}
    return lambda code: named.get(code, code)
