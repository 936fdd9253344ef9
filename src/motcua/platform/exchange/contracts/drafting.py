"""What crosses the door about requests that are still being written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftInfo:
    """A request being written: ``answers`` by the names of ``SharingAsk``; days in ISO form, endpoints as pairs."""

    id: UUID
    answers: Mapping[str, Any]
    begun_at: datetime
    changed_at: datetime
