"""Writes of the quality of service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.insight.datasets import api as datasets
from motcua.insight.quality import events, models, policies
from motcua.insight.quality.contracts import NothingToPublish, PublishedIndex, RatioScore, Subject
from motcua.insight.quality.queries.index import CITY, index
from motcua.insight.quality.queries.published import view
from motcua.kernel.actors import Actor
from motcua.kernel.periods import CalendarPeriod
from motcua.kernel.policy import require
from motcua.platform.casework import api as casework

_BATCH = 500


@transaction.atomic
def publish(*, period: CalendarPeriod, subject: Subject = CITY, snapshot: str | None = None, actor: Actor, now: datetime) -> PublishedIndex:
    """Publish an index for good, with every statement and count; its snapshot is kept from then on.

    The same subject, period and snapshot is published once; asking again gives the first. ``NothingToPublish`` without data.
    """
    require(policies.can_publish(actor, subject=subject))
    found = index(period=period, subject=subject, snapshot=snapshot, actor=actor, now=now)
    if not found.is_known or found.as_of is None:
        raise NothingToPublish(period=period.code)
    datasets.keep(snapshot_id=found.snapshot, reason=f"quality {subject.unit_code}{subject.procedure_code} {period.code}")
    row, fresh = models.PublishedIndex.objects.get_or_create(
        unit_code=subject.unit_code,
        procedure_code=subject.procedure_code,
        period=period.code,
        snapshot=found.snapshot,
        defaults={
            "score": found.score,
            "earned": found.earned,
            "known_points": found.known_points,
            "band": found.band or "",
            "parts": [_part(score) for group in found.groups for score in group.ratios],
            "as_of": found.as_of,
            "published_at": now,
            "published_by": actor.ref,
        },
    )
    if fresh:
        fact = events.IndexPublished(
            published_id=row.uuid,
            unit_code=subject.unit_code,
            procedure_code=subject.procedure_code,
            period=period.code,
            score=None if found.score is None else str(found.score),
            known_points=str(found.known_points),
            band=found.band or "",
            snapshot=found.snapshot,
            at=now,
        )
        outbox.publish(event=fact, now=now, actor=actor)
    return view(row)


def put_procedures(*, now: datetime) -> bool:
    """Give the warehouse the procedures of the catalogue, their level and whether they can be submitted online; False: as before."""
    rows: list[dict[str, object]] = []
    after = ""
    while found := casework.browse(after=after, limit=_BATCH):
        rows += [
            {"code": hit.code, "name": hit.name, "field": hit.field, "level": _level(hit.executor), "online": hit.open_online}
            for hit in found
        ]
        after = found[-1].code
    return bool(rows) and datasets.put_reference(table="gold.procedure", rows=rows)


def _level(executor: str) -> str:
    """The lowest level of government that carries a procedure out, as the catalogue writes it."""
    words = executor.lower()
    if "cấp xã" in words:
        return "commune"
    if any(word in words for word in ("cấp tỉnh", "sở ", "tỉnh", "cấp huyện", "chi nhánh")):
        return "city"
    return "ministry" if any(word in words for word in ("bộ ", "cục ", "ngân hàng nhà nước", "ủy ban chứng khoán")) else "unknown"


def _part(score: RatioScore) -> dict[str, Any]:
    statement = score.statement
    return {
        "code": score.ratio.code,
        "points": str(score.points),
        "earned": None if score.earned is None else str(score.earned),
        "numerator": score.numerator,
        "denominator": score.denominator,
        "sql": statement.sql if statement else "",
        "params": {name: str(value) for name, value in statement.params.items()} if statement else {},
        "query_hash": score.query_hash,
    }
