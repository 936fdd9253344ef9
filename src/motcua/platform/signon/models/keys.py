"""Keys that sign."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base


class SigningKey(Base):
    """One key pair: published from ``created_at``, signing from ``active_from`` until its successor does, published until ``ends_at``."""

    RETENTION = "1 year after it ended"
    SECRETS = ("pem",)

    kid = models.CharField(max_length=64, unique=True)
    alg = models.CharField(max_length=5)
    pem = EncryptedTextField()
    public = models.JSONField()
    created_at = models.DateTimeField()
    active_from = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signon_key"
        verbose_name = "khoá ký đăng nhập"
        constraints = [models.CheckConstraint(condition=Q(alg__in=["RS256", "ES256"]), name="signon_key_alg")]
