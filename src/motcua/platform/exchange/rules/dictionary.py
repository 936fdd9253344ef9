"""Fields of ours in the words of the shared data dictionary (QĐ 2439/QĐ-TTg), and the quality test before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from motcua.platform.exchange.contracts.national import QualityError, QualityReport, SharedRecord

_STALE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class DictionaryField:
    """``ours`` is called ``theirs`` in the dictionary; a value must match ``pattern`` when there is one, and be there when ``required``."""

    ours: str
    theirs: str
    pattern: str = ""
    required: bool = True


def mapped(row: Mapping[str, Any], *, key: str, changed_at: str, fields: Sequence[DictionaryField]) -> SharedRecord:
    """A row of ours as a record of the dictionary: nothing goes along that is not mapped."""
    return SharedRecord(str(row.get(key) or ""), changed_at, {f.theirs: row.get(f.ours) for f in fields})


def quality(records: Sequence[SharedRecord], *, fields: Sequence[DictionaryField], now: datetime) -> QualityReport:
    """The internal test, step 2 of connecting: missing, format, duplicate and stale, by record."""
    seen: set[str] = set()
    rejected = []
    for record in records:
        errors = [*_of_record(record, seen, now=now), *_of_fields(record, fields)]
        seen.add(record.key)
        if errors:
            rejected.append((record.key, tuple(errors)))
    return QualityReport(len(records) - len(rejected), tuple(rejected))


def _of_record(record: SharedRecord, seen: set[str], *, now: datetime) -> list[QualityError]:
    errors = [QualityError("missing", "key")] if not record.key else []
    if record.key and record.key in seen:
        errors.append(QualityError("duplicate", "key"))
    try:
        changed_at = datetime.fromisoformat(record.changed_at)
    except ValueError:
        return [*errors, QualityError("format", "changed_at")]
    if changed_at.tzinfo is None:
        return [*errors, QualityError("format", "changed_at")]
    return [*errors, QualityError("stale", "changed_at")] if now - changed_at > _STALE else errors


def _of_fields(record: SharedRecord, fields: Sequence[DictionaryField]) -> list[QualityError]:
    errors = []
    for field in fields:
        value = record.fields.get(field.theirs)
        if value in (None, ""):
            errors += [QualityError("missing", field.theirs)] if field.required else []
        elif field.pattern and not re.fullmatch(field.pattern, str(value)):
            errors.append(QualityError("format", field.theirs))
    return errors
