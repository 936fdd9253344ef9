"""Who is named to look after personal data."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class Dpo(Base):
    """One officer's term; what held when stays readable."""

    RETENTION = "permanent: who answered for personal data when (Luật 91/2025/QH15 Điều 33)"

    uuid = models.UUIDField(default=uuid7, unique=True)
    officer_id = models.UUIDField()
    officer_name = models.CharField(max_length=120)
    unit_code = models.CharField(max_length=20)
    basis = models.CharField(max_length=120)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    named_by = models.CharField(max_length=80)
    named_at = models.DateTimeField()

    class Meta:
        db_table = "privacy_dpo"
        verbose_name = "cán bộ bảo vệ dữ liệu"
        constraints = [
            models.UniqueConstraint(fields=["officer_id"], condition=Q(effective_to=None), name="privacy_dpo_open"),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gt=models.F("effective_from")), name="privacy_dpo_period"
            ),
        ]
