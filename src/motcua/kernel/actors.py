"""Who acts: an anonymous visitor, a citizen, an officer in a position, a machine or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """The audiences of HOUSE §6, and the system."""

    ANONYMOUS = "anonymous"
    CITIZEN = "citizen"
    OFFICER = "officer"
    MACHINE = "machine"
    SYSTEM = "system"


class Role(StrEnum):
    """Roles bound to positions; a position gives its holder one or more in a unit."""

    RECEPTION = "reception"  # tiếp nhận
    APPRAISER = "appraiser"  # thẩm định
    LEADER = "leader"  # lãnh đạo ký
    OPERATOR = "operator"  # trực trung tâm điều hành
    ADMIN = "admin"  # quản trị


@dataclass(frozen=True, slots=True)
class PositionHeld:
    """One position that an officer holds at this instant."""

    position_id: int
    unit_code: str
    unit_id: int
    role: Role
    title: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, on whose behalf and with which powers at this instant.

    ``subject_id`` is the uuid of the person, officer or client; ``level`` the e-identity assurance level 0, 1 or 2 (NĐ 69/2024).
    """

    kind: ActorKind
    subject_id: UUID | None = None
    name: str = ""
    level: int = 0
    positions: tuple[PositionHeld, ...] = field(default_factory=tuple)
    organisation_id: UUID | None = None

    @property
    def ref(self) -> str:
        """Stable reference for logs: ``officer:0190…``."""
        return f"{self.kind}:{self.subject_id}" if self.subject_id else str(self.kind)

    @property
    def roles(self) -> frozenset[Role]:
        """All roles held now, in any unit."""
        return frozenset(p.role for p in self.positions)

    def has(self, *, role: Role, unit_code: str | None = None) -> bool:
        """Whether the actor holds ``role`` now, in ``unit_code`` when given."""
        return any(p.role == role and (unit_code is None or p.unit_code == unit_code) for p in self.positions)


ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS)
SYSTEM = Actor(kind=ActorKind.SYSTEM, name="Hệ thống")
