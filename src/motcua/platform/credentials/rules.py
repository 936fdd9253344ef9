"""Pure decisions of credentials: which claims may be carried, which may be withheld, what a type says of itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from motcua.platform.credentials.contracts import ClaimRefused, CredentialKind, PeriodRefused, State

# What the room itself writes into a credential; nobody else's to set.
FRAME = frozenset(
    {"iss", "iat", "nbf", "exp", "sub", "aud", "jti", "cnf", "vct", "vct#integrity", "status", "_sd", "_sd_alg", "...", "issuing_unit",
     "issuing_authority", "custody"}
)  # fmt: skip
STATUS_VALUE = {State.VALID: 0, State.REVOKED: 1, State.SUSPENDED: 2}
LONGEST_PRESENTATION_MINUTES = 24 * 60


def require_claims(*, claims: Mapping[str, Any], disclosable: Collection[str]) -> None:
    """``ClaimRefused`` for control claims, and for a disclosable name that the claims lack (dotted inside objects)."""
    for name in claims:
        if name in FRAME or "." in name or "~" in name:
            raise ClaimRefused(name=name)
    for path in disclosable:
        value: Any = claims
        for part in path.split("."):
            if not isinstance(value, Mapping) or part not in value:
                raise ClaimRefused(name=path)
            value = value[part]


def withheld(*, kind: CredentialKind, claims: Mapping[str, Any], disclosable: Collection[str]) -> tuple[str, ...]:
    """The claims that the holder may withhold: what the caller says, and everything that the kind does not show always.

    ``ClaimRefused`` for a claim that is not on the kind's list: a credential says what its kind may say, and nothing else.
    """
    listed = {claim.name: claim.open for claim in kind.claims}
    for name in claims:
        if name not in listed:
            raise ClaimRefused(name=name)
    return tuple(sorted({*disclosable, *(name for name in claims if not listed[name])}))


def require_period(*, valid_from: datetime, valid_to: datetime | None) -> None:
    """``PeriodRefused`` when it would end before it begins."""
    if valid_to is not None and valid_to <= valid_from:
        raise PeriodRefused


def may_change(*, before: State, after: State) -> bool:
    """A revocation is final; a suspension can be lifted."""
    return before is not State.REVOKED and before is not after


def fingerprint(facts: Mapping[str, Any]) -> str:
    """What one idempotency key stands for."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def crowded(*, used: int, capacity: int) -> bool:
    """Whether a list is half full: a free place is then no longer found at the first tries, and a new list is opened."""
    return used * 2 >= capacity


def type_metadata(*, kind: CredentialKind, vct: str) -> dict[str, Any]:
    """The document that a verifier reads about a kind (SD-JWT VC Type Metadata)."""
    return {
        "vct": vct,
        "name": kind.en,
        "description": kind.vi,
        "display": [{"locale": "vi", "name": kind.vi}, {"locale": "en", "name": kind.en}],
        "claims": [
            {
                "path": claim.name.split("."),
                "display": [{"locale": "vi", "label": claim.vi}, {"locale": "en", "label": claim.en}],
                "sd": "never" if claim.open else "allowed",
            }
            for claim in kind.claims
        ],
    }
