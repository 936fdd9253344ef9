"""Systems that the exchange connects, as they are declared and as they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Trust(StrEnum):
    """How much is known of the form in which a system speaks."""

    PUBLISHED = "published"  # đã công bố hoặc đang dùng
    ASSUMED = "assumed"  # giả định


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredService:
    """A service of a declared system. ``path`` follows the system's address; ``probe`` is what is asked to see that it answers, or None.

    ``endpoints`` are (method, path glob); ``tells`` the personal data that it tells, in both languages.
    """

    code: str
    vi: str
    en: str
    path: str
    probe: str | None
    endpoints: tuple[tuple[str, str], ...]
    tells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredSystem:
    """One system of the national catalogue: whose it is, how it is spoken to, on what ground, and how far that is known.

    ``named``: among those that every installation connects. ``secret`` names the credential that the gateway presents.
    """

    code: str
    named: bool
    vi: str
    en: str
    owner_class: str
    owner_code: str
    owner_vi: str
    owner_en: str
    system: str
    adapter: str
    secret: str
    trust: Trust
    source: str
    law: str
    services: tuple[DeclaredService, ...]

    @property
    def assumed(self) -> bool:
        """Whether its format is not published: shown as assumed."""
        return self.trust is Trust.ASSUMED

    def name(self, language: str) -> str:
        """The name in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemState:
    """A declared system and what the signed log says of it. ``connected``: registered, and the last call was answered."""

    declared: DeclaredSystem
    registered: bool
    connected: bool
    last_ok_at: datetime | None
    last_failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Probed:
    """What one round of asking brought: codes that answered, and codes that did not with the reason."""

    answered: tuple[str, ...]
    silent: tuple[tuple[str, str], ...]
