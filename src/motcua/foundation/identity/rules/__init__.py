"""Pure decisions of identity."""

from motcua.foundation.identity.rules.claims import has_second_factor, level_of, method_of, read_claims, read_date
from motcua.foundation.identity.rules.delegations import (
    DAYS_MOST,
    check_completeness,
    check_period,
    delegation_state,
    form_of,
    normal_scope,
    remaining,
)

__all__ = [
    "DAYS_MOST",
    "check_completeness",
    "check_period",
    "delegation_state",
    "form_of",
    "has_second_factor",
    "level_of",
    "method_of",
    "normal_scope",
    "read_claims",
    "read_date",
    "remaining",
]
