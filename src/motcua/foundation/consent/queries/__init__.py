"""Reads of consent; they return contracts."""

from motcua.foundation.consent.queries.accesses import access, accesses, accesses_of, facets_of
from motcua.foundation.consent.queries.consents import consent, consents_of, decide, known_purposes, purpose, purposes
from motcua.foundation.consent.queries.oversight import officer_names, overseen, unusual, usage

__all__ = [
    "access", "accesses", "accesses_of", "consent", "consents_of", "decide", "facets_of", "known_purposes", "officer_names", "overseen",
    "purpose", "purposes", "unusual", "usage",
]  # fmt: skip
