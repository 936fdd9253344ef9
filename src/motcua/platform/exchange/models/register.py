"""Tables of who takes part: members, systems, what proves them, groups, other security servers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class Member(Base):
    """An agency or organisation of the exchange. ``unit_code`` is its unit of this city, whose officers decide; empty for others.

    From ``suspended_at`` on none of its systems calls or is called, for the reason ``suspended_why``.
    """

    RETENTION = "as long as the member takes part, then 5 years: calls in the log name it"

    member_class = models.CharField(max_length=20)
    member_code = models.CharField(max_length=60)
    name_vi = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, default="")
    unit_code = models.CharField(max_length=20, default="", db_default="")
    suspended_at = models.DateTimeField(null=True)
    suspended_why = models.CharField(max_length=250, default="", db_default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_member"
        verbose_name = "thành viên trục liên thông"
        constraints = [models.UniqueConstraint(fields=["member_class", "member_code"], name="exchange_member_once")]


class Subsystem(Base):
    """An information system of a member, as consumer or provider of services; suspended as a member is."""

    RETENTION = "as long as the member takes part, then 5 years: calls in the log name it"

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="subsystems")
    code = models.CharField(max_length=60)
    name_vi = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, default="")
    networks = models.JSONField(default=list)
    certificates = models.JSONField(default=list)
    networks_until = models.DateTimeField(null=True)
    environment = models.CharField(max_length=12, default="production", db_default="production")
    suspended_at = models.DateTimeField(null=True)
    suspended_why = models.CharField(max_length=250, default="", db_default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_subsystem"
        verbose_name = "hệ thống của thành viên"
        constraints = [
            models.UniqueConstraint(fields=["member", "code"], name="exchange_subsystem_once"),
            models.CheckConstraint(
                condition=models.Q(environment__in=["production", "sandbox"]), name="exchange_subsystem_environment"
            ),
        ]


class Certificate(Base):
    """A client certificate of a system, known by its digest. Old and new stand side by side until the old one ends or is revoked."""

    RETENTION = "5 years after it ended: the log names its digest"

    uuid = models.UUIDField(default=uuid7, unique=True)
    subsystem = models.ForeignKey(Subsystem, on_delete=models.PROTECT, related_name="held_certificates")
    sha256 = models.CharField(max_length=64)
    pem = models.TextField(default="")  # of those added before it was kept, nothing: their gateways name them in a file
    subject = models.CharField(max_length=250)
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=80, default="")
    revoked_why = models.CharField(max_length=250, default="")
    warned_days = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "exchange_certificate"
        verbose_name = "chứng thư của hệ thống"
        constraints = [
            models.UniqueConstraint(fields=["sha256"], name="exchange_certificate_once"),
            models.CheckConstraint(condition=models.Q(not_after__gt=models.F("not_before")), name="exchange_certificate_period"),
        ]


class Credential(Base):
    """A key of a system for callers that present one; the secret only as SHA-256. Two hold side by side during a rotation."""

    RETENTION = "5 years after it ended"

    uuid = models.UUIDField(default=uuid7, unique=True)
    subsystem = models.ForeignKey(Subsystem, on_delete=models.PROTECT, related_name="credentials")
    access_key = models.CharField(max_length=60, unique=True)
    secret_sha256 = models.CharField(max_length=64)
    app_name = models.CharField(max_length=100, default="")
    partner_code = models.CharField(max_length=60, default="")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    not_after = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=250, default="")

    class Meta:
        db_table = "exchange_credential"
        verbose_name = "khoá truy cập của hệ thống"


class Group(Base):
    """A named set of systems that rights may be given to."""

    RETENTION = "as long as the exchange runs"

    name = models.CharField(max_length=60, unique=True)
    name_vi = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, default="")
    clients = models.ManyToManyField(Subsystem, related_name="groups", db_table="exchange_group_client")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_group"
        verbose_name = "nhóm hệ thống"


class Peer(Base):
    """Another security server, and which systems live behind it."""

    RETENTION = "as long as it is connected, then 5 years"

    server_id = models.CharField(max_length=300, unique=True)
    name_vi = models.CharField(max_length=250, default="")
    name_en = models.CharField(max_length=250, default="")
    address = models.CharField(max_length=250)
    certificates = ArrayField(models.CharField(max_length=64), default=list)
    public_keys = ArrayField(models.TextField(), default=list)
    clients = ArrayField(models.CharField(max_length=300), default=list)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_peer"
        verbose_name = "máy chủ liên thông khác"
