"""Reads of identity."""

from motcua.foundation.identity.queries.delegations import (
    delegation,
    delegations_of,
    delegations_to,
    delegations_waiting,
    open_for_posts,
    to_delegation,
)
from motcua.foundation.identity.queries.levels import require_level
from motcua.foundation.identity.queries.officers import (
    account_actor,
    actor_of,
    current,
    find_officers,
    officer,
    officer_actor,
    officer_by_code,
    officers_in,
    posts,
    system_actor,
)
from motcua.foundation.identity.queries.people import (
    NUMBER_PURPOSE,
    account_of,
    number_index,
    organisation,
    people,
    person,
    person_by_number,
    represented_by,
    to_person,
)
from motcua.foundation.identity.queries.powers import decide, explain, holder, powers
from motcua.foundation.identity.queries.sessions import LiveSession, live_session, session_id, sessions_of, sign_in_facts

__all__ = [
    "NUMBER_PURPOSE",
    "LiveSession",
    "account_actor",
    "account_of",
    "actor_of",
    "current",
    "decide",
    "delegation",
    "delegations_of",
    "delegations_to",
    "delegations_waiting",
    "explain",
    "find_officers",
    "holder",
    "live_session",
    "number_index",
    "officer",
    "officer_actor",
    "officer_by_code",
    "officers_in",
    "open_for_posts",
    "organisation",
    "people",
    "person",
    "person_by_number",
    "posts",
    "powers",
    "represented_by",
    "require_level",
    "session_id",
    "sessions_of",
    "sign_in_facts",
    "system_actor",
    "to_delegation",
    "to_person",
]
