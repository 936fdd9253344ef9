"""Systems that the exchange connects, as they are declared and as they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Trust(StrEnum):
    """How much is known of the form in which a system speaks."""

    PUBLISHED = "published"  # đã công bố hoặc đang dùng
    ASSUMED = "assumed"  # giả định


REST, FILES = "rest", "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a system is asked to see that it answers; harmless.

    With a ``body`` it is posted once a day, and the answer is what comes back under the receipt (a partner that exchanges files).
    """

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A service that tells one record by its key, as the simulated system answers.

    ``answer`` has for each field a list (one of them), ``{from, to}`` (a whole number between) or a text with ``{key}`` and ``{tail}``.
    ``key_vi``, ``key_en`` and ``example`` say what the key is, ``means`` what each field is, in both languages.
    """

    key_vi: str
    key_en: str
    example: str
    answer: Mapping[str, Any]
    means: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredService:
    """A service of a declared system. ``path`` follows the system's address, of files the folder that is open to the partner.

    ``probe`` is what is asked to see that it answers, or None; ``endpoints`` are (method, path glob); ``tells`` the personal data that it
    tells, in both languages; ``adapter`` the kind and the settings of its adapter (without secrets), None for our own REST.
    """

    code: str
    vi: str
    en: str
    path: str
    probe: Question | None
    endpoints: tuple[tuple[str, str], ...]
    tells: tuple[tuple[str, str], ...]
    adapter: Mapping[str, Any] | None = None
    lookup: Lookup | None = None

    @property
    def kind(self) -> str:
        """How it is spoken to: ``rest``, ``soap``, ``files`` or ``mapping``."""
        return str(self.adapter["kind"]) if self.adapter else REST


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredSystem:
    """One system of the national catalogue: whose it is, how it is spoken to, on what ground, and how far that is known.

    ``named``: among those that every installation connects. ``secret`` names the credential that the gateway presents. ``adapter`` is how
    the real one is spoken to, as far as that is known; each service says how it is spoken to here.
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

    @property
    def kinds(self) -> tuple[str, ...]:
        """The ways in which its services are spoken to."""
        return tuple(dict.fromkeys(service.kind for service in self.services))

    def name(self, language: str) -> str:
        """The name in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


class LinkState(StrEnum):
    """How a declared system is connected, by the signed log.

    ``ANSWERED`` alone counts as connected: registered, and the last thing heard of it, at most ``MOTCUA_EXCHANGE_LINK_MINUTES`` ago, was an
    answer; of a partner that exchanges files the rows of an accepted file.
    """

    ANSWERED = "answered"  # đang nối
    FAILING = "failing"  # lần gần nhất không trả lời được
    LAPSED = "lapsed"  # đã lâu không nghe gì
    UNASKED = "unasked"  # chưa hỏi lần nào
    REMOVED = "removed"  # không đăng ký


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemState:
    """A declared system, its identifier and what the signed log says of it."""

    declared: DeclaredSystem
    system: str
    state: LinkState
    last_ok_at: datetime | None
    last_failed_at: datetime | None

    @property
    def connected(self) -> bool:
        """Whether it counts as connected."""
        return self.state is LinkState.ANSWERED

    @property
    def registered(self) -> bool:
        """Whether this installation has it in its register."""
        return self.state is not LinkState.REMOVED


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChange:
    """A declared system became connected, or is so no longer; ``request_id`` is the call that showed it, None when none did."""

    code: str
    linked: bool
    why: LinkState
    request_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterCheck:
    """What the gateway said at ``checked_at`` of a service that it translates: ``kind`` of adapter, problems in both languages.

    No problem is good news.
    """

    service: str
    kind: str
    problems: tuple[tuple[str, str], ...]
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Probed:
    """What one round of asking brought: codes that answered, and codes that did not with the reason."""

    answered: tuple[str, ...]
    silent: tuple[tuple[str, str], ...]
