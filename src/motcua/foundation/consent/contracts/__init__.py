"""What crosses the door of consent: frozen dataclasses, enums, named errors, Protocols."""

from motcua.foundation.consent.contracts.accesses import Access, AccessFilter, AccessPage, BadCursor, Seen, UnusualReading, UsageRow
from motcua.foundation.consent.contracts.consents import (
    Consent,
    ConsentText,
    ConsentUnknown,
    EndCause,
    GroundKind,
    GroundMissing,
    NotAConsentPurpose,
    Purpose,
    PurposesFaulty,
    PurposesLoaded,
    PurposeUnknown,
    TextChanged,
    Way,
)
from motcua.foundation.consent.contracts.sources import Erasure, PersonalSource, personal_sources

__all__ = [
    "Access", "AccessFilter", "AccessPage", "BadCursor", "Consent", "ConsentText", "ConsentUnknown", "EndCause", "Erasure", "GroundKind",
    "GroundMissing", "NotAConsentPurpose", "PersonalSource", "Purpose", "PurposeUnknown", "PurposesFaulty", "PurposesLoaded", "Seen",
    "TextChanged", "UnusualReading", "UsageRow", "Way", "personal_sources",
]  # fmt: skip
