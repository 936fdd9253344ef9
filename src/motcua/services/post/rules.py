"""Pure decisions: what a choice needs, what an event of the post changes, when to try again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from motcua.kernel.identifiers import InvalidPhone, normalise_phone
from motcua.kernel.text import squeeze
from motcua.services.post.contracts import AddressIncomplete, ConsignmentState, PostAddress, PostStatus

_LONGEST = 200
LAST_OLD_DAY = date(2025, 6, 30)  # communes as they were until NQ 1669/NQ-UBTVQH15 came into force
_PAUSE, _LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=30)
CHANGEABLE = frozenset({ConsignmentState.CHOSEN, ConsignmentState.REFUSED, ConsignmentState.RETURNED, ConsignmentState.DROPPED})
"""States in which how the result is returned may still be chosen."""
SENDABLE = CHANGEABLE - {ConsignmentState.DROPPED}
_ON_THE_WAY = frozenset({ConsignmentState.ORDERED, ConsignmentState.HANDED_OVER})


def after(state: ConsignmentState, status: PostStatus) -> ConsignmentState:
    """The state once the post told ``status``; what has arrived or come back stays so, whatever is told late or twice."""
    if state not in _ON_THE_WAY:
        return state
    return {PostStatus.DELIVERED: ConsignmentState.DELIVERED, PostStatus.RETURNED: ConsignmentState.RETURNED}.get(
        status, ConsignmentState.HANDED_OVER
    )


def told(statuses: Iterable[PostStatus], *, start: ConsignmentState = ConsignmentState.HANDED_OVER) -> ConsignmentState:
    """The state that all events of one consignment lead to, in whatever order they came."""
    for status in statuses:
        start = after(start, status)
    return start


def checked(address: PostAddress) -> PostAddress:
    """The address tidied; ``AddressIncomplete`` names every field that is missing or wrong."""
    wrong: dict[str, tuple[str, str]] = {}
    try:
        phone = normalise_phone(address.phone)
    except InvalidPhone:
        phone = ""
        wrong["phone"] = (
            "Ghi số điện thoại để bưu tá gọi, ví dụ 0912 345 678.", "Write a telephone number for the postman, such as 0912 345 678.",
        )  # fmt: skip
    name, line, elsewhere = (squeeze(text)[:_LONGEST] for text in (address.name, address.line, address.elsewhere))
    if not name:
        wrong["name"] = ("Ghi họ tên người nhận.", "Write who receives it.")
    if not line:
        wrong["line"] = ("Ghi số nhà, đường hoặc thôn, tổ dân phố.", "Write the house number and street, or the hamlet.")
    if not address.unit_code and not elsewhere:
        wrong["unit"] = ("Chọn xã, phường, đặc khu.", "Choose the commune or ward.")
    if wrong:
        raise AddressIncomplete(fields=wrong)
    return PostAddress(
        name=name, phone=phone, line=line, unit_code=address.unit_code, unit_name=address.unit_name, old_unit_code=address.old_unit_code,
        elsewhere="" if address.unit_code else elsewhere,
    )  # fmt: skip


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries that got no answer: 15 s, 30 s … 30 min."""
    doubled: int = 2 ** min(max(tries - 1, 0), 12)
    return min(_PAUSE * doubled, _LONGEST_PAUSE)


def lawful_instant(*, told_at: datetime, now: datetime, machine_now: float, earliest: datetime) -> datetime:
    """When the post delivered, on the installation's clock: as long ago as on the machine's, never before it was handed over."""
    ago = timedelta(seconds=max(0.0, machine_now - told_at.timestamp()))
    return max(earliest, now - ago)
