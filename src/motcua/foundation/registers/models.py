"""Tables of the registers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from motcua.foundation.registers.contracts import DayKind, Trust
from motcua.kit.models import Base

TRUSTS = [t.value for t in Trust]


class Catalogue(Base):
    """A list of codes that several rooms share."""

    RETENTION = "permanent: old dossiers are read with it"

    code = models.CharField(max_length=60, unique=True)
    vi = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    source = models.CharField(max_length=300)

    class Meta:
        db_table = "registers_catalogue"
        verbose_name = "danh mục"


class Entry(Base):
    """One version of one entry of a catalogue."""

    RETENTION = "permanent: old dossiers are read with it"

    catalogue = models.ForeignKey(Catalogue, on_delete=models.PROTECT, related_name="entries")
    code = models.CharField(max_length=60)
    vi = models.CharField(max_length=400)
    en = models.CharField(max_length=400)
    attributes = models.JSONField(default=dict)
    position = models.PositiveIntegerField()
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    source = models.CharField(max_length=300)
    trust = models.CharField(max_length=1)

    class Meta:
        db_table = "registers_entry"
        verbose_name = "mục trong danh mục"
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "code", "effective_from"], name="registers_entry_version"),
            models.UniqueConstraint(fields=["catalogue", "code"], condition=Q(effective_to=None), name="registers_entry_last"),
            models.CheckConstraint(condition=Q(effective_to=None) | Q(effective_to__gt=F("effective_from")), name="registers_entry_period"),
            models.CheckConstraint(condition=Q(trust__in=TRUSTS), name="registers_entry_trust"),
        ]


class LegalRule(Base):
    """One version of a number, limit or list that law fixes."""

    RETENTION = "permanent: a dossier keeps the version under which it was received"

    code = models.CharField(max_length=80)
    value = models.JSONField()
    vi = models.CharField(max_length=400)
    en = models.CharField(max_length=400)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    source = models.CharField(max_length=300)
    trust = models.CharField(max_length=1)
    amended_by = models.CharField(max_length=80, default="")

    class Meta:
        db_table = "registers_legal_rule"
        verbose_name = "quy định"
        constraints = [
            models.UniqueConstraint(fields=["code", "effective_from"], name="registers_rule_version"),
            models.UniqueConstraint(fields=["code"], condition=Q(effective_to=None), name="registers_rule_last"),
            models.CheckConstraint(condition=Q(effective_to=None) | Q(effective_to__gt=F("effective_from")), name="registers_rule_period"),
            models.CheckConstraint(condition=Q(trust__in=TRUSTS), name="registers_rule_trust"),
        ]


class CalendarDay(Base):
    """A day that differs from its weekday, for the country (no unit) or for one unit (a storm, a local ceremony)."""

    RETENTION = "permanent: due dates are recomputed from it"

    on = models.DateField()
    unit_code = models.CharField(max_length=20, default="")
    kind = models.CharField(max_length=4)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    amended_by = models.CharField(max_length=80, default="")

    class Meta:
        db_table = "registers_calendar_day"
        verbose_name = "ngày trong lịch làm việc"
        constraints = [
            models.UniqueConstraint(fields=["on", "unit_code"], name="registers_calendar_day_once"),
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in DayKind]), name="registers_calendar_day_kind"),
        ]


class DemoClock(Base):
    """Single row: how far the clock of a demonstration stands from the machine's, or where it stands still."""

    RETENTION = "one row, demonstrations only"

    id = models.SmallIntegerField(primary_key=True, default=1)
    offset_seconds = models.FloatField(default=0)
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "registers_demo_clock"
        verbose_name = "đồng hồ trình diễn"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="registers_demo_clock_single")]
