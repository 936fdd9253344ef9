"""Tables of the counter."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedJSONField, EncryptedTextField
from motcua.kit.models import Base

_TWO_YEARS = "2 years, for the statistics of waiting times"


class ServiceGroup(Base):
    """A group of services that shares a queue and slots."""

    RETENTION = "as long as the unit exists"

    unit_code = models.CharField(max_length=20)
    code = models.CharField(max_length=30)
    letter = models.CharField(max_length=1)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    minutes = models.IntegerField(default=15)
    capacity = models.IntegerField(default=2)
    position = models.IntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "counter_service_group"
        verbose_name = "nhóm dịch vụ tại quầy"
        constraints = [
            models.UniqueConstraint(fields=["unit_code", "code"], name="counter_group_once"),
            models.UniqueConstraint(fields=["unit_code", "letter"], name="counter_group_letter"),
            models.CheckConstraint(condition=Q(minutes__gte=1) & Q(minutes__lte=240), name="counter_group_minutes"),
            models.CheckConstraint(condition=Q(capacity__gte=0) & Q(capacity__lte=50), name="counter_group_capacity"),
        ]


class AppointmentRow(Base):
    """One seat in one slot; the constraint keeps two people off the same seat."""

    RETENTION = "90 days after the appointment; its facts stay in the events"
    PERSONAL = ("name", "phone", "phone_index", "person_id")

    uuid = models.UUIDField(default=uuid7, unique=True)
    code = models.CharField(max_length=12, unique=True)
    group = models.ForeignKey(ServiceGroup, on_delete=models.PROTECT, related_name="appointments")
    unit_code = models.CharField(max_length=20)
    starts_at = models.DateTimeField()
    day = models.DateField()
    seat = models.IntegerField()
    state = models.CharField(max_length=12, default="booked")
    person_id = models.UUIDField(null=True, db_index=True)
    name = EncryptedTextField()
    phone = EncryptedTextField()
    phone_index = models.CharField(max_length=64)
    procedure_code = models.CharField(max_length=20, default="", blank=True)
    booked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "counter_appointment"
        verbose_name = "lịch hẹn tại quầy"
        constraints = [
            models.UniqueConstraint(
                fields=["group", "starts_at", "seat"], condition=Q(state__in=["booked", "checked_in"]), name="counter_seat_once"
            ),
            models.UniqueConstraint(fields=["group", "day", "phone_index"], condition=Q(state="booked"), name="counter_phone_once_a_day"),
            models.CheckConstraint(
                condition=Q(state__in=["booked", "checked_in", "cancelled", "missed"]), name="counter_appointment_state"
            ),
        ]
        indexes = [models.Index(fields=["unit_code", "day", "state"], name="counter_appointment_day")]


class TicketRow(Base):
    """One ticket of one day."""

    RETENTION = _TWO_YEARS

    uuid = models.UUIDField(default=uuid7, unique=True)
    code = models.CharField(max_length=12, unique=True)
    group = models.ForeignKey(ServiceGroup, on_delete=models.PROTECT, related_name="tickets")
    unit_code = models.CharField(max_length=20)
    day = models.DateField()
    number = models.IntegerField()
    label = models.CharField(max_length=8)
    priority = models.CharField(max_length=12, default="none")
    rank = models.IntegerField(default=2)
    state = models.CharField(max_length=10, default="waiting")
    queued_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    desk = models.CharField(max_length=20, default="", blank=True)
    officer_id = models.UUIDField(null=True)
    calls = models.IntegerField(default=0)
    appointment = models.OneToOneField(AppointmentRow, on_delete=models.PROTECT, null=True, related_name="ticket")

    class Meta:
        db_table = "counter_ticket"
        verbose_name = "số thứ tự tại quầy"
        constraints = [
            models.UniqueConstraint(fields=["unit_code", "day", "label"], name="counter_ticket_once"),
            models.UniqueConstraint(
                fields=["unit_code", "officer_id"], condition=Q(state="called"), name="counter_one_ticket_a_desk"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "called", "done", "skipped", "cancelled"]), name="counter_ticket_state"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_code", "day", "state"], name="counter_ticket_day"),
            models.Index(fields=["group", "done_at"], name="counter_ticket_measured"),
        ]


class OnlineOnly(Base):
    """The online-only weekdays of a unit in a period."""

    RETENTION = "as long as the unit exists: what applied when stays readable"

    unit_code = models.CharField(max_length=20)
    weekdays = ArrayField(models.IntegerField())
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "counter_online_only"
        verbose_name = "ngày chỉ nhận trực tuyến"
        constraints = [
            models.UniqueConstraint(fields=["unit_code"], condition=Q(effective_to=None), name="counter_online_only_open"),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=models.F("effective_from")), name="counter_online_only_period"
            ),
        ]


class BookingCode(Base):
    """A booking by somebody without an account, until the code that was sent is typed."""

    RETENTION = "1 day"
    PERSONAL = ("phone_index", "address_index", "wish")

    uuid = models.UUIDField(default=uuid7, unique=True)
    phone_index = models.CharField(max_length=64, db_index=True)
    address_index = models.CharField(max_length=64, default="", db_default="", db_index=True)
    code_hash = models.CharField(max_length=64)
    wish = EncryptedJSONField()
    attempts = models.IntegerField(default=0)
    asked_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "counter_booking_code"
        verbose_name = "mã xác nhận đặt lịch"
