"""THE DOOR of consent: decide whether a purpose holds, note a reading, give and withdraw, who read whose data."""

from motcua.foundation.consent.actions import give, load_reference, note_access, note_seen, withdraw
from motcua.foundation.consent.contracts import (
    Access,
    AccessFilter,
    AccessPage,
    BadCursor,
    Consent,
    ConsentText,
    ConsentUnknown,
    EndCause,
    Erasure,
    GroundKind,
    GroundMissing,
    NotAConsentPurpose,
    PersonalSource,
    Purpose,
    PurposesFaulty,
    PurposesLoaded,
    PurposeUnknown,
    Seen,
    TextChanged,
    UnusualReading,
    UsageRow,
    Way,
    personal_sources,
)
from motcua.foundation.consent.queries import (
    access,
    accesses_of,
    consent,
    consents_of,
    decide,
    facets_of,
    known_purposes,
    officer_names,
    overseen,
    purpose,
    purposes,
    unusual,
    usage,
)

__all__ = [
    "Access", "AccessFilter", "AccessPage", "BadCursor", "Consent", "ConsentText", "ConsentUnknown", "EndCause", "Erasure", "GroundKind",
    "GroundMissing", "NotAConsentPurpose", "PersonalSource", "Purpose", "PurposeUnknown", "PurposesFaulty", "PurposesLoaded", "Seen",
    "TextChanged", "UnusualReading", "UsageRow", "Way", "access", "accesses_of", "consent", "consents_of", "decide", "facets_of", "give",
    "known_purposes", "load_reference", "note_access", "note_seen", "officer_names", "overseen", "personal_sources", "purpose",
    "purposes", "unusual", "usage", "withdraw",
]  # fmt: skip
