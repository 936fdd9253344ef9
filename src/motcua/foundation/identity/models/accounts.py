"""Log-ins, and what the sign-in shares between web workers."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class Account(AbstractUser, Base):
    """A log-in. ``kind`` says whose: a citizen's (from VNeID) or an officer's. Holds no personal number and no real name."""

    RETENTION = "5 years after the last log-in"
    PERSONAL = ("username", "first_name", "last_name", "email")

    uuid = models.UUIDField(default=uuid7, unique=True)
    kind = models.CharField(max_length=10, default="citizen")

    class Meta:
        db_table = "identity_account"
        verbose_name = "tài khoản"


class CacheEntry(Base):
    """Short-lived entries that web workers share: counted log-in attempts, one-time passwords already used."""

    RETENTION = "minutes; expired rows are culled by the cache"

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "identity_cache"
        verbose_name = "bộ đệm đăng nhập"
