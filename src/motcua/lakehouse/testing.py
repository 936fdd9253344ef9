"""Events and small models for tests of the engine and of the rooms above it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from motcua.lakehouse.contracts import LakeEvent
from motcua.lakehouse.lake import MODELS, Lake
from motcua.lakehouse.model import Models

MONDAY = datetime(2026, 1, 5, 1, tzinfo=UTC)  # 08:00 in Vietnam


def lake(folder: Path, *, models: Path | Models = MODELS) -> Lake:
    """A lake with a SQLite catalogue in ``folder``."""
    return Lake(catalogue_uri=f"sqlite:///{folder / 'catalogue.db'}", warehouse=folder / "warehouse", models=models, threads=1)


def event(seq: int, name: str, *, at: datetime = MONDAY, stream: str = "s", **payload: object) -> LakeEvent:
    """The event ``seq``; the same number always gives the same event id."""
    text = json.dumps(payload | {"at": at.isoformat()}, default=str)
    return LakeEvent(uuid5(NAMESPACE_OID, str(seq)), seq, name, stream, at, at, text)


def dossier(
    number: int,
    *,
    first_seq: int,
    at: datetime = MONDAY,
    days_taken: float | None = 2,
    due_days: float = 3,
    unit: str = "11329",
    online: bool = True,
) -> Iterator[LakeEvent]:
    """The events of one dossier: submitted, received and, unless ``days_taken`` is None, resolved."""
    base = {
        "dossier_id": str(uuid5(NAMESPACE_OID, f"dossier {number}")), "dossier_code": f"H24.113-{number:06}", "procedure_code": "1.001193",
        "field": "Hộ tịch", "unit_code": unit,
    }
    stream, due = f"casework.dossier:{base['dossier_id']}", at + timedelta(days=due_days)
    facts: list[tuple[str, datetime, dict[str, object]]] = [
        ("submitted", at, {"channel": 2 if online else 1, "online": online, "party_kind": 1}),
        ("received", at, {"received_at": at, "due_at": due}),
    ]
    if days_taken is not None:
        done = at + timedelta(days=days_taken)
        person = uuid5(NAMESPACE_OID, "a person")
        facts.append(("resolved", done, {"due_at": due, "resolved_at": done, "on_time": True, "outcome": "granted", "person_id": person}))
    for offset, (verb, when, more) in enumerate(facts):
        yield event(first_seq + offset, f"casework.dossier.{verb}.v1", at=when, stream=stream, **base, **more)


def dossiers(count: int, *, first_seq: int = 1, **about: object) -> list[LakeEvent]:
    """``count`` dossiers of three events each."""
    return [e for n in range(count) for e in dossier(n + first_seq, first_seq=first_seq + 3 * n, **about)]  # type: ignore[arg-type]
