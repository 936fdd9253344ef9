"""Papers of the stores."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.kernel.ids import uuid7
from motcua.kit.fields import EncryptedJSONField, EncryptedTextField
from motcua.kit.models import Base
from motcua.services.vault.contracts import Origin


class HeldDocumentRow(Base):
    """One paper in one store: a dossier's result (a new one after a revocation is another row), a digitised old one, a paper of one's own.

    ``holder`` is whose store it is: ``person:<uuid>``, ``organisation:<uuid>`` or ``unit:<code>``. A newer version is another row of the
    same ``series``; the older one names it in ``replaced_by``.
    """

    RETENTION = "as long as its holder keeps it; removed ones 30 days; issued records by Luật Lưu trữ 33/2024"
    PERSONAL = ("title", "facts", "note", "tags")

    uuid = models.UUIDField(default=uuid7, unique=True)
    holder = models.CharField(max_length=80, default="")
    person_id = models.UUIDField(null=True, db_index=True)
    origin = models.CharField(max_length=12, default=Origin.RESULT.value)
    dossier_id = models.UUIDField(null=True, db_index=True)
    dossier_code = models.CharField(max_length=60, blank=True, default="")
    old_result_id = models.UUIDField(null=True)
    from_share_id = models.UUIDField(null=True)  # of a unit's copy: the share by which it came; the paper is as its sharer showed it
    source_file_id = models.UUIDField(null=True)  # of the result that was issued; none in rows of before
    revoked_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)
    kind = models.CharField(max_length=40)
    title = EncryptedTextField()
    issuer = models.CharField(max_length=200)
    issuer_unit = models.CharField(max_length=20, blank=True, default="")
    issued_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    file_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    source_sha256 = models.CharField(max_length=64, blank=True, default="")  # of the file as it was given, before a picture was cleaned
    size = models.BigIntegerField()
    mime = models.CharField(max_length=80, default="application/pdf")
    signature_report = models.JSONField()
    checked_at = models.DateTimeField(null=True)
    facts = EncryptedJSONField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    note = EncryptedTextField(default="")
    tags = EncryptedJSONField(null=True)
    series = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)
    replaced_by = models.UUIDField(null=True)
    removed_at = models.DateTimeField(null=True)
    restricted_at = models.DateTimeField(null=True)  # unused since 1.0: consent tells whose data are restricted
    purged_at = models.DateTimeField(null=True)  # its content is gone; the row stays for the shares that name it
    lent_at = models.DateTimeField(null=True)  # first taken into a form, which refers to the same file from then on
    warned_for = models.DateField(null=True)  # the end of which its holder was told

    class Meta:
        db_table = "vault_held_document"
        verbose_name = "giấy tờ đã cấp"
        indexes = [
            models.Index(fields=["person_id", "-issued_at"], name="vault_person_issued"),
            models.Index(fields=["holder", "-kept_at"], name="vault_holder_kept"),
            models.Index(fields=["expires_on"], condition=Q(removed_at=None, revoked_at=None), name="vault_ends"),
            models.Index(fields=["checked_at"], condition=Q(removed_at=None), name="vault_checked"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["holder", "source_file_id"], name="vault_one_of_a_result"),
            models.UniqueConstraint(fields=["holder", "old_result_id"], name="vault_one_of_an_old_result"),
            models.UniqueConstraint(fields=["series", "version"], name="vault_one_of_a_version"),
            models.UniqueConstraint(
                fields=["holder", "sha256"], condition=Q(origin__in=["upload", "paper", "received"], removed_at=None),
                name="vault_one_of_a_content",
            ),
            models.CheckConstraint(condition=~Q(holder=""), name="vault_document_holder"),
            models.CheckConstraint(condition=Q(origin__in=[o.value for o in Origin]), name="vault_document_origin"),
        ]
