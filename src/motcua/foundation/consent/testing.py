"""For tests: the purposes that the product carries, and what was noted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

DATA = Path(__file__).parent / "data"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def load_purposes() -> None:
    """The purposes and texts of the product."""
    from motcua.foundation.consent import api

    api.load_reference(now=NOW)


def publish_text(purpose: str, version: int, *, widens: bool, on: date) -> None:
    """A further version of a text, as a file would bring it."""
    from motcua.foundation.consent import models
    from motcua.foundation.consent.adapters.reference import text_of

    text = text_of(purpose=purpose, version=version, effective_from=on, widens=widens, vi=f"Bản {version}", en=f"Version {version}")
    models.ConsentText.objects.create(
        purpose=purpose, version=version, effective_from=on, widens=widens, vi=text.vi, en=text.en, hash_vi=text.hash_vi,
        hash_en=text.hash_en,
    )  # fmt: skip


def noted(**wanted: Any) -> list[Any]:
    """The noted readings that fit, oldest first."""
    from motcua.foundation.consent import models

    return list(models.Access.objects.filter(**wanted).order_by("at", "uuid"))


def noted_of(subject_id: UUID) -> list[Any]:
    """The noted readings of a person, oldest first."""
    return noted(subject_id=subject_id)


def rename_officer(code: str, name: str) -> None:
    """Give an officer the name of somebody else."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE identity_officer SET full_name = %s WHERE code = %s", [name, code])


def restrict_processing(person_id: UUID, *, now: datetime = NOW) -> None:
    """As if a request to restrict had been carried out."""
    from motcua.foundation.consent import api
    from motcua.kernel.actors import SYSTEM

    api.restrict(
        person_id=person_id, kind=api.Wish.RESTRICT, ground="Luật 91/2025/QH15 Điều 4", dossier="H-1", actor=SYSTEM, now=now
    )
