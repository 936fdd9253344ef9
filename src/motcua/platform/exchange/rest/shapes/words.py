"""Bounded values of which the shapes are made."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

TEXT = r"^[^\x00]*$"
Name = Annotated[str, Field(min_length=1, max_length=250, pattern=TEXT, examples=["Hệ thống một cửa"])]
Text = Annotated[str, Field(max_length=250, pattern=TEXT)]
Long = Annotated[str, Field(max_length=1000, pattern=TEXT)]
Reason = Annotated[str, Field(max_length=250, pattern=TEXT, examples=["Khoá bị lộ"])]
Identifier = Annotated[str, Field(max_length=300, pattern=TEXT, examples=["VN-HP/GOV/H24/one-stop"])]
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]
Day = Annotated[date, Field(ge=date(2020, 1, 1), le=date(2200, 1, 1))]
Code = Annotated[str, Field(max_length=60, pattern=TEXT)]
Codes = Annotated[list[Identifier], Field(max_length=2000)]
Whole = Annotated[int, Field(ge=0, le=1_000_000)]
