"""From which archives papers came."""

from __future__ import annotations

from django.db import models

from motcua.kit.models import Base
from motcua.services.vault.models.papers import HeldDocumentRow


class ImportedRow(Base):
    """A paper that came from a sealed archive: the same version of the same paper comes once into a store."""

    RETENTION = "as the paper"
    PERSONAL = ()

    holder = models.CharField(max_length=80)
    document = models.OneToOneField(HeldDocumentRow, on_delete=models.PROTECT, related_name="imported")
    issuer = models.CharField(max_length=200)  # the installation that made the archive
    paper = models.UUIDField()
    version = models.PositiveIntegerField()
    sealed_by = models.CharField(max_length=200)
    sealed_at = models.DateTimeField(null=True)
    trusted = models.BooleanField()
    imported_at = models.DateTimeField()

    class Meta:
        db_table = "vault_imported"
        verbose_name = "giấy tờ nhập từ gói"
        constraints = [models.UniqueConstraint(fields=["holder", "issuer", "paper", "version"], name="vault_imported_once")]
