"""The table of requests that are still being written."""

from __future__ import annotations

from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class SharingDraft(Base):
    """Answers of somebody who writes a data-sharing request, for that person alone; gone when it is handed in."""

    RETENTION = "60 days after the last answer"

    uuid = models.UUIDField(default=uuid7, unique=True)
    asker = models.CharField(max_length=80)
    answers = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_sharing_draft"
        verbose_name = "bản nháp yêu cầu chia sẻ"
        indexes = [models.Index(fields=["asker", "-changed_at"], name="exchange_draft_of")]
