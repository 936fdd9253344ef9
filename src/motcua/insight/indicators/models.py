"""Tables of the indicators."""

from __future__ import annotations

from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class PublishedValue(Base):
    """A value that was told to the world, with what makes it repeatable. Append-only: a correction is another row."""

    RETENTION = "permanent: what was published stays published (Luật Lưu trữ 33/2024/QH15)"

    uuid = models.UUIDField(default=uuid7, unique=True)
    code = models.CharField(max_length=60)
    period = models.CharField(max_length=30)
    unit_code = models.CharField(max_length=20, default="")
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    query = models.TextField()
    params = models.JSONField()
    query_hash = models.CharField(max_length=12)
    snapshot = models.CharField(max_length=16)
    as_of = models.DateTimeField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        db_table = "indicators_published_value"
        verbose_name = "giá trị chỉ số đã công bố"
        constraints = [
            models.UniqueConstraint(fields=["query_hash", "snapshot"], name="indicators_published_once"),
        ]
        indexes = [models.Index(fields=["code", "period"], name="indicators_published_code")]
