"""Files whose archive time stamp was renewed are taken in place of the old ones."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from motcua.platform.casework.models import Issued, OldResult, Paper, Result


def keep_renewed(*, signature_id: UUID, file_id: UUID) -> int:
    """Point every record of the document at its renewed file; how many there were. Doing it twice changes nothing.

    ``sha256`` stays that of the document as it was issued: the renewed file carries it inside, and the public check finds it by that.
    """
    with transaction.atomic():
        issued = Issued.objects.select_for_update().filter(signature_id=signature_id).exclude(file_id=file_id)
        old = OldResult.objects.select_for_update().filter(signature_id=signature_id).exclude(file_id=file_id)
        before = [*issued.values_list("file_id", flat=True), *old.values_list("file_id", flat=True)]
        if not before:
            return 0
        Result.objects.filter(file_id__in=before).update(file_id=file_id)
        Paper.objects.filter(file_id__in=before).update(file_id=file_id)
        return issued.update(file_id=file_id) + old.update(file_id=file_id)
