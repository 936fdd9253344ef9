"""Dossiers, their append-only history and the counter of their codes."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedJSONField, EncryptedTextField
from motcua.kit.models import Base
from motcua.platform.casework.models.catalogue import ProcedureVersion


class Dossier(Base):
    """A dossier (hồ sơ): a copy of what its history says, for lists and locks. The history is the truth and is checked against it."""

    RETENTION = "per result type: permanent for civil status, 20 years for building permits (TT 10/2022/TT-BNV); 10 years otherwise"
    PERSONAL = (
        "party_name", "party_number", "party_phone", "party_address", "party_index", "number_index", "form_data", "person_id",
        "submitter_name", "submitter_number", "submitter_phone", "submitter_address", "submitter_id", "submitter_index", "filing_file_id",
    )
    SECRETS = ("tracking_code",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    code = models.CharField(max_length=40, unique=True)
    definition = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    procedure_code = models.CharField(max_length=20)
    field = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    unit_code = models.CharField(max_length=20)
    handler_code = models.CharField(max_length=20, blank=True, default="")  # the unit that holds it now
    intake_code = models.CharField(max_length=20, blank=True, default="")  # where it was taken in
    authority_code = models.CharField(max_length=20, blank=True, default="")  # who is competent to decide
    help_code = models.CharField(max_length=20, blank=True, default="")  # where the person was helped to file it
    channel = models.PositiveSmallIntegerField()
    party_kind = models.PositiveSmallIntegerField(default=1)
    person_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    party_name = EncryptedTextField(default="")
    party_number = EncryptedTextField(default="")
    party_phone = EncryptedTextField(default="")
    party_address = EncryptedTextField(default="")
    party_index = ArrayField(models.CharField(max_length=16), default=list)
    number_index = models.CharField(max_length=64, blank=True, default="")
    filing = models.CharField(max_length=16, default="self")
    filing_file_id = models.UUIDField(null=True)
    submitter_id = models.UUIDField(null=True)
    submitter_name = EncryptedTextField(default="")
    submitter_number = EncryptedTextField(default="")
    submitter_phone = EncryptedTextField(default="")
    submitter_address = EncryptedTextField(default="")
    submitter_index = models.CharField(max_length=64, blank=True, default="")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    origin = models.CharField(max_length=16, blank=True, default="")
    external_ref = models.CharField(max_length=120, blank=True, default="")
    form_key = models.CharField(max_length=80, blank=True, default="")
    form_version = models.PositiveIntegerField(default=0)
    form_data = EncryptedJSONField(null=True)
    draft_id = models.UUIDField(null=True, unique=True)
    tracking_code = EncryptedTextField(default="")
    status = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=40)
    step_entered_at = models.DateTimeField(null=True)
    step_due_at = models.DateTimeField(null=True)
    step_due_told = models.DateTimeField(null=True)  # the ``step_due_at`` of which its officers were told that it passed
    assigned_to = models.UUIDField(null=True)
    waiting_for_fee = models.BooleanField(default=False)
    fee_amount = models.BigIntegerField(default=0)
    payment_id = models.UUIDField(null=True)
    proposed_outcome = models.CharField(max_length=10, blank=True, default="")
    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    intake_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    warned = models.PositiveSmallIntegerField(default=0)
    warn_at = models.DateTimeField(null=True)  # when the next warning is due; null while nothing is to be warned of
    extensions = models.PositiveSmallIntegerField(default=0)
    gross_minutes = models.PositiveIntegerField(null=True)
    net_minutes = models.PositiveIntegerField(null=True)
    resolved_at = models.DateTimeField(null=True)
    handed_back_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True, default="")
    paused = models.BooleanField(default=False)
    limit_amount = models.PositiveIntegerField(null=True)
    limit_unit = models.CharField(max_length=16, blank=True, default="")
    last_seq = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default="")
    attention_at = models.GeneratedField(
        expression=Coalesce(F("due_at"), F("intake_due_at"), F("submitted_at")), output_field=models.DateTimeField(), db_persist=True
    )

    class Meta:
        db_table = "casework_dossier"
        verbose_name = "hồ sơ"
        constraints = [
            models.CheckConstraint(condition=Q(status__gte=1, status__lte=10), name="casework_dossier_status"),
            models.CheckConstraint(condition=Q(channel__gte=1, channel__lte=3), name="casework_dossier_channel"),
            models.CheckConstraint(condition=Q(party_kind__gte=1, party_kind__lte=4), name="casework_dossier_party_kind"),
            models.CheckConstraint(condition=Q(fee_amount__gte=0), name="casework_dossier_fee"),
            models.CheckConstraint(
                condition=Q(received_at=None, due_at=None) | Q(received_at__isnull=False, due_at__isnull=False),
                name="casework_dossier_due_once_received",
            ),
            models.CheckConstraint(
                condition=Q(received_at=None) | Q(received_at__gte=F("submitted_at")), name="casework_dossier_order_received"
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None) | Q(resolved_at__gte=F("received_at")), name="casework_dossier_order_resolved"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[9, 10]) | Q(resolved_at__isnull=False), name="casework_dossier_resolved_when_done"
            ),
            models.CheckConstraint(condition=~Q(paused=True) | Q(status__in=[2, 4, 5, 6]), name="casework_dossier_paused_status"),
            models.CheckConstraint(
                condition=Q(filing__in=["self", "child", "authorised", "employee", "postal_agent", "officer"]),
                name="casework_dossier_filing",
            ),
            models.CheckConstraint(condition=Q(warned__in=[0, 50, 80, 100]), name="casework_dossier_warned"),
            models.CheckConstraint(
                condition=Q(net_minutes=None) | Q(net_minutes__lte=F("gross_minutes")), name="casework_dossier_net_in_gross"
            ),
            models.UniqueConstraint(fields=["origin", "external_ref"], condition=~Q(origin=""), name="casework_dossier_external_once"),
        ]
        indexes = [
            models.Index(
                fields=["handler_code", "attention_at", "id"], name="casework_dossier_in_hand", condition=Q(status__in=[1, 2, 4, 5, 6, 9])
            ),
            models.Index(fields=["handler_code", "status", "attention_at", "id"], name="casework_dossier_hand_status"),
            models.Index(fields=["unit_code", "-submitted_at", "id"], name="casework_dossier_unit_list"),
            models.Index(fields=["intake_code", "id"], name="casework_dossier_intake", condition=~Q(intake_code=F("unit_code"))),
            models.Index(fields=["authority_code", "id"], name="casework_dossier_authority", condition=~Q(authority_code=F("unit_code"))),
            models.Index(fields=["warn_at"], name="casework_dossier_warn", condition=Q(warn_at__isnull=False)),
            models.Index(fields=["submitter_id", "-submitted_at"], name="casework_dossier_submitter", condition=~Q(submitter_id=None)),
            models.Index(fields=["submitter_index"], name="casework_dossier_filed_by", condition=~Q(submitter_index="")),
            models.Index(fields=["assigned_to"], name="casework_dossier_assigned", condition=~Q(assigned_to=None)),
            models.Index(fields=["person_id", "-submitted_at"], name="casework_dossier_person"),
            models.Index(fields=["organisation_id", "-submitted_at"], name="casework_dossier_org", condition=~Q(organisation_id=None)),
            models.Index(fields=["number_index"], name="casework_dossier_number", condition=~Q(number_index="")),
            GinIndex(fields=["party_index"], name="casework_dossier_party"),
        ]


class DossierEvent(Base):
    """One fact in the history of a dossier. Append-only; each row seals the row before it. A note is personal and encrypted."""

    RETENTION = "as the dossier"
    PERSONAL = ("note",)

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    at = models.DateTimeField()
    actor_ref = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=200, blank=True, default="")
    on_behalf_of = models.CharField(max_length=80, blank=True, default="")
    basis = models.CharField(max_length=200, blank=True, default="")  # the document by which somebody acts for another
    sealing = models.PositiveSmallIntegerField(default=1)  # how the row is sealed: 1 without, 2 with the basis
    from_status = models.PositiveSmallIntegerField(null=True)
    to_status = models.PositiveSmallIntegerField()
    details = models.JSONField(default=dict)
    note = EncryptedTextField(default="")
    note_digest = models.CharField(max_length=64, blank=True, default="")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "casework_dossier_event"
        verbose_name = "lịch sử hồ sơ"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "seq"], name="casework_event_once"),
            models.CheckConstraint(condition=Q(to_status__gte=1, to_status__lte=10), name="casework_event_status"),
        ]


class DossierCounter(Base):
    """The last ordinal that an agency gave out on a day. Its row lock makes codes gapless: a failed submission gives its number back."""

    RETENTION = "permanent: proves that no code was skipped"

    agency = models.CharField(max_length=24)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        db_table = "casework_dossier_counter"
        verbose_name = "bộ đếm mã hồ sơ"
        constraints = [models.UniqueConstraint(fields=["agency", "day"], name="casework_counter_once")]
