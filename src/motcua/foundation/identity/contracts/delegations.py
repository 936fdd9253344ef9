"""Delegation as it crosses the door: who acts in whose place, for what, until when and by which document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from motcua.kernel.actors import Role, Scope
from motcua.kernel.errors import NamedError
from motcua.kit.registry import Registry


class DelegationKind(StrEnum):
    """On what ground somebody acts in another's place (NĐ 30/2020/NĐ-CP Điều 13 names the first three)."""

    AUTHORISED = "authorised"  # uỷ quyền: thừa uỷ quyền, TUQ.
    SIGNS_FOR = "signs_for"  # ký thay: cấp phó, KT.
    BY_ORDER = "by_order"  # thừa lệnh, TL.
    SUBSTITUTE = "substitute"  # thay thế tạm thời khi vắng mặt; không ký


class DelegationState(StrEnum):
    """Where a delegation stands at an instant."""

    WAITING = "waiting"  # chờ người thứ hai xác nhận
    SCHEDULED = "scheduled"  # chưa đến ngày
    ACTIVE = "active"  # đang có hiệu lực
    ENDED = "ended"  # đã hết


class EndCause(StrEnum):
    """Why a delegation ended before its last day."""

    REVOKED = "revoked"  # thu hồi
    RETURNED = "returned"  # người nhận trả lại
    POST_LEFT = "post_left"  # người giao thôi giữ chức vụ
    SERVICE_LEFT = "service_left"  # người nhận không còn chức vụ ở đơn vị này
    POST_MOVED = "post_moved"  # chức vụ chuyển sang đơn vị mới; một uỷ quyền mới nối tiếp


@dataclass(frozen=True, slots=True)
class Basis:
    """The document on which a delegation rests: number (``12/QĐ-UBND``), day, and the scan if one was kept."""

    number: str
    on: date
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OfficerName:
    """An officer in a sentence."""

    uuid: UUID
    code: str
    full_name: str

    @property
    def ref(self) -> str:
        """As ``Actor.ref`` writes it."""
        return f"officer:{self.uuid}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """One delegation; in force on ``[valid_from, valid_to)`` until ``ended_at``, as long as the giver keeps the post."""

    uuid: UUID
    position_id: int
    unit_code: str
    role: Role
    title: str
    giver: OfficerName
    receiver: OfficerName
    kind: DelegationKind
    form: str
    scope: Scope
    valid_from: datetime
    valid_to: datetime | None
    basis: Basis
    reason: str
    state: DelegationState
    created_at: datetime
    created_by: str
    confirmed_at: datetime | None = None
    confirmed_by: str = ""
    ended_at: datetime | None = None
    ended_cause: EndCause | None = None
    ended_reason: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a delegation may be narrowed to."""

    code: str
    vi: str
    en: str


class ScopeSource(Protocol):
    """What a delegation can be narrowed to; a room above registers one in ``scope_sources``."""

    key: str

    def fields(self, *, unit_code: str, now: datetime) -> Sequence[Choice]:
        """Fields of work of a unit."""
        ...

    def verbs(self) -> Sequence[Choice]:
        """Acts that have names."""
        ...

    def procedures(self, *, codes: Sequence[str], now: datetime) -> Sequence[Choice]:
        """Those of the given codes that exist."""
        ...


scope_sources: Registry[ScopeSource] = Registry(key=lambda source: source.key)


class DelegationUnknown(NamedError):
    """No delegation of that id, or the actor may not know of it."""

    code = "identity.delegation_unknown"
    vi = "Không có uỷ quyền này."
    en = "There is no such delegation."
    status = 404


class DelegationToSelf(NamedError):
    """Giver and receiver are one."""

    code = "identity.delegation_to_self"
    vi = "Không thể uỷ quyền cho chính người đang giữ chức vụ. Chọn một người khác."
    en = "A power cannot be delegated to the officer who holds it. Choose somebody else."
    status = 422


class DelegationChained(NamedError):
    """The power is itself held by delegation."""

    code = "identity.delegation_chained"
    vi = "Bạn đang giữ quyền này do được uỷ quyền; người được uỷ quyền không được uỷ quyền lại (NĐ 30/2020/NĐ-CP Điều 13)."
    en = "You hold this power by delegation; what was delegated may not be delegated further (NĐ 30/2020/NĐ-CP Điều 13)."
    status = 422


class PositionNotHeld(NamedError):
    """The post does not exist or is not held at that time."""

    code = "identity.position_not_held"
    vi = "Chức vụ này không còn được giữ vào thời điểm đó."
    en = "This post is not held at that time."
    status = 422


class ReceiverNotServing(NamedError):
    """The receiver has no post in the unit of the power, nor below it."""

    code = "identity.receiver_not_serving"
    vi = "Người nhận không giữ chức vụ nào ở đơn vị {unit} hoặc đơn vị trực thuộc."
    en = "The receiver holds no post in the unit {unit} or below it."
    status = 422


class DelegationPeriodWrong(NamedError):
    """Begins in the past, ends before it begins, lasts too long, or has no end where one is required."""

    code = "identity.delegation_period"
    vi = "Thời hạn uỷ quyền chưa đúng: {reason_vi}"
    en = "The period of the delegation is not right: {reason_en}"
    status = 422


class DelegationOverlaps(NamedError):
    """The same powers are given to the same officer in the same time already."""

    code = "identity.delegation_overlaps"
    vi = "Người này đã được giao quyền trùng trong thời gian đó, theo {basis}. Thu hồi uỷ quyền cũ hoặc đổi thời hạn, phạm vi."
    en = "This officer has the same power in that time already, by {basis}. Revoke the earlier delegation, or change period or scope."
    status = 409


class DelegationIncomplete(NamedError):
    """A fact that the document must state is missing or contradicts another."""

    code = "identity.delegation_incomplete"
    vi = "Uỷ quyền chưa đủ thông tin: {reason_vi}"
    en = "The delegation is incomplete: {reason_en}"
    status = 422


class DelegationSettled(NamedError):
    """It has ended or was confirmed already."""

    code = "identity.delegation_settled"
    vi = "Uỷ quyền này đã hết hiệu lực hoặc đã được xác nhận."
    en = "This delegation has ended or was confirmed already."
    status = 409
