"""Organisations and who may act for them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.foundation.identity.models.people import Person
from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class Organisation(Base):
    """An enterprise or other organisation."""

    RETENTION = "while any dossier of the organisation is kept"

    uuid = models.UUIDField(default=uuid7, unique=True)
    tax_code = models.CharField(max_length=14, unique=True)
    name = models.CharField(max_length=300)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "identity_organisation"
        verbose_name = "tổ chức"


class Representation(Base):
    """Who represents an organisation by law, from when to when (half-open)."""

    RETENTION = "10 years after it ended"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="representations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="representations")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_representation"
        verbose_name = "người đại diện"
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], condition=Q(valid_to=None), name="identity_representation_current"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="identity_representation_period"),
        ]
