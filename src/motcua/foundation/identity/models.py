"""Tables of identity."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class Account(AbstractUser, Base):
    """A log-in. ``kind`` says whose: a citizen's (from VNeID) or an officer's."""

    RETENTION = "5 years after the last log-in"
    PERSONAL = ("username", "first_name", "last_name", "email")

    uuid = models.UUIDField(default=uuid7, unique=True)
    kind = models.CharField(max_length=10, default="citizen")

    class Meta:
        db_table = "identity_account"
        verbose_name = "tài khoản"
