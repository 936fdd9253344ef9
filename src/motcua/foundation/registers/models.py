"""Tables of the registers."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from motcua.foundation.registers.contracts import DayKind, Trust
from motcua.kernel.ids import uuid7
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
    """A day that differs from its weekday, for the country (no unit) or for a unit and all below it (a storm, a local ceremony)."""

    RETENTION = "permanent: due dates are recomputed from it"

    on = models.DateField()
    unit_code = models.CharField(max_length=20, default="")
    kind = models.CharField(max_length=8)
    hours = models.JSONField(default=list)
    closed_from = models.TimeField(null=True)
    closed_until = models.TimeField(null=True)
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
            models.CheckConstraint(
                condition=~Q(kind=DayKind.CLOSED.value) | Q(closed_from__isnull=False) | Q(closed_until__isnull=False),
                name="registers_calendar_day_closure",
            ),
        ]


class UnitHours(Base):
    """One version of the weekly hours of a unit and all below it."""

    RETENTION = "permanent: due dates are recomputed from it"

    unit_code = models.CharField(max_length=20)
    week = models.JSONField()
    extra = models.JSONField()
    half = models.JSONField()
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    source = models.CharField(max_length=300)
    amended_by = models.CharField(max_length=80, default="")

    class Meta:
        db_table = "registers_unit_hours"
        verbose_name = "giờ làm việc của đơn vị"
        constraints = [
            models.UniqueConstraint(fields=["unit_code", "effective_from"], name="registers_hours_version"),
            models.UniqueConstraint(fields=["unit_code"], condition=Q(effective_to=None), name="registers_hours_last"),
            models.CheckConstraint(condition=Q(effective_to=None) | Q(effective_to__gt=F("effective_from")), name="registers_hours_period"),
            models.CheckConstraint(condition=~Q(unit_code=""), name="registers_hours_unit"),
        ]


class CalendarChange(Base):
    """One publication of days, with what stood there before, so that it can be undone."""

    RETENTION = "10 years: explains why due dates moved"

    uuid = models.UUIDField(default=uuid7, unique=True)
    at = models.DateTimeField()
    actor_ref = models.CharField(max_length=80)
    source = models.CharField(max_length=300)
    items = models.JSONField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=80, default="")

    class Meta:
        db_table = "registers_calendar_change"
        verbose_name = "lần công bố lịch làm việc"


class CalendarStamp(Base):
    """Single row: a random value drawn at every change of calendar or hours, so that processes know when to read them again."""

    RETENTION = "one row"

    id = models.SmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField(default=uuid4)

    class Meta:
        db_table = "registers_calendar_stamp"
        verbose_name = "dấu phiên bản lịch làm việc"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="registers_calendar_stamp_single")]


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
