"""Tables of the audit log. Entries, seals and roots are append-only for every role."""

from __future__ import annotations

from django.db import models

from motcua.kernel.ids import uuid7
from motcua.kit.models import Base


class Entry(Base):
    """One act. References only: names and other personal data stay with their rooms."""

    RETENTION = "10 years: traceability of data sharing and decisions (NĐ 278/2025/NĐ-CP Điều 13)"

    uuid = models.UUIDField(default=uuid7, unique=True)
    at = models.DateTimeField()
    actor_ref = models.CharField(max_length=80)
    on_behalf_of = models.CharField(max_length=160, default="")
    action = models.CharField(max_length=120)
    object_ref = models.CharField(max_length=160)
    ground = models.CharField(max_length=500, default="")
    details = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    # Added later; entries of form 1 were hashed without these three, and hold none.
    person = models.CharField(max_length=80, default="")
    dossier = models.CharField(max_length=60, default="")
    unit = models.CharField(max_length=40, default="")
    form = models.PositiveSmallIntegerField(default=1)

    class Meta:
        db_table = "audit_entry"
        verbose_name = "mục nhật ký"
        indexes = [
            models.Index(fields=["object_ref", "-id"], name="audit_entry_object"),
            models.Index(fields=["actor_ref", "-id"], name="audit_entry_actor"),
            models.Index(fields=["person", "-id"], condition=~models.Q(person=""), name="audit_entry_person"),
            models.Index(fields=["dossier", "-id"], condition=~models.Q(dossier=""), name="audit_entry_dossier"),
            models.Index(fields=["unit", "-id"], condition=~models.Q(unit=""), name="audit_entry_unit"),
            models.Index(fields=["action", "-id"], name="audit_entry_action"),
            models.Index(fields=["-at", "-id"], name="audit_entry_at"),
        ]


class Waiting(Base):
    """The queue of entries to seal: written with the entry, gone with its seal."""

    RETENTION = "seconds"

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+", primary_key=True)

    class Meta:
        db_table = "audit_waiting"
        verbose_name = "mục nhật ký chờ niêm phong"


class Link(Base):
    """The place of an entry in the chain of its stream. ``hash`` covers all columns here and the digest of the entry."""

    RETENTION = "as the entries"

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+", primary_key=True)
    stream = models.CharField(max_length=40)
    seq = models.BigIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "audit_link"
        verbose_name = "mắt xích nhật ký"
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="audit_link_place"),
            models.CheckConstraint(condition=models.Q(seq__gte=1), name="audit_link_seq"),
        ]


class Hour(Base):
    """A closed hour (several when nobody could sign): the Merkle root over the trees of all streams, signed and time-stamped."""

    RETENTION = "permanent: proves every entry of its time"

    number = models.BigIntegerField(primary_key=True)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    seals = models.BigIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    closed_at = models.DateTimeField()
    signed_by = models.CharField(max_length=40, default="")
    signature = models.BinaryField(default=b"")
    certificate = models.BinaryField(default=b"")
    time_stamp = models.BinaryField(default=b"")

    class Meta:
        db_table = "audit_hour"
        verbose_name = "gốc nhật ký theo giờ"
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gte=1), name="audit_hour_number"),
            models.CheckConstraint(condition=models.Q(to_at__gt=models.F("from_at")), name="audit_hour_period"),
        ]


class Span(Base):
    """What one stream has in one hour: the tree over its links ``first_seq`` to ``last_seq``."""

    RETENTION = "permanent: with its hour"

    pk = models.CompositePrimaryKey("hour_number", "stream")
    hour_number = models.BigIntegerField()
    stream = models.CharField(max_length=40)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    tree = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_span"
        verbose_name = "đoạn nhật ký của một giờ"
        constraints = [
            models.UniqueConstraint(fields=["stream", "last_seq"], name="audit_span_end"),
            models.CheckConstraint(condition=models.Q(last_seq__gte=models.F("first_seq")), name="audit_span_range"),
        ]


class Seal(Base):
    """First book, closed: the one chain in which entries stood before there were streams."""

    RETENTION = "as the entries"

    seq = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "audit_seal"
        verbose_name = "dấu niêm phong nhật ký"
        constraints = [models.CheckConstraint(condition=models.Q(seq__gte=1), name="audit_seal_seq")]


class Root(Base):
    """First book, closed: the Merkle root over the seals of a day."""

    RETENTION = "permanent: proves every entry of its day"

    day = models.DateField(unique=True)
    first_seq = models.BigIntegerField(unique=True)
    last_seq = models.BigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    previous_root = models.CharField(max_length=64)
    signed_by = models.CharField(max_length=40, default="")
    signature = models.BinaryField(default=b"")
    certificate = models.BinaryField(default=b"")
    time_stamp = models.BinaryField(default=b"")
    closed_at = models.DateTimeField()

    class Meta:
        db_table = "audit_root"
        verbose_name = "gốc nhật ký theo ngày"
        constraints = [models.CheckConstraint(condition=models.Q(last_seq__gte=models.F("first_seq")), name="audit_root_range")]


class Check(Base):
    """A verification that somebody asked for, how far it is and what it found. No evidence: it can be made again."""

    RETENTION = "1 year"

    uuid = models.UUIDField(default=uuid7, unique=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    ok = models.BooleanField(null=True)
    report = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_check"
        verbose_name = "lần kiểm tra nhật ký"


class WitnessRow(Base):
    """How publishing to a witness outside goes. No evidence: what the witness itself holds is asked each time."""

    RETENTION = "as long as the witness is configured"

    address = models.CharField(max_length=300, unique=True)
    last_number = models.BigIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=10, default="")
    problem = models.CharField(max_length=300, default="")
    alarmed = models.BooleanField(default=False)

    class Meta:
        db_table = "audit_witness"
        verbose_name = "nhân chứng của nhật ký"
