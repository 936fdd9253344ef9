"""Writes of identity."""

from motcua.foundation.identity.actions.demo import demo_logins, load_demo
from motcua.foundation.identity.actions.officers import appoint, create_officer, release, reset_second_factor
from motcua.foundation.identity.actions.people import note_sign_in, register_person, sign_in_citizen, upsert_person_from_claims

__all__ = [
    "appoint",
    "create_officer",
    "demo_logins",
    "load_demo",
    "note_sign_in",
    "register_person",
    "release",
    "reset_second_factor",
    "sign_in_citizen",
    "upsert_person_from_claims",
]
