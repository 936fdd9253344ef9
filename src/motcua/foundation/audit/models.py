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


class Seal(Base):
    """The place of an entry in the one chain of the log."""

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
    """A closed day: the Merkle root over its seals, signed when a signer is there."""

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
