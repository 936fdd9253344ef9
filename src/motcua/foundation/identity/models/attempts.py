"""Wrong attempts to sign in, counted by account name and by address."""

from __future__ import annotations

from django.db import models

from motcua.kit.models import Base


class Attempt(Base):
    """Wrong attempts of one kind in a row. The key is an index of what was typed or of the address; neither is kept."""

    RETENTION = "24 hours after the last attempt"

    kind = models.CharField(max_length=12)
    key_index = models.CharField(max_length=64)
    failures = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_attempt"
        verbose_name = "lần đăng nhập sai"
        constraints = [models.UniqueConstraint(fields=["kind", "key_index"], name="identity_attempt_one")]
