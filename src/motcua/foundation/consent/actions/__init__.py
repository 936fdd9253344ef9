"""Writes of consent: one verb, one function, one transaction, its events."""

from motcua.foundation.consent.actions.consents import give, withdraw
from motcua.foundation.consent.actions.keeping import keep_months
from motcua.foundation.consent.actions.loading import load_reference
from motcua.foundation.consent.actions.noting import note_access, note_seen, note_taken
from motcua.foundation.consent.actions.restricting import lift, restrict

__all__ = ["give", "keep_months", "lift", "load_reference", "note_access", "note_seen", "note_taken", "restrict", "withdraw"]
