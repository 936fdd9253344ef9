"""The holder opens a paper of her own store; an officer one of his unit's, which the person whom it concerns sees."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO, Final
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor, ActorKind
from motcua.services.vault import policies
from motcua.services.vault.contracts import HeldDocument
from motcua.services.vault.models import HeldDocumentRow
from motcua.services.vault.queries.papers import contract, row_of, subject_of

WORK: Final = "casework"
LAW: Final = "NĐ 118/2025/NĐ-CP; Luật 91/2025/QH15 Điều 19"


def see_document(*, document_id: UUID, actor: Actor, now: datetime) -> HeldDocument:
    """What a paper says, for its holder or an officer of the unit that has it; his reading is noted for the person. ``DocumentUnknown``."""
    row = row_of(document_id=document_id, actor=actor)
    with transaction.atomic():
        _note(row, actor=actor, now=now)
    return contract(row, now=now)


def open_document(*, document_id: UUID, actor: Actor, now: datetime) -> tuple[HeldDocument, BinaryIO, str]:
    """A paper, its content and its file name; the opening is recorded. ``DocumentUnknown``, ``FileMissing``."""
    row = row_of(document_id=document_id, actor=actor)
    ground, person = getattr(policies.can_open(actor=actor, holder=row.holder), "ground", ""), subject_of(row)
    with transaction.atomic():
        audit.record(
            action="vault.opened", object_ref=f"vault.document:{row.uuid}", actor=actor, now=now, ground=ground,
            person=f"person:{person}" if person else "",
        )
        _note(row, actor=actor, now=now)
    return contract(row, now=now), files.open(file_id=row.file_id), files.get(file_id=row.file_id).name


def _note(row: HeldDocumentRow, *, actor: Actor, now: datetime) -> None:
    """An officer's reading, in the list of the person whom the unit's copy concerns; a paper with its file is one reading."""
    person = subject_of(row)
    if actor.kind is not ActorKind.OFFICER or person is None:
        return
    consent.note_access(
        subject_id=person, reader=actor, purpose=WORK, ground=LAW, agency=row.holder.removeprefix(f"{policies.UNIT}:"),
        dossier=row.dossier_code, fields=("papers",), source="vault.unit", part=f":{row.uuid}", now=now,
    )  # fmt: skip
