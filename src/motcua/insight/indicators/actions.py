"""Writes of the indicators."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.insight.datasets import api as datasets
from motcua.insight.indicators import contracts, events, models, policies, queries
from motcua.insight.indicators.rules import AnyPeriod
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require


@transaction.atomic
def publish(
    *, code: str, period: AnyPeriod, unit_code: str | None = None, snapshot: str | None = None, actor: Actor, now: datetime
) -> contracts.PublishedValue:
    """Publish a value for good: statement, snapshot, counts. The snapshot is kept from then on.

    The same statement over the same snapshot is published once; asking again gives the first. NothingToPublish without data.
    """
    require(policies.can_publish(actor))
    found = queries.value(code=code, period=period, unit_code=unit_code, snapshot=snapshot, actor=actor, now=now)
    if found.denominator is None or found.as_of is None:
        raise contracts.NothingToPublish(indicator=code, period=found.period)
    datasets.keep(snapshot_id=found.snapshot, reason=f"indicators {code} {found.period}")
    row, fresh = models.PublishedValue.objects.get_or_create(
        query_hash=found.query_hash,
        snapshot=found.snapshot,
        defaults={
            "code": code,
            "period": found.period,
            "unit_code": found.unit_code,
            "value": found.value,
            "numerator": found.numerator,
            "denominator": found.denominator,
            "query": found.query,
            "params": {name: str(value) for name, value in found.params.items()},
            "as_of": found.as_of,
            "published_at": now,
            "published_by": actor.ref,
        },
    )
    if fresh:
        fact = events.ValuePublished(
            published_id=row.uuid,
            code=code,
            period=found.period,
            unit_code=found.unit_code,
            value=None if found.value is None else str(found.value),
            query_hash=found.query_hash,
            snapshot=found.snapshot,
            at=now,
        )
        outbox.publish(event=fact, now=now, actor=actor)
    return queries.published_value(row)
