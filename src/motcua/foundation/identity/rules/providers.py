"""How a provider of e-identities speaks: its words for levels, the names of its claims. All of it is data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LEVELS = (1, 2)
FACTS = (
    "personal_number", "full_name", "born_on", "phone", "email", "residence_unit_code", "residence_line", "tax_code", "organisation_name",
)  # fmt: skip
NEEDED = ("personal_number", "full_name")


@dataclass(frozen=True, slots=True)
class ProviderRules:
    """One provider, as ``data/providers.yaml`` describes it."""

    key: str
    name_vi: str
    name_en: str
    acr_values: Mapping[int, str]
    level_claims: tuple[str, ...]
    levels: Mapping[str, int]
    claims: Mapping[str, tuple[str, ...]]

    def name(self, language: str) -> str:
        """The provider's name in the reader's language."""
        return self.name_en if language == "en" else self.name_vi

    @property
    def tells_organisations(self) -> bool:
        """Whether the provider says which organisation a person represents, so that its silence means none."""
        return bool(self.claims.get("tax_code"))

    def told(self, claims: Mapping[str, Any], fact: str) -> Any:
        """The first value that the provider gives for a fact; None when it gives none."""
        found = (claims.get(name) for name in self.claims.get(fact, ()))
        return next((value for value in found if value not in (None, "")), None)


def provider_rules(described: Mapping[str, Any]) -> ProviderRules:
    """Read one entry; ValueError names what is missing or unknown, so that a wrong file stops the start and not a sign-in."""
    key = str(described.get("key") or "")
    claims = {fact: tuple(names) for fact, names in dict(described.get("claims") or {}).items()}
    unknown, missing = sorted(set(claims) - set(FACTS)), [fact for fact in NEEDED if not claims.get(fact)]
    levels = {str(word): int(level) for word, level in dict(described.get("levels") or {}).items()}
    if not key or unknown or missing or not described.get("level_claims") or not set(levels.values()) <= set(LEVELS) or not levels:
        msg = f"provider {key!r}: unknown facts {unknown}, missing facts {missing}, levels {sorted(set(levels.values()))} of {LEVELS}"
        raise ValueError(msg)
    return ProviderRules(
        key=key,
        name_vi=str(described["name_vi"]),
        name_en=str(described["name_en"]),
        acr_values={int(level): str(word) for level, word in dict(described.get("acr_values") or {}).items()},
        level_claims=tuple(described["level_claims"]),
        levels=levels,
        claims=claims,
    )
