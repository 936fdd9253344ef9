"""The catalogue comes in: good rows are kept, broken ones are reported, nothing that dossiers refer to is removed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from motcua.kernel.text import fold
from motcua.kit.turns import take_turns
from motcua.platform.casework.actions.definitions.publishing import publish_definition
from motcua.platform.casework.adapters import carried
from motcua.platform.casework.contracts import BrokenRow, ImportReport
from motcua.platform.casework.models import CatalogueImport, Procedure, ProcedureVersion
from motcua.platform.casework.rules import catalogue
from motcua.platform.casework.rules.catalogue import CatalogueRow
from motcua.platform.casework.rules.definitions import content_hash

_TURN = "casework.catalogue"  # one import at a time
_REPORTED = 200
_BATCH = 500
_UPDATED = [
    "name", "name_fold", "field", "issuer", "executor", "details", "has_detail", "odd_code", "content_hash", "source", "imported_at",
]


def import_catalogue(
    *, now: datetime, source: str = carried.CATALOGUE_SOURCE, path: Path | None = None, details_path: Path | None = None,
    digest: str = "",
) -> ImportReport:
    """Read a catalogue file (default: the carried one) into the table; a row that did not change is left alone.

    ``source`` names where the facts come from, ``digest`` the carried files so that they are read once. Procedures that are missing
    from the file stay: dossiers may refer to them.
    ``CatalogueUnreadable`` when the file as a whole is none.
    """
    rows = catalogue.read_rows(carried.catalogue_text(path))
    details = catalogue.read_details(carried.detail_lines(details_path) if path is None or details_path else [])
    known = {row.code for row in rows.rows}
    strays = [
        BrokenRow(line=0, code=code, reason_vi="Chi tiết không có trong danh mục.", reason_en="Details without a row in the catalogue.")
        for code in sorted(details.by_code.keys() - known)
    ]
    with transaction.atomic():
        take_turns(_TURN)
        changed = _write(rows.rows, details.by_code, now=now, source=source)
        report = ImportReport(
            imported=changed, unchanged=len(rows.rows) - changed, details=len(known & details.by_code.keys()),
            broken=(*rows.broken, *details.broken, *strays), remarks=tuple(rows.remarks),
        )
        CatalogueImport.objects.create(
            imported_at=now, source=source, rows=len(rows.rows), details=report.details,
            report={
                "digest": digest, "broken": [asdict(b) for b in report.broken[:_REPORTED]],
                "remarks": [asdict(b) for b in report.remarks[:_REPORTED]],
            },
        )
    return report


_CARRIED_SINCE = date(2025, 7, 1)  # the communes of today, and with them the procedures as they are carried


def load_reference(*, now: datetime) -> dict[str, int]:
    """Load the carried catalogue and publish the carried definitions; quick when they are there already."""
    digest = carried.digest()
    last = CatalogueImport.objects.filter(report__digest=digest).order_by("-id").first()
    counted = {"procedures": last.rows if last else 0, "imported": 0, "definitions": 0}
    if last is None:
        report = import_catalogue(now=now, digest=digest)
        import_catalogue(now=now, source=carried.MORE_SOURCE, path=carried.MORE, details_path=carried.MORE_DETAILS)
        counted = {"procedures": report.imported + report.unchanged, "imported": report.imported, "definitions": 0}
    for document in carried.definition_documents():
        known = ProcedureVersion.objects.filter(procedure__code=document["procedure"], content_hash=content_hash(document))
        if not known.exists():  # one that was published before and replaced since stays replaced
            version, _ = publish_definition(document=document, now=now)
            if version.version == 1:  # a new installation has run under what it carries since the reform, not since it was set up
                ProcedureVersion.objects.filter(pk=version.pk, effective_from__gt=_CARRIED_SINCE).update(effective_from=_CARRIED_SINCE)
            counted["definitions"] += 1
    return counted


def _write(rows: Iterable[CatalogueRow], details: Mapping[str, Mapping[str, Any]], *, now: datetime, source: str) -> int:
    present = dict(Procedure.objects.values_list("code", "content_hash"))
    fresh: list[Procedure] = []
    for row in rows:
        detail = dict(details.get(row.code, {}))
        digest = _digest(row, detail)
        if present.get(row.code) != digest:
            fresh.append(
                Procedure(
                    code=row.code, name=row.name, name_fold=fold(row.name), field=row.field[:200], issuer=row.issuer[:300],
                    executor=row.executor, details=detail, has_detail=bool(detail), odd_code=row.odd, content_hash=digest, source=source,
                    imported_at=now,
                )
            )
    Procedure.objects.bulk_create(fresh, batch_size=_BATCH, update_conflicts=True, unique_fields=["code"], update_fields=_UPDATED)
    return len(fresh)


def _digest(row: CatalogueRow, detail: Mapping[str, Any]) -> str:
    body = [row.name, row.issuer, row.executor, row.field, row.odd, detail]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
