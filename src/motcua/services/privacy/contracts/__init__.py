"""What crosses the door of the room."""

from motcua.services.privacy.contracts.breaches import (
    Breach,
    BreachClock,
    BreachEvent,
    BreachFile,
    BreachKind,
    BreachReport,
    BreachState,
    BreachUnknown,
    ClosingIncomplete,
    Harm,
    LateReasonMissing,
    ReportIncomplete,
    SecondPersonNeeded,
    StepRefused,
    Told,
)
from motcua.services.privacy.contracts.officers import DpoIncomplete, DpoTerm

__all__ = [
    "Breach", "BreachClock", "BreachEvent", "BreachFile", "BreachKind", "BreachReport", "BreachState", "BreachUnknown",
    "ClosingIncomplete", "DpoIncomplete", "DpoTerm", "Harm", "LateReasonMissing", "ReportIncomplete", "SecondPersonNeeded", "StepRefused",
    "Told",
]  # fmt: skip
