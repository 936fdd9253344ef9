"""Tables of identity."""

from motcua.foundation.identity.models.accounts import Account, CacheEntry
from motcua.foundation.identity.models.attempts import Attempt
from motcua.foundation.identity.models.links import LinkConflict, UsedToken
from motcua.foundation.identity.models.mergers import UnitMerger
from motcua.foundation.identity.models.officers import Delegation, Officer, Position
from motcua.foundation.identity.models.organisations import Authorisation, Organisation, Representation
from motcua.foundation.identity.models.people import Person
from motcua.foundation.identity.models.resets import FactorReset
from motcua.foundation.identity.models.sessions import Session

__all__ = [
    "Account",
    "Attempt",
    "Authorisation",
    "CacheEntry",
    "Delegation",
    "FactorReset",
    "LinkConflict",
    "Officer",
    "Organisation",
    "Person",
    "Position",
    "Representation",
    "Session",
    "UnitMerger",
    "UsedToken",
]
