"""What a delegation must state, how long it may last and where it stands. NĐ 30/2020/NĐ-CP Điều 13; limits are data."""

from __future__ import annotations

from datetime import datetime, timedelta

from motcua.foundation.identity.contracts import (
    Basis,
    DelegationIncomplete,
    DelegationKind,
    DelegationPeriodWrong,
    DelegationState,
)
from motcua.kernel.actors import Role, Scope

# How a signature in another's place is introduced; a substitute does the work and does not sign.
_FORMS = {
    DelegationKind.AUTHORISED: "TUQ.",
    DelegationKind.SIGNS_FOR: "KT.",
    DelegationKind.BY_ORDER: "TL.",
    DelegationKind.SUBSTITUTE: "",
}
# Deputies and heads of departments hold a standing assignment; authority and absence are limited in time (Điều 13 khoản 3).
_STANDING = frozenset({DelegationKind.SIGNS_FOR, DelegationKind.BY_ORDER})
DAYS_MOST = 366


def form_of(kind: DelegationKind) -> str:
    """``TUQ.``, ``KT.``, ``TL.``, or nothing for a substitute."""
    return _FORMS[kind]


def normal_scope(scope: Scope, *, kind: DelegationKind) -> Scope:
    """The scope without blanks; DelegationIncomplete when a substitute is to sign."""
    if kind is DelegationKind.SUBSTITUTE and scope.may_sign:
        raise DelegationIncomplete(
            reason_vi="người thay thế tạm thời không ký thay; muốn ký, chọn uỷ quyền, ký thay hoặc thừa lệnh.",
            reason_en="a temporary substitute does not sign; to sign, choose authorisation, signing for, or by order.",
        )
    procedures, fields, verbs = (
        frozenset(s.strip() for s in names if s.strip()) for names in (scope.procedures, scope.fields, scope.verbs)
    )
    return Scope(procedures=procedures, fields=fields, verbs=verbs, may_sign=scope.may_sign)


def check_completeness(*, basis: Basis, role: Role, scope: Scope, now: datetime) -> None:
    """The document has a number and is not of the future; an administrator's powers are given whole. DelegationIncomplete."""
    if not basis.number.strip():
        raise DelegationIncomplete(
            reason_vi="chưa ghi số, ký hiệu văn bản làm căn cứ.", reason_en="the number of the document it rests on is missing."
        )
    if basis.on > now.date() + timedelta(days=1):
        raise DelegationIncomplete(reason_vi="ngày văn bản nằm trong tương lai.", reason_en="the document's day lies in the future.")
    if role is Role.ADMIN and (scope.procedures or scope.fields or scope.verbs):
        raise DelegationIncomplete(
            reason_vi="quyền quản trị không chia theo thủ tục, lĩnh vực hay việc.",
            reason_en="an administrator's powers are not divided by procedure, field or act.",
        )


def check_period(
    *, kind: DelegationKind, valid_from: datetime, valid_to: datetime | None, now: datetime, days_most: int = DAYS_MOST
) -> None:
    """Never backwards, never empty, ended where law wants an end, and not longer than ``days_most``. DelegationPeriodWrong."""
    if valid_from < now:
        raise DelegationPeriodWrong(reason_vi="ngày bắt đầu đã qua.", reason_en="it would begin in the past.")
    if valid_to is None:
        if kind not in _STANDING:
            raise DelegationPeriodWrong(reason_vi="cần ngày kết thúc.", reason_en="it needs an end.")
        return
    if valid_to <= valid_from:
        raise DelegationPeriodWrong(reason_vi="ngày kết thúc phải sau ngày bắt đầu.", reason_en="it must end after it begins.")
    if valid_to - valid_from > timedelta(days=days_most):
        raise DelegationPeriodWrong(reason_vi=f"dài nhất {days_most} ngày.", reason_en=f"at most {days_most} days.")


def delegation_state(
    *, valid_from: datetime, valid_to: datetime | None, ended_at: datetime | None, waits: bool, now: datetime
) -> DelegationState:
    """Where it stands at ``now``; ``valid_to`` is the earlier of its own end and the end of the post."""
    if (ended_at is not None and ended_at <= now) or (valid_to is not None and valid_to <= now):
        return DelegationState.ENDED
    if waits:
        return DelegationState.WAITING
    return DelegationState.ACTIVE if valid_from <= now else DelegationState.SCHEDULED


def remaining(*, valid_from: datetime, valid_to: datetime | None, at: datetime) -> tuple[datetime, datetime | None] | None:
    """The part of a period from ``at`` on, or None when nothing is left."""
    begins = max(valid_from, at)
    return None if valid_to is not None and valid_to <= begins else (begins, valid_to)
