"""Writes of identity."""

from motcua.foundation.identity.actions.attempts import (
    CALLBACK,
    FACTOR,
    PASSWORD,
    STATEMENT,
    forget_attempts,
    may_pass,
    note_failure,
    note_success,
    seconds_to_wait,
    unlock,
)
from motcua.foundation.identity.actions.delegations import confirm_delegation, delegate, revoke_delegation
from motcua.foundation.identity.actions.demo import demo_logins, load_demo
from motcua.foundation.identity.actions.links import note_refusals, set_link, settle_mismatch
from motcua.foundation.identity.actions.merging import move_positions
from motcua.foundation.identity.actions.officers import create_officer, set_password
from motcua.foundation.identity.actions.people import note_sign_in, sign_in_citizen
from motcua.foundation.identity.actions.posts import (
    appoint,
    cancel_post,
    change_post,
    correct_post,
    end_post,
    tell_ended_posts,
)
from motcua.foundation.identity.actions.sessions import (
    close_lapsed_sessions,
    end_as_stated,
    end_session,
    end_sessions,
    forget_sessions,
    idle_time,
    open_session,
    strengthen_session,
    touch_session,
)

__all__ = [
    "CALLBACK",
    "FACTOR",
    "PASSWORD",
    "STATEMENT",
    "appoint",
    "cancel_post",
    "change_post",
    "close_lapsed_sessions",
    "confirm_delegation",
    "correct_post",
    "create_officer",
    "delegate",
    "demo_logins",
    "end_as_stated",
    "end_post",
    "end_session",
    "end_sessions",
    "forget_attempts",
    "forget_sessions",
    "idle_time",
    "load_demo",
    "may_pass",
    "move_positions",
    "note_failure",
    "note_refusals",
    "note_sign_in",
    "note_success",
    "open_session",
    "revoke_delegation",
    "seconds_to_wait",
    "set_link",
    "set_password",
    "settle_mismatch",
    "sign_in_citizen",
    "strengthen_session",
    "tell_ended_posts",
    "touch_session",
    "unlock",
]
