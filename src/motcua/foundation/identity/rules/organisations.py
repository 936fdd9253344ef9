"""Pure decisions about acting for an organisation (Bộ luật Dân sự 91/2015/QH13 Điều 134–143: by law and by authorisation)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from motcua.foundation.identity.contracts.organisations import (
    ActFor,
    AuthorisationState,
    AuthorisationWrong,
    OrganisationKind,
)
from motcua.kernel.actors import Scope
from motcua.kernel.clock import local_date
from motcua.kernel.identifiers import TaxCode, TaxCodeKind

DAYS_MOST = 731  # two years, when the city has no rule of its own: ``identity.authorisation_days_most``
TOLD_DAYS = 365  # without a rule of the city: ``identity.representation_days``
_KINDS = {
    TaxCodeKind.ORGANISATION: OrganisationKind.ENTERPRISE,
    TaxCodeKind.BRANCH: OrganisationKind.BRANCH,
    TaxCodeKind.PERSON: OrganisationKind.HOUSEHOLD,
}


def kind_of(code: TaxCode) -> OrganisationKind:
    """What a tax code says of its holder."""
    return _KINDS[code.kind]


def state_of(
    *, valid_from: datetime, valid_to: datetime, accepted_at: datetime | None, ended_at: datetime | None, now: datetime
) -> AuthorisationState:
    """Where an authorisation stands: ended before waiting, waiting before scheduled."""
    if (ended_at is not None and ended_at <= now) or valid_to <= now:
        return AuthorisationState.ENDED
    if accepted_at is None or accepted_at > now:
        return AuthorisationState.WAITING
    return AuthorisationState.SCHEDULED if valid_from > now else AuthorisationState.ACTIVE


def check_receiver(*, number: str, name: str, giver: str) -> None:
    """Refuse a receiver without a name, and the giver herself; ``AuthorisationWrong``."""
    if not name:
        raise AuthorisationWrong(reason_vi="ghi họ tên người được uỷ quyền.", reason_en="state the name of the person.")
    if number == giver:
        raise AuthorisationWrong(reason_vi="bạn đã là người đại diện của tổ chức.", reason_en="you represent it already.")


def check(
    *, scope: Scope, valid_from: datetime, valid_to: datetime, basis_number: str, basis_on: date, now: datetime, days_most: int
) -> None:
    """Refuse what a document of authorisation may not leave open; ``AuthorisationWrong`` names it."""
    paper = (basis_number, basis_on)
    wrong = _wrong(scope=scope, valid_from=valid_from, valid_to=valid_to, paper=paper, now=now, most=days_most)
    if wrong is not None:
        raise AuthorisationWrong(reason_vi=wrong[0], reason_en=wrong[1])


def _wrong(
    *, scope: Scope, valid_from: datetime, valid_to: datetime, paper: tuple[str, date], now: datetime, most: int
) -> tuple[str, str] | None:
    if not scope.verbs:
        return "chọn ít nhất một việc được làm.", "choose at least one thing that may be done."
    if not scope.verbs <= set(ActFor):
        return "có việc không có trong danh sách.", "one of the things is not on the list."
    if local_date(valid_from) < local_date(now):
        return "không giao quyền lùi về trước hôm nay.", "a power is not given backwards."
    if valid_to <= valid_from:
        return "ngày kết thúc phải sau ngày bắt đầu.", "the last day must follow the first."
    if valid_to - valid_from > timedelta(days=most):
        return f"thời hạn dài nhất là {most} ngày; hết hạn thì giao lại.", f"the longest period is {most} days; give it again afterwards."
    if not paper[0]:
        return "ghi số giấy uỷ quyền hoặc quyết định.", "state the number of the document."
    if paper[1] > local_date(now):
        return "giấy uỷ quyền không thể ghi ngày trong tương lai.", "the document cannot be of a future day."
    return None
