"""Writes of identity."""

from motcua.foundation.identity.actions.delegations import confirm_delegation, delegate, revoke_delegation
from motcua.foundation.identity.actions.demo import demo_logins, load_demo
from motcua.foundation.identity.actions.merging import move_positions
from motcua.foundation.identity.actions.officers import appoint, create_officer, release, reset_second_factor
from motcua.foundation.identity.actions.people import note_sign_in, register_person, sign_in_citizen, upsert_person_from_claims
from motcua.foundation.identity.actions.sessions import (
    close_lapsed_sessions,
    end_provider_sessions,
    end_session,
    end_sessions,
    forget_sessions,
    idle_time,
    open_session,
    strengthen_session,
    touch_session,
)

__all__ = [
    "appoint",
    "close_lapsed_sessions",
    "confirm_delegation",
    "create_officer",
    "delegate",
    "demo_logins",
    "end_provider_sessions",
    "end_session",
    "end_sessions",
    "forget_sessions",
    "idle_time",
    "load_demo",
    "move_positions",
    "note_sign_in",
    "open_session",
    "register_person",
    "release",
    "reset_second_factor",
    "revoke_delegation",
    "sign_in_citizen",
    "strengthen_session",
    "touch_session",
    "upsert_person_from_claims",
]
