"""Tables of the quality of service."""

from __future__ import annotations

from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class PublishedIndex(Base):
    """An index that was told to the world, with every statement behind it. Append-only: a correction is another row."""

    RETENTION = "permanent: what was published stays published (Luật Lưu trữ 33/2024/QH15)"

    uuid = models.UUIDField(default=uuid7, unique=True)
    unit_code = models.CharField(max_length=20, default="")
    procedure_code = models.CharField(max_length=40, default="")
    period = models.CharField(max_length=30)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    earned = models.DecimalField(max_digits=6, decimal_places=2)
    known_points = models.DecimalField(max_digits=6, decimal_places=2)
    band = models.CharField(max_length=20, default="")
    parts = models.JSONField()
    snapshot = models.CharField(max_length=16)
    as_of = models.DateTimeField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        db_table = "quality_published_index"
        verbose_name = "chỉ số chất lượng đã công bố"
        constraints = [
            models.UniqueConstraint(fields=["unit_code", "procedure_code", "period", "snapshot"], name="quality_published_once"),
        ]
        indexes = [models.Index(fields=["period", "unit_code"], name="quality_published_period")]
