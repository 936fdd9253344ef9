"""THE DOOR of consent: decide whether a purpose holds, note a reading, give and withdraw, who read whose data."""

from motcua.foundation.consent.actions import give, load_reference, note_access, withdraw
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
    TextChanged,
    Way,
    personal_sources,
)
from motcua.foundation.consent.queries import access, accesses, accesses_of, consents_of, decide, purpose, purposes

__all__ = [
    "Access", "AccessFilter", "AccessPage", "BadCursor", "Consent", "ConsentText", "ConsentUnknown", "EndCause", "Erasure", "GroundKind",
    "GroundMissing", "NotAConsentPurpose", "PersonalSource", "Purpose", "PurposeUnknown", "PurposesFaulty", "PurposesLoaded", "TextChanged",
    "Way", "access", "accesses", "accesses_of", "consents_of", "decide", "give", "load_reference", "note_access", "personal_sources",
    "purpose", "purposes", "withdraw",
]  # fmt: skip
