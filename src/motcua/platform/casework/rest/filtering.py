"""What a list of dossiers may be narrowed by, in addresses and bodies alike."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import Field

from motcua.platform.casework.contracts.desk import InboxFilter, Sort
from motcua.platform.casework.rest.edge import Day

_Text = Annotated[str, Field(max_length=200)]


class Filter(Schema):
    """What a list is narrowed by; empty means everything. `assigned`: `me`, `none` or an officer's id. `*_to` is the last day meant."""

    query: Annotated[str, Field(max_length=120)] = ""
    status: Annotated[int, Field(ge=0, le=10)] = 0
    due: Annotated[str, Field(pattern="^(|none|on_track|soon|late|paused)$", examples=["late"])] = ""
    mine: bool = False
    step: _Text = ""
    procedure: _Text = ""
    field: _Text = ""
    channel: Annotated[int, Field(ge=0, le=3)] = 0
    assigned: Annotated[str, Field(pattern=r"^(|me|none|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$", examples=["me"])] = ""
    unit: _Text = ""
    origin: _Text = ""
    received_from: Day | None = None
    received_to: Day | None = None
    due_from: Day | None = None
    due_to: Day | None = None
    sort: Sort = Sort.URGENT

    def wanted(self) -> InboxFilter:
        """The filter of the door."""
        return InboxFilter(**self.dict())
