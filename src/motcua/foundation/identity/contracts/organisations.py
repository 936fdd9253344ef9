"""Organisations as they cross the door: who they are, who may act for them, and within which bounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from motcua.kernel.actors import Scope
from motcua.kernel.errors import NamedError


class OrganisationKind(StrEnum):
    """What the tax code says of its holder."""

    ENTERPRISE = "enterprise"  # 10 digits: doanh nghiệp, hợp tác xã, tổ chức
    BRANCH = "branch"  # 13 digits: chi nhánh, đơn vị phụ thuộc
    HOUSEHOLD = "household"  # 12 digits: hộ, cá nhân kinh doanh


class ActFor(StrEnum):
    """What an authorised person may do for an organisation; the verbs of her scope."""

    FILE = "file"  # nộp, bổ sung, rút hồ sơ
    SEE_ALL = "see_all"  # xem mọi hồ sơ của tổ chức, không chỉ hồ sơ mình nộp
    PAY = "pay"  # nộp phí, lệ phí
    PAPERS = "papers"  # xem kho giấy tờ của tổ chức


class AuthorisationState(StrEnum):
    """Where an authorisation stands at an instant."""

    WAITING = "waiting"  # chờ người được uỷ quyền nhận
    SCHEDULED = "scheduled"  # chưa đến ngày
    ACTIVE = "active"  # đang có hiệu lực
    ENDED = "ended"  # đã hết


class AuthorisationEnd(StrEnum):
    """Why an authorisation ended before its last day."""

    REVOKED = "revoked"  # người đại diện thu hồi
    DECLINED = "declined"  # người được uỷ quyền không nhận
    RETURNED = "returned"  # người được uỷ quyền trả lại
    REPLACED = "replaced"  # một uỷ quyền mới thay cho nó


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An enterprise or other organisation, by tax code.

    ``scope`` is None for its legal representative; for a person whom the representative authorised, it says what she may do.
    """

    uuid: UUID
    tax_code: str
    name: str
    kind: OrganisationKind = OrganisationKind.ENTERPRISE
    scope: Scope | None = None
    until: datetime | None = None

    @property
    def shown_code(self) -> str:
        """The code as pages show it: that of a household business is somebody's personal number and is masked."""
        return self.tax_code if self.kind is not OrganisationKind.HOUSEHOLD else f"{self.tax_code[:3]}••••••{self.tax_code[-3:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Representative:
    """Who represents an organisation by law, since when and until when."""

    person_id: UUID
    full_name: str
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """What an organisation lets a person do for it, on ``[valid_from, valid_to)`` once she accepted."""

    uuid: UUID
    organisation: Organisation
    person_id: UUID | None
    name: str
    masked_number: str
    scope: Scope
    valid_from: datetime
    valid_to: datetime
    basis_number: str
    basis_on: date
    given_by: str
    given_at: datetime
    state: AuthorisationState
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    ended_cause: AuthorisationEnd | None = None


class NotRepresentative(NamedError):
    """The person may not act for this organisation at this time, or not in this matter."""

    code = "identity.not_representative"
    vi = "Bạn không phải người đại diện, cũng không được uỷ quyền làm việc này cho tổ chức."
    en = "You neither represent this organisation at present nor are you authorised to do this for it."
    status = 403


class AuthorisationUnknown(NamedError):
    """No authorisation of that id, or the actor may not know of it."""

    code = "identity.authorisation_unknown"
    vi = "Không có uỷ quyền này."
    en = "There is no such authorisation."
    status = 404


class AuthorisationWrong(NamedError):
    """A fact that an authorisation must state is missing, contradicts another, or goes beyond what may be given."""

    code = "identity.authorisation_wrong"
    vi = "Chưa ghi được uỷ quyền: {reason_vi}"
    en = "The authorisation cannot be recorded: {reason_en}"
    status = 422


class AuthorisationSettled(NamedError):
    """It has ended or was accepted already."""

    code = "identity.authorisation_settled"
    vi = "Uỷ quyền này đã hết hiệu lực hoặc đã được nhận."
    en = "This authorisation has ended or was accepted already."
    status = 409
