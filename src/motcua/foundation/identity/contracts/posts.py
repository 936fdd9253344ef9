"""Posts over time as they cross the door: in which manner, from when to when, by which documents, and what a change of them changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from motcua.foundation.identity.contracts.delegations import Basis, OfficerName
from motcua.kernel.actors import PositionHeld, Role
from motcua.kernel.errors import NamedError


class Manner(StrEnum):
    """How a post is held (Luật Cán bộ, công chức 80/2025/QH15)."""

    REGULAR = "regular"  # bổ nhiệm
    JOINT = "joint"  # kiêm nhiệm: beside a main post
    ACTING = "acting"  # giao quyền: with the powers of a vacant head's post
    IN_CHARGE = "in_charge"  # phụ trách: a deputy leads until somebody is appointed
    SECONDED = "seconded"  # biệt phái: sent to another agency for a time; the main post at home stays


BESIDE = frozenset({Manner.JOINT, Manner.SECONDED})
"""Manners that stand beside a main post; an officer has one main post at any instant."""


class PostState(StrEnum):
    """Where a post stands at an instant."""

    PLANNED = "planned"  # chưa đến ngày
    HELD = "held"  # đang giữ
    ENDED = "ended"  # đã thôi
    CANCELLED = "cancelled"  # huỷ trước khi có hiệu lực


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One post on record: who held it in which manner, from when to when (half-open), and by which documents.

    A post that was cancelled before its first instant has an empty period: it ends where it begins, and never gave a power.
    """

    position_id: int
    officer: OfficerName
    unit_code: str
    unit_id: int
    role: Role
    title: str
    manner: Manner
    main_id: int | None
    valid_from: datetime
    valid_to: datetime | None
    basis: Basis | None
    release_basis: Basis | None

    def state(self, now: datetime) -> PostState:
        """Where it stands at ``now``."""
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            return PostState.CANCELLED
        if self.valid_to is not None and self.valid_to <= now:
            return PostState.ENDED
        return PostState.HELD if self.valid_from <= now else PostState.PLANNED


@dataclass(frozen=True, slots=True, kw_only=True)
class PostChange:
    """What a change of posts did, or would do: the post, and the officer's powers at the instant ``at`` without and with it."""

    appointment: Appointment
    at: datetime
    before: tuple[PositionHeld, ...] = ()
    after: tuple[PositionHeld, ...] = ()
    given_ended: int = 0

    @property
    def gained(self) -> tuple[PositionHeld, ...]:
        """Powers that come."""
        return tuple(p for p in self.after if _power(p) not in {_power(q) for q in self.before})

    @property
    def lost(self) -> tuple[PositionHeld, ...]:
        """Powers that go."""
        return tuple(p for p in self.before if _power(p) not in {_power(q) for q in self.after})

    @property
    def kept(self) -> tuple[PositionHeld, ...]:
        """Powers that stay."""
        return tuple(p for p in self.after if _power(p) in {_power(q) for q in self.before})


def _power(held: PositionHeld) -> tuple[str, Role, str, str, UUID | None]:
    return held.unit_code, held.role, held.title, held.form, held.delegation_id


class PostUnknown(NamedError):
    """No post of that id."""

    code = "identity.post_unknown"
    vi = "Không có chức vụ này."
    en = "There is no such post."
    status = 404


class JointWrong(NamedError):
    """A joint post or a secondment without a main post that is the officer's own at that time."""

    code = "identity.joint_wrong"
    vi = "Kiêm nhiệm và biệt phái cần một chức vụ chính mà cán bộ đang giữ vào ngày đó."
    en = "A joint post or a secondment needs a main post that the officer holds on that day."
    status = 422


class MainPostOverlaps(NamedError):
    """The officer has another main post in that time."""

    code = "identity.main_post_overlaps"
    vi = "Trong thời gian đó cán bộ đã có chức vụ chính {title} ở đơn vị {unit}. Cho thôi chức vụ đó trước, hoặc ghi là kiêm nhiệm."
    en = "In that time the officer has the main post {title} in unit {unit}. End it first, or record this one as a joint post."
    status = 409


class AppointmentWrong(NamedError):
    """A period or a document of an appointment that cannot be right."""

    code = "identity.appointment_wrong"
    vi = "Chưa ghi được: {reason_vi}"
    en = "It cannot be recorded: {reason_en}"
    status = 422
