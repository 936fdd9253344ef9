"""THE DOOR of credentials: issue, present, check, revoke; what anybody may fetch."""

from motcua.platform.credentials.actions import forget_ended, issue, present, reinstate, revoke, rotate, show, suspend, sweep
from motcua.platform.credentials.adapters.carried import check_config, issuer
from motcua.platform.credentials.contracts import (
    ClaimLabel,
    ClaimRefused,
    Credential,
    CredentialKind,
    CredentialUnknown,
    KeyElsewhere,
    KeyReused,
    KindUnknown,
    NotPresentable,
    Outcome,
    PeriodRefused,
    Presentation,
    Problem,
    Standing,
    State,
    Verdict,
    kinds,
)
from motcua.platform.credentials.queries import (
    credential,
    credentials_of,
    issuer_metadata,
    kinds_of,
    metadata_of,
    shown,
    status_token,
    verify,
)

__all__ = [
    "ClaimLabel", "ClaimRefused", "Credential", "CredentialKind", "CredentialUnknown", "KeyElsewhere", "KeyReused", "KindUnknown",
    "NotPresentable", "Outcome", "PeriodRefused", "Presentation", "Problem", "Standing", "State", "Verdict", "check_config",
    "credential", "credentials_of", "forget_ended", "issue", "issuer", "issuer_metadata", "kinds", "kinds_of", "metadata_of", "present",
    "reinstate", "revoke", "rotate", "show", "shown", "status_token", "suspend", "sweep", "verify",
]  # fmt: skip
