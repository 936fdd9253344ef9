"""Files as others see them: marked with their receiver, and photographs of before without what the camera wrote into them."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from motcua.foundation.files import api as files
from motcua.kernel.actors import SYSTEM
from motcua.platform.documents import api as documents
from motcua.platform.signing import api as signing
from motcua.services.vault.adapters import pictures
from motcua.services.vault.contracts import CannotShow, HeldDocument, Origin, PictureUnreadable
from motcua.services.vault.models import HeldDocumentRow

PICTURES = frozenset({files.JPEG, files.PNG})
_GIVEN = (Origin.UPLOAD.value, Origin.PAPER.value, Origin.RECEIVED.value)  # what another store keeps is left as that store has it
_BATCH = 50


def marked(paper: HeldDocument, *, line: str) -> bytes:
    """The paper's file with ``line`` across every page or over the whole picture; ``CannotShow`` for what cannot be marked."""
    content = files.read(file_id=paper.file_id)
    try:
        if paper.mime in PICTURES:
            return pictures.marked(content, line=line, font=documents.font_file(bold=True))
        if paper.mime == files.PDF:
            return signing.mark_pdf(pdf=content, line=line)
    except (PictureUnreadable, signing.NotAPdf, signing.EncryptedPdf) as error:
        raise CannotShow from error
    raise CannotShow


def clean_pictures(*, now: datetime) -> int:
    """Take what cameras wrote out of photographs that came before this was done at upload; how many were looked at.

    A file that was taken into a form belongs to the dossier and stays there as it was handed in; the store has its own clean one.
    """
    waiting = HeldDocumentRow.objects.filter(source_sha256="", purged_at=None, mime__in=PICTURES, origin__in=_GIVEN)
    found = list(waiting.order_by("id").values_list("pk", flat=True)[:_BATCH])
    for pk in found:
        with transaction.atomic():
            row = HeldDocumentRow.objects.select_for_update().get(pk=pk)
            if not row.source_sha256:
                _clean(row, now=now)
    return len(found)


def _clean(row: HeldDocumentRow, *, now: datetime) -> None:
    """One picture. What cannot be read, or is there in a clean copy, is left as it is: shares show a marked copy of the points alone."""
    row.source_sha256 = row.sha256
    try:
        content = files.read(file_id=row.file_id)
        clean = pictures.bare(content)
    except (files.FileMissing, files.StoreUnavailable, PictureUnreadable):
        clean = content = b""
    twice = HeldDocumentRow.objects.filter(holder=row.holder, sha256=hashlib.sha256(clean).hexdigest(), removed_at=None).exists()
    if clean is not content and not twice:
        known = files.get(file_id=row.file_id)
        kept = files.put(content=clean, name=known.name, purpose="vault.document", actor=SYSTEM, now=now, owner_ref=row.holder)
        if row.lent_at is None:
            files.discard(file_id=row.file_id, now=now)
        row.file_id, row.sha256, row.size, row.lent_at = kept.uuid, kept.sha256, kept.size, None
    row.save(update_fields=["source_sha256", "file_id", "sha256", "size", "lent_at"])
