"""Organisations and who may act for them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.foundation.identity.models.people import Person
from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedTextField
from motcua.kit.models import Base


class Organisation(Base):
    """An enterprise, a branch or a household business.

    A household business has the personal number of its owner for a tax code (TT 86/2024/TT-BTC): it is kept like a personal number.
    """

    RETENTION = "while any dossier of the organisation is kept"
    PERSONAL = ("personal_code",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    tax_code = models.CharField(max_length=14, unique=True, null=True)
    personal_code = EncryptedTextField(default="", db_default="")
    personal_index = models.CharField(max_length=64, unique=True, null=True)
    name = models.CharField(max_length=300)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "identity_organisation"
        verbose_name = "tổ chức"
        constraints = [
            models.CheckConstraint(
                condition=Q(tax_code__isnull=True) ^ Q(personal_index__isnull=True), name="identity_organisation_one_code"
            )
        ]


class Representation(Base):
    """Who represents an organisation by law, from when to when (half-open); ``told_at``: when a provider told it last."""

    RETENTION = "10 years after it ended"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="representations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="representations")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_representation"
        verbose_name = "người đại diện"
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], condition=Q(valid_to=None), name="identity_representation_current"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="identity_representation_period"),
        ]


class Authorisation(Base):
    """What an organisation's representative lets another person do for it; in force once she accepted, on ``[valid_from, valid_to)``."""

    RETENTION = "10 years after it ended"
    PERSONAL = ("number", "name", "number_index")

    uuid = models.UUIDField(default=uuid7, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="authorisations")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="authorisations")
    number = EncryptedTextField()
    number_index = models.CharField(max_length=64)
    name = EncryptedTextField()
    procedures = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    verbs = models.JSONField(default=list)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    basis_number = models.CharField(max_length=80)
    basis_on = models.DateField()
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_cause = models.CharField(max_length=12, default="")

    class Meta:
        db_table = "identity_authorisation"
        verbose_name = "người được tổ chức uỷ quyền"
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="identity_authorisation_period"),
            models.CheckConstraint(condition=Q(ended_at=None) | ~Q(ended_cause=""), name="identity_authorisation_end_has_cause"),
            models.CheckConstraint(condition=Q(accepted_at=None) | Q(person__isnull=False), name="identity_authorisation_accepted"),
            models.UniqueConstraint(
                fields=["organisation", "number_index"], condition=Q(ended_at=None, accepted_at__isnull=False),
                name="identity_authorisation_one_open",
            ),
            models.UniqueConstraint(
                fields=["organisation", "number_index"], condition=Q(ended_at=None, accepted_at=None),
                name="identity_authorisation_one_waiting",
            ),
        ]
        indexes = [models.Index(fields=["number_index"], condition=Q(ended_at=None), name="identity_authorisation_to")]
