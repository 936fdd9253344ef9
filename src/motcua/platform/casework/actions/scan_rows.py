"""One row of a run over old results: checked or digitised; what the run kept of its scans goes when it is not needed any more."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor
from motcua.platform.casework.actions import digitising
from motcua.platform.casework.adapters import scans
from motcua.platform.casework.contracts.issuing import IndexUnreadable
from motcua.platform.casework.contracts.scanning import ScanOutcome, ScanVerb
from motcua.platform.casework.models import BulkItem, BulkRun
from motcua.platform.casework.queries import scanning

OURS = (
    "Hệ thống gặp lỗi ở dòng này, chưa lưu gì của dòng. Tải lại dòng này sau, hoặc báo quản trị viên.",
    "The system failed on this row and kept nothing of it. Upload the row again later, or tell an administrator.",
)


def do(run: BulkRun, item: BulkItem, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Check or digitise one row. ``Forbidden`` when the officer lost the unit, ``FileMissing``, ``FileDamaged``."""
    unit = scanning.arguments_of(run)["unit"]
    digitising.require_unit(actor=actor, unit_code=unit)
    given = scanning.given_of(item)
    row = scans.row_of(given["cells"])
    if isinstance(row, tuple):
        raise IndexUnreadable(reason_vi=row[0], reason_en=row[1])
    content = files.read(file_id=UUID(given["file_id"]))
    is_check = run.verb == ScanVerb.CHECK
    fresh = digitising.digitise_one(row, content, unit_code=unit, actor=actor, now=now, dry_run=is_check)
    return {"outcome": (ScanOutcome.NEW if fresh else ScanOutcome.KNOWN).value}


def discard_scans(run: BulkRun, *, now: datetime) -> None:
    """Let go of the uploaded scans of a run; those digitised are kept as signed copies."""
    for item in run.items.exclude(given=None):
        scan = scanning.given_of(item).get("file_id")
        if scan is not None:
            try:
                files.discard(file_id=UUID(scan), now=now)
            except files.FileMissing:  # let go of with the run that used the same scan, and swept since
                continue
