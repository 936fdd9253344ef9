"""Reads of the files room."""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from motcua.foundation.files.adapters import stores
from motcua.foundation.files.contracts import FileMissing, StoredFile
from motcua.foundation.files.models import StoredFileRow


def get(*, file_id: UUID) -> StoredFile:
    """The file's facts; ``FileMissing`` when there is none or it was discarded. Who may see it is for the owning room to decide."""
    row = StoredFileRow.objects.filter(uuid=file_id, state=StoredFileRow.KEPT).first()
    if row is None:
        raise FileMissing
    return contract(row)


def open_file(*, file_id: UUID) -> BinaryIO:
    """The content from its start, to be closed by the caller."""
    return stores.store().open(sha256=get(file_id=file_id).sha256)


def read(*, file_id: UUID) -> bytes:
    """The whole content."""
    with open_file(file_id=file_id) as content:
        return content.read()


def contract(row: StoredFileRow) -> StoredFile:
    """The row as it crosses the door."""
    return StoredFile(
        uuid=row.uuid,
        sha256=row.sha256,
        size=row.size,
        mime=row.mime,
        name=row.name,
        purpose=row.purpose,
        owner_ref=row.owner_ref,
        stored_at=row.stored_at,
    )


def owned_by(*, ref: str) -> tuple[StoredFile, ...]:
    """Files that an actor (``Actor.ref``) brought and that are still kept, oldest first: for her request to see what is held about her."""
    return tuple(contract(row) for row in StoredFileRow.objects.filter(stored_by=ref, state=StoredFileRow.KEPT).order_by("id"))
