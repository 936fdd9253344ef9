"""Who read whose data. Append-only for every role."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class Access(Base):
    """One reading. Its person is known by id, or by the blind index of the number until she signs in; facts are named, never copied.

    The key is (``window_at``, ``same``): the same reading in the same stretch of minutes is one row, whoever writes it first. Every unique
    key begins with ``window_at``, so that the table can be divided by time.
    """

    RETENTION = "10 years: traceability of data sharing (NĐ 278/2025/NĐ-CP Điều 13)"
    PERSONAL = ("subject_id", "subject_index", "reader_ref")

    pk = models.CompositePrimaryKey("window_at", "same")
    window_at = models.DateTimeField()
    same = models.CharField(max_length=64)
    uuid = models.UUIDField(default=uuid7)
    at = models.DateTimeField()
    subject_id = models.UUIDField(null=True)
    subject_index = models.CharField(max_length=64, default="")
    reader_ref = models.CharField(max_length=80)
    reader_kind = models.CharField(max_length=12)
    reader_post = models.CharField(max_length=200, default="")
    reader_unit = models.CharField(max_length=40, default="")
    agency = models.CharField(max_length=120, default="")
    purpose = models.CharField(max_length=60)
    ground = models.CharField(max_length=500)
    dossier = models.CharField(max_length=80, default="")
    fields = ArrayField(models.CharField(max_length=120), default=list)
    source = models.CharField(max_length=80, default="")
    people = models.IntegerField(default=1)

    class Meta:
        db_table = "consent_access"
        verbose_name = "lượt xem dữ liệu cá nhân"
        indexes = [
            models.Index(fields=["subject_id", "-at", "-uuid"], condition=Q(subject_id__isnull=False), name="consent_access_subject"),
            models.Index(fields=["subject_index", "-at", "-uuid"], condition=~Q(subject_index=""), name="consent_access_number"),
            models.Index(fields=["reader_ref", "-at"], name="consent_access_reader"),
            models.Index(fields=["-at", "-uuid"], name="consent_access_at"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(purpose="") & ~Q(ground=""), name="consent_access_has_ground"),
            models.CheckConstraint(condition=Q(people__gte=0), name="consent_access_people"),
        ]
