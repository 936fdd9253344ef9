"""The rows behind a sub-index, and what people said."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from motcua.insight.quality import policies
from motcua.insight.quality.contracts import Part, QualityRow, RowPage, Satisfaction, Statement, Subject
from motcua.insight.quality.queries import asking
from motcua.insight.quality.queries.index import CITY, fewest, ratio_of, score_of
from motcua.insight.quality.rules import scoring, statements
from motcua.kernel.actors import Actor
from motcua.kernel.periods import CalendarPeriod
from motcua.kernel.policy import require

_MOST_ROWS = 200
_ROWS = "gold.dossier_quality"
_CONTENT = "content"


def rows(  # noqa: PLR0913 - what a page of rows is asked for
    *,
    key: str,
    period: CalendarPeriod,
    subject: Subject = CITY,
    snapshot: str | None = None,
    part: Part = Part.ALL,
    actor: Actor,
    now: datetime,
    after: str = "",
    limit: int = 50,
) -> RowPage:
    """The dossiers behind a sub-index, at most 200 after a code, under the very conditions of the figure and at its snapshot.

    For officers: those without a city-wide role get the rows of their units. A sub-index without rows of dossiers gives none, and so
    does one whose figure is hidden by the small-number rule.
    """
    require(policies.can_see_rows(actor, subject=subject))
    ratio = ratio_of(key=key)
    score, at = score_of(ratio, period=period, subject=subject, snapshot=snapshot, now=now)
    most = max(1, min(limit, _MOST_ROWS))
    own = policies.units_of_rows(actor)
    if subject.officer_id and str(actor.subject_id) == subject.officer_id:
        own = None  # an officer reads the rows of his own work wherever he did it
    if ratio.table != _ROWS or score.hidden or not statements.answers(ratio, subject):
        return RowPage((), "", score, Statement("", {}), at)
    statement = statements.rows(ratio, dates=period.dates, subject=subject, part=part, units=own, after=after, limit=most + 1)
    found = asking.ask(statement, at, now=now) if at else []
    made = tuple(
        QualityRow(
            dossier_code=row["dossier_code"],
            unit_code=row["unit_code"] or "",
            procedure_code=row["procedure_code"] or "",
            day=row["day"],
            each=int(row["each_of"] or 0),
            good=int(row["good_of"] or 0),
        )
        for row in found[:most]
    )
    return RowPage(made, made[-1].dossier_code if len(found) > most else "", score, statement, at)


def satisfaction(
    *, period: CalendarPeriod, subject: Subject = CITY, snapshot: str | None = None, actor: Actor, now: datetime
) -> Satisfaction:
    """Ratings after hand-back: how many, mean, share of 4 and 5. Those of an officer are hidden below the small-number rule."""
    require(policies.can_see(actor, subject=subject))
    ratio = ratio_of(key=_CONTENT)
    found = asking.taken(snapshot)
    if found is None:
        return Satisfaction(None, None, None)
    statement = statements.scores(ratio, dates=period.dates, subject=subject)
    counted = {int(row["score"]): int(row["answers"]) for row in asking.ask(statement, found.id, now=now)}
    answers = sum(counted.values())
    if not answers:
        return Satisfaction(None, None, None)
    if answers < fewest(subject, ratio, asking.measures(period=period, now=now)):
        return Satisfaction(None, None, None, hidden=True)
    mean = Decimal(sum(score * n for score, n in counted.items())) / answers
    content = Decimal(100 * (counted.get(4, 0) + counted.get(5, 0))) / answers
    by_score = tuple(counted.get(score, 0) for score in range(1, 6))
    return Satisfaction(answers, _rounded(mean), _rounded(content), by_score)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(scoring.HUNDREDTH, rounding=ROUND_HALF_UP)
