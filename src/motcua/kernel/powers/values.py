"""What the decision about a power reads, and what it answers: values without a clock, a database or a framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from motcua.kernel.actors import PositionHeld, Role, Scope
from motcua.kernel.policy import Decision

Tree = Mapping[str, str]
"""The unit tree of one day: code of a unit → code of the unit that it lies in."""
NO_TREE: Tree = MappingProxyType({})


class Why(StrEnum):
    """Why a post or a delegation does not give the power."""

    CLOSED = "closed"  # tài khoản đã khoá
    NOT_BEGUN = "not_begun"  # chưa đến ngày
    ENDED = "ended"  # đã hết thời hạn
    REVOKED = "revoked"  # chấm dứt trước hạn
    WAITS = "waits"  # chờ người thứ hai xác nhận
    GIVER_NOT_YET = "giver_not_yet"  # người giao chưa giữ chức vụ
    GIVER_LEFT = "giver_left"  # người giao đã thôi chức vụ
    NO_POST = "no_post"  # người nhận không giữ chức vụ nào
    WRONG_ROLE = "wrong_role"  # vai trò khác
    WRONG_UNIT = "wrong_unit"  # đơn vị khác
    MATTER_OUTSIDE = "matter_outside"  # ngoài thủ tục, lĩnh vực được giao
    ACT_OUTSIDE = "act_outside"  # ngoài việc được giao
    MAY_NOT_SIGN = "may_not_sign"  # không được ký thay


@dataclass(frozen=True, slots=True)
class Tenure:
    """A post held in one's own name on ``[valid_from, valid_to)``; ``basis`` is the number of the decision of appointment.

    ``form``: how a signature in it is introduced (``Q.`` for an acting head, ``KT.`` for a deputy in charge).
    """

    position_id: int
    unit_code: str
    unit_id: int
    role: Role
    title: str
    valid_from: datetime
    valid_to: datetime | None = None
    basis: str = ""
    form: str = ""

    @property
    def held(self) -> PositionHeld:
        """The post as an actor carries it."""
        return PositionHeld(
            position_id=self.position_id, unit_code=self.unit_code, unit_id=self.unit_id, role=self.role, title=self.title, form=self.form
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """A power received: the giver's post, what of it was given, from when to when, and by which document."""

    delegation_id: UUID
    post: Tenure
    giver_ref: str
    giver_name: str
    form: str
    basis: str
    scope: Scope
    valid_from: datetime
    valid_to: datetime | None = None
    needs_second: bool = False
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def held(self) -> PositionHeld:
        """The power as an actor carries it."""
        post = replace(self.post.held, on_behalf_of=self.giver_ref, basis=self.basis, form=self.form)
        return replace(post, scope=self.scope, delegation_id=self.delegation_id)


Power = Tenure | Lent


@dataclass(frozen=True, slots=True)
class Holder:
    """An officer with every post and every delegation that he has, had or will have, in a stable order."""

    tenures: tuple[Tenure, ...] = ()
    lent: tuple[Lent, ...] = ()
    active: bool = True

    @property
    def powers(self) -> tuple[Power, ...]:
        """Own posts, then delegations."""
        return (*self.tenures, *self.lent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Who may do ``act`` at the instant ``at``: whoever has one of ``roles`` in one of ``units``, for this procedure and field.

    ``below``: the act is among those that the leader of a unit may do in all units below his (he directs and inspects them).
    """

    act: str
    units: tuple[str, ...]
    roles: frozenset[Role]
    at: datetime
    procedure: str = ""
    field: str = ""
    below: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One power that was looked at; it gives the power asked for when no obstacle was found. ``above``: from a unit above."""

    power: Power
    obstacles: tuple[Why, ...] = ()
    above: bool = False

    @property
    def gives(self) -> bool:
        """Whether this alone would allow the act."""
        return not self.obstacles


@dataclass(frozen=True, slots=True)
class Trace:
    """The answer, every power that was looked at, and the one on which an Allowed rests."""

    question: Question
    decision: Decision
    findings: tuple[Finding, ...] = ()
    chosen: Finding | None = None
    active: bool = True


def ground(power: Power) -> str:
    """The post or the delegation document as the log names it: ``Chủ tịch · leader · 11329``, with ``KT.`` and the document's number."""
    post = post_of(power)
    if isinstance(power, Lent):
        return f"{power.form} {post.title} · {post.role} · {post.unit_code} · {power.basis}".strip()
    return f"{post.title} · {post.role} · {post.unit_code}"


def post_of(power: Power) -> Tenure:
    """The post on which a power rests: the officer's own, or the giver's."""
    return power.post if isinstance(power, Lent) else power
