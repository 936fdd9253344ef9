"""Writes of consent: one verb, one function, one transaction, its events."""

from motcua.foundation.consent.actions.consents import give, withdraw
from motcua.foundation.consent.actions.loading import load_reference
from motcua.foundation.consent.actions.noting import note_access

__all__ = ["give", "load_reference", "note_access", "withdraw"]
