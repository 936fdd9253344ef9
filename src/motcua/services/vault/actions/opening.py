"""The holder opens a paper of her own store; an officer one of his unit's."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor
from motcua.services.vault.contracts import HeldDocument
from motcua.services.vault.policies import can_open
from motcua.services.vault.queries.papers import document


def open_document(*, document_id: UUID, actor: Actor, now: datetime) -> tuple[HeldDocument, BinaryIO, str]:
    """A paper, its content and its file name; the opening is recorded. ``DocumentUnknown``, ``FileMissing``."""
    held = document(document_id=document_id, actor=actor, now=now)
    ground = getattr(can_open(actor=actor, holder=held.holder), "ground", "")
    with transaction.atomic():
        audit.record(action="vault.opened", object_ref=f"vault.document:{held.uuid}", actor=actor, now=now, ground=ground)
    return held, files.open(file_id=held.file_id), files.get(file_id=held.file_id).name
