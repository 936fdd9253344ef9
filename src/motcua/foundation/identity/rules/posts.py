"""What an appointment must state, and how a signature in an acting post is introduced. Luật Cán bộ, công chức 80/2025/QH15."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from motcua.foundation.identity.contracts import AppointmentWrong, Basis, Manner

# NĐ 30/2020/NĐ-CP: whoever was given the head's powers puts Q. before the head's title (Phụ lục I, mục II); a deputy who is in charge signs
# as a deputy signs for the head (Điều 13 khoản 1).
_FORMS = {Manner.ACTING: "Q.", Manner.IN_CHARGE: "KT."}
SECONDED_DAYS_MOST = 3 * 366
_DAY = timedelta(days=1)

Period = tuple[datetime, datetime | None]


def manner_form(manner: Manner) -> str:
    """``Q.`` for an acting head, ``KT.`` for a deputy in charge, nothing for other posts."""
    return _FORMS.get(manner, "")


def check_appointment(*, manner: Manner, valid_from: datetime, valid_to: datetime | None, basis: Basis | None, now: datetime) -> None:
    """Never backwards, never empty; a secondment ends; the document is not of the future. AppointmentWrong."""
    if valid_from < now:
        raise AppointmentWrong(reason_vi="ngày có hiệu lực đã qua.", reason_en="it would begin in the past.")
    if valid_to is not None and valid_to <= valid_from:
        raise AppointmentWrong(reason_vi="ngày kết thúc phải sau ngày có hiệu lực.", reason_en="it must end after it begins.")
    if manner is Manner.SECONDED and (valid_to is None or valid_to - valid_from > SECONDED_DAYS_MOST * _DAY):
        raise AppointmentWrong(
            reason_vi="biệt phái cần ngày kết thúc, không quá 3 năm.", reason_en="a secondment needs an end, within 3 years."
        )
    check_basis(basis, now=now)


def check_basis(basis: Basis | None, *, now: datetime) -> None:
    """A document has a number and is not of the future. AppointmentWrong."""
    if basis is None:
        return
    if not basis.number.strip():
        raise AppointmentWrong(reason_vi="chưa ghi số, ký hiệu văn bản.", reason_en="the number of the document is missing.")
    if basis.on > now.date() + _DAY:
        raise AppointmentWrong(reason_vi="ngày văn bản nằm trong tương lai.", reason_en="the document's day lies in the future.")


def overlap(one: Period, other: Period) -> bool:
    """Whether two half-open periods share an instant; an empty one shares none."""
    begins = max(one[0], other[0])
    ends = [end for _, end in (one, other) if end is not None]
    return all(begins < end for end in ends)


def covered_until(periods: Iterable[Period], *, at: datetime) -> datetime | None:
    """Until when the periods follow one another without a gap from ``at`` on: ``at`` itself when none covers it, None without an end."""
    known, reached = list(periods), at
    while True:
        ends = [end for begins, end in known if begins <= reached and (end is None or reached < end)]
        if not ends:
            return reached
        if None in ends:
            return None
        reached = max(end for end in ends if end is not None)
