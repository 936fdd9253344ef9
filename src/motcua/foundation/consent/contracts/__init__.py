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
from motcua.foundation.consent.contracts.restrictions import (
    HeldWish,
    MatterStanding,
    OwnMatters,
    ProcessingRestricted,
    Restriction,
    UseRuled,
    Wish,
    own_matters,
)
from motcua.foundation.consent.contracts.sources import (
    CorrectableFact,
    Corrected,
    CorrectingSource,
    CorrectionRefused,
    Erasure,
    PersonalSource,
    RestsOnConsent,
    personal_sources,
    resting_on_consent,
)

__all__ = [
    "Access", "AccessFilter", "AccessPage", "BadCursor", "Consent", "ConsentText", "ConsentUnknown", "CorrectableFact", "Corrected",
    "CorrectingSource", "CorrectionRefused", "EndCause", "Erasure", "GroundKind", "GroundMissing", "HeldWish", "MatterStanding",
    "NotAConsentPurpose", "OwnMatters", "PersonalSource", "ProcessingRestricted", "Purpose", "PurposeUnknown", "PurposesFaulty",
    "PurposesLoaded", "Restriction", "RestsOnConsent", "Seen", "TextChanged", "UnusualReading", "UsageRow", "UseRuled", "Way", "Wish",
    "own_matters", "personal_sources", "resting_on_consent",
]  # fmt: skip
