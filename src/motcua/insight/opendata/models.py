"""Tables of the open data portal."""

from __future__ import annotations

from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class Dataset(Base):
    """One published dataset: what it is, under which law and licence, and the statement that makes it."""

    RETENTION = "as long as it is published; withdrawn ones 10 years (Luật Lưu trữ 33/2024/QH15)"

    uuid = models.UUIDField(default=uuid7, unique=True)
    slug = models.SlugField(max_length=100, unique=True)
    texts = models.JSONField()
    columns = models.JSONField()
    tags = models.JSONField(default=list)
    sql = models.TextField()
    order_by = models.JSONField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "opendata_dataset"
        verbose_name = "bộ dữ liệu mở"
