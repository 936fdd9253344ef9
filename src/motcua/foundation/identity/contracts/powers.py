"""What crosses the door about powers: acts that have names, matters that other rooms know, and an answer explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from motcua.foundation.identity.contracts.delegations import OfficerName
from motcua.kernel.actors import Actor, Role
from motcua.kernel.powers import Trace
from motcua.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class Act:
    """Something that officers do, with a name.

    ``roles``: who may, where the matter itself does not say. ``below``: the leader of a unit may do it in all units below his (he directs,
    guides and inspects them: Luật 72/2025/QH15).
    """

    key: str
    vi: str
    en: str
    roles: frozenset[Role] = frozenset()
    below: bool = False

    def word(self, language: str) -> str:
        """Its name in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class ActAsked:
    """Who may do one act in one matter as it stands: any of ``roles`` in any of ``units``."""

    key: str
    roles: frozenset[Role]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter that has a code, such as a dossier: its procedure, field and units, and the acts that can be asked of it."""

    code: str
    procedure: str
    field: str
    units: tuple[str, ...]
    acts: tuple[ActAsked, ...] = ()

    def asked(self, act: str) -> ActAsked | None:
        """Who may do this act here; None when the matter does not know it."""
        return next((a for a in self.acts if a.key == act), None)


class MatterSource(Protocol):
    """A room that knows matters by their code ("ask up"); it registers in ``matter_sources``."""

    key: str

    def matter(self, *, code: str, actor: Actor, now: datetime) -> Matter | None:
        """The matter of that code if it exists and ``actor`` may know of it."""
        ...


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an officer may or may not do something: the answer and every post and delegation that was looked at."""

    officer: OfficerName
    trace: Trace
    act: str
    matter: str = ""


acts: Registry[Act] = Registry(key=lambda act: act.key)
matter_sources: Registry[MatterSource] = Registry(key=lambda source: source.key)

EXPLAIN = "identity.explain_access"
SEE_POSTS = "identity.see_posts"
acts.add(
    Act(key=SEE_POSTS, vi="xem chức vụ của đơn vị", en="see a unit's posts", roles=frozenset({Role.LEADER}), below=True)
)
acts.add(
    Act(
        key=EXPLAIN, vi="xem giải thích quyền của cán bộ", en="see an officer's powers explained",
        roles=frozenset({Role.LEADER}), below=True,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessQuestion:
    """What somebody wants explained: may this officer do this act at this instant, in any of the places asked."""

    officer_id: UUID
    act: str
    asked: tuple[ActAsked, ...]
    at: datetime
    procedure: str = ""
    field: str = ""
    matter: str = ""
