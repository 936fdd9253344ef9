"""Reads of consent; they return contracts."""

from motcua.foundation.consent.queries.accesses import access, accesses, accesses_of, facets_of
from motcua.foundation.consent.queries.consents import consent, consents_of, known_purposes, purpose, purposes
from motcua.foundation.consent.queries.deciding import allowed_among, decide
from motcua.foundation.consent.queries.oversight import officer_names, overseen, unusual, usage
from motcua.foundation.consent.queries.restrictions import (
    allows_use,
    require_use,
    resting,
    restricted,
    restricted_among,
    restrictions_of,
    stopped_among,
    uses_under_restriction,
)

__all__ = [
    "access", "accesses", "accesses_of", "allowed_among", "allows_use", "consent", "consents_of", "decide", "facets_of", "known_purposes",
    "officer_names", "overseen", "purpose", "purposes", "require_use", "resting", "restricted", "restricted_among", "restrictions_of",
    "stopped_among", "unusual", "usage", "uses_under_restriction",
]  # fmt: skip
