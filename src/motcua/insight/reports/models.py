"""Tables of the reports."""

from __future__ import annotations

from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class Build(Base):
    """A chapter that was printed: its file, its snapshot, its sentences as they were. Append-only."""

    RETENTION = "permanent: reports to higher levels (TT 10/2022/TT-BNV; Luật Lưu trữ 33/2024/QH15)"

    uuid = models.UUIDField(default=uuid7, unique=True)
    chapter = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    file_id = models.UUIDField()
    snapshot = models.CharField(max_length=16)
    sentences = models.JSONField()
    built_at = models.DateTimeField()
    built_by = models.CharField(max_length=80)

    class Meta:
        db_table = "reports_build"
        verbose_name = "bản báo cáo"
        indexes = [models.Index(fields=["chapter", "year"], name="reports_build_chapter")]
