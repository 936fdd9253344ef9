"""Base of all tables: what it must say of itself (retention, personal fields)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Base(models.Model):
    """Abstract base. ``RETENTION`` says how long rows are kept and by what rule; ``PERSONAL`` lists fields with personal data.

    ``SECRETS`` lists encrypted fields that hold keys or codes rather than personal data.
    """

    RETENTION: ClassVar[str] = ""
    PERSONAL: ClassVar[tuple[str, ...]] = ()
    SECRETS: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True
