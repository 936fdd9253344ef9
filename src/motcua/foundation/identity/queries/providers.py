"""The configured providers of e-identities."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from motcua.foundation.identity import contracts, rules


def provider(key: str) -> rules.ProviderRules:
    """How the provider of that key speaks; ``ProviderUnknown``."""
    for found in providers():
        if found.key == key:
            return found
    raise contracts.ProviderUnknown


@cache
def providers() -> tuple[rules.ProviderRules, ...]:
    """All providers in the order of the sign-in page."""
    return tuple(rules.provider_rules(described) for described in settings.MOTCUA_IDENTITY_PROVIDERS)
