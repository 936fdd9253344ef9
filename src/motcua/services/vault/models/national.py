"""The two ways between the stores here and the national store of results."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedJSONField, EncryptedTextField
from motcua.kit.models import Base
from motcua.services.vault.contracts.national import ItemFate, RunState, SendState
from motcua.services.vault.models.papers import HeldDocumentRow

_FIVE_YEARS = "5 years, the proof of what was exchanged (NĐ 278/2025)"


class NationalSending(Base):
    """One of the city's results on its way to the national store: every change raises ``revision``, the latest state is what is sent."""

    RETENTION = _FIVE_YEARS
    PERSONAL = ()

    document = models.OneToOneField(HeldDocumentRow, on_delete=models.PROTECT, related_name="national_sending")
    state = models.CharField(max_length=10, default=SendState.WAITING.value)
    revision = models.PositiveIntegerField(default=1)
    revoked = models.BooleanField(default=False)  # what the latest revision says
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    sent_revision = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=40, blank=True, default="")  # of the store's last answer, as it came
    answer = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        db_table = "vault_national_sending"
        verbose_name = "kết quả gửi kho quốc gia"
        indexes = [models.Index(fields=["state", "next_at"], name="vault_sending_due")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in SendState]), name="vault_sending_state"),
            models.CheckConstraint(condition=Q(sent_revision__lte=models.F("revision")), name="vault_sending_revision"),
        ]


class NationalRun(Base):
    """One fetching of the papers of a store: asked for by ``person_id`` (for herself or an organisation), or by the daily switch."""

    RETENTION = "1 year"
    PERSONAL = ()

    uuid = models.UUIDField(default=uuid7, unique=True)
    holder = models.CharField(max_length=80)
    person_id = models.UUIDField()
    daily = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=RunState.WAITING.value)
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    cursor = models.CharField(max_length=200, blank=True, default="")
    pages = models.PositiveIntegerField(default=0)
    unfit = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=60, blank=True, default="")
    why_vi = models.CharField(max_length=600, blank=True, default="")
    why_en = models.CharField(max_length=600, blank=True, default="")

    class Meta:
        db_table = "vault_national_run"
        verbose_name = "lượt lấy giấy tờ từ kho quốc gia"
        indexes = [
            models.Index(fields=["state", "next_at"], name="vault_run_due"),
            models.Index(fields=["holder", "-asked_at"], name="vault_run_holder"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in RunState]), name="vault_run_state"),
            models.UniqueConstraint(fields=["holder"], condition=Q(state=RunState.WAITING.value), name="vault_run_one_at_a_time"),
        ]


class NationalPaper(Base):
    """A paper of the national store as it was met: ``key`` (a keyed digest of kind, number and issuer) knows it again in each content."""

    RETENTION = "as the paper; of refused ones 1 year"
    PERSONAL = ("title", "number")

    holder = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    document = models.ForeignKey(HeldDocumentRow, on_delete=models.PROTECT, null=True, related_name="national_papers")
    kind_code = models.CharField(max_length=60)
    title = EncryptedTextField()
    number = EncryptedTextField()
    agency = models.CharField(max_length=200)
    run = models.ForeignKey(NationalRun, on_delete=models.PROTECT, related_name="papers")
    fate = models.CharField(max_length=10)
    why_vi = models.CharField(max_length=300, blank=True, default="")
    why_en = models.CharField(max_length=300, blank=True, default="")
    first_seen_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "vault_national_paper"
        verbose_name = "giấy tờ của kho quốc gia"
        indexes = [models.Index(fields=["run", "fate"], name="vault_national_paper_run")]
        constraints = [
            models.UniqueConstraint(fields=["holder", "key", "sha256"], name="vault_national_paper_once"),
            models.CheckConstraint(condition=Q(fate__in=[f.value for f in ItemFate]), name="vault_national_paper_fate"),
        ]


class NationalChoice(Base):
    """Whether a store wants its papers brought every day.

    For a person her consent is asked anew each time; for an organisation ``person_id`` is who confirmed the text of ``agreed_version`` for
    it, and whether she still may act is asked anew each time.
    """

    RETENTION = "as long as the account"
    PERSONAL = ()

    holder = models.CharField(max_length=80, unique=True)
    person_id = models.UUIDField(db_index=True)
    daily = models.BooleanField(default=False)
    agreed_version = models.PositiveIntegerField(default=0, db_default=0)
    agreed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "vault_national_choice"
        verbose_name = "lựa chọn lấy giấy tờ hằng ngày"


class NationalLookup(Base):
    """What an officer looked up for a dossier (NĐ 45/2020; TT 01/2023/TT-VPCP): who asked, for whom, for which procedure."""

    RETENTION = "as the dossier; what was found is emptied after one day"
    PERSONAL = ("found",)

    uuid = models.UUIDField(default=uuid7, unique=True)
    dossier_code = models.CharField(max_length=60)
    procedure_code = models.CharField(max_length=40)
    officer_ref = models.CharField(max_length=80)
    unit_code = models.CharField(max_length=20)
    person_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    found = EncryptedJSONField(null=True)

    class Meta:
        db_table = "vault_national_lookup"
        verbose_name = "lượt tra cứu kho quốc gia"
        indexes = [models.Index(fields=["dossier_code", "-asked_at"], name="vault_lookup_dossier")]


class NationalGate(Base):
    """Whether the national store is spoken to now: after several silences in a row it rests for a while."""

    RETENTION = "one row"

    name = models.CharField(max_length=20, unique=True)
    silences = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "vault_national_gate"
        verbose_name = "tình trạng nối kho quốc gia"
