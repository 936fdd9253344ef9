"""Reads of consent; they return contracts."""

from motcua.foundation.consent.queries.accesses import access, accesses, accesses_of
from motcua.foundation.consent.queries.consents import consents_of, decide, purpose, purposes

__all__ = ["access", "accesses", "accesses_of", "consents_of", "decide", "purpose", "purposes"]
