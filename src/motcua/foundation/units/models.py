"""Tables of the units."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.foundation.units.contracts import Overlap, UnitKind
from motcua.kit.models import Base


class Unit(Base):
    """A unit in one period of its life. Codes survived the reform of 2025 with another meaning, so the key is code and first day."""

    RETENTION = "permanent: every dossier and figure names a unit"

    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    full_name = models.CharField(max_length=160)
    full_name_en = models.CharField(max_length=160, default="")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    agency_code = models.CharField(max_length=20, default="")
    agency_code_qcvn = models.CharField(max_length=20, default="")
    area_km2 = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    name_sort = models.CharField(max_length=300, db_collation="C")
    name_fold = models.CharField(max_length=160)

    class Meta:
        db_table = "units_unit"
        verbose_name = "đơn vị"
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="units_unit_version"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to=None), name="units_unit_current"),
            models.UniqueConstraint(fields=["agency_code"], condition=Q(valid_to=None) & ~Q(agency_code=""), name="units_unit_agency_code"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="units_unit_period"),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in UnitKind]), name="units_unit_kind"),
        ]


class Succession(Base):
    """The unit ``new`` took over ``old`` on a day, wholly or in part (NQ 202/2025/QH15, NQ 1669/NQ-UBTVQH15)."""

    RETENTION = "permanent: figures before and after the reform are compared through it"

    old = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="origins")
    on = models.DateField()
    overlap = models.CharField(max_length=7)

    class Meta:
        db_table = "units_succession"
        verbose_name = "kế thừa đơn vị"
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="units_succession_once"),
            models.CheckConstraint(condition=Q(overlap__in=[o.value for o in Overlap]), name="units_succession_overlap"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="units_succession_other"),
        ]
