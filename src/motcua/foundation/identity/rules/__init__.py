"""Pure decisions of identity."""

from motcua.foundation.identity.rules.attempts import FORGET, delay, seconds_left
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
from motcua.foundation.identity.rules.posts import (
    SECONDED_DAYS_MOST,
    check_appointment,
    check_basis,
    covered_until,
    manner_form,
    overlap,
)
from motcua.foundation.identity.rules.providers import ProviderRules, provider_rules
from motcua.foundation.identity.rules.sessions import amr_of, device_of, lapse, mask_address, needs_touch, told_amr

__all__ = [
    "DAYS_MOST",
    "FORGET",
    "SECONDED_DAYS_MOST",
    "ProviderRules",
    "amr_of",
    "check_appointment",
    "check_basis",
    "check_completeness",
    "check_period",
    "covered_until",
    "delay",
    "delegation_state",
    "device_of",
    "form_of",
    "has_second_factor",
    "lapse",
    "level_of",
    "manner_form",
    "mask_address",
    "method_of",
    "needs_touch",
    "normal_scope",
    "overlap",
    "provider_rules",
    "read_claims",
    "read_date",
    "remaining",
    "seconds_left",
    "told_amr",
]
