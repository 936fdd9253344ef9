"""Pure decisions about data-sharing requests: the machine, what a request must say, what may be narrowed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from motcua.kernel.machines import Machine, transition
from motcua.platform.exchange.contracts.control import FieldInfo
from motcua.platform.exchange.contracts.sharing import OPEN, Limits, SharingAsk, SharingState

_S = SharingState
_RUNNING = (_S.IN_FORCE, _S.SUSPENDED)
LONGEST = timedelta(days=5 * 366)
NEEDS_REASON = frozenset({"ask_back", "answer", "refuse", "suspend", "revoke"})
MACHINE: Machine[SharingState] = Machine(
    states=SharingState,
    initial=_S.ASKED,
    transitions=(
        transition("agree", sources=[_S.ASKED], target=_S.REVIEW),
        transition("approve", sources=[_S.REVIEW], target=_S.IN_FORCE),
        transition("ask_back", sources=[_S.ASKED, _S.REVIEW], target=_S.RETURNED),
        transition("answer", sources=[_S.RETURNED], target=_S.ASKED),
        transition("refuse", sources=[_S.ASKED, _S.REVIEW], target=_S.REFUSED),
        transition("withdraw", sources=OPEN, target=_S.WITHDRAWN),
        transition("suspend", sources=[_S.IN_FORCE], target=_S.SUSPENDED),
        transition("resume", sources=[_S.SUSPENDED], target=_S.IN_FORCE),
        transition("revoke", sources=_RUNNING, target=_S.REVOKED),
        transition("expire", sources=_RUNNING, target=_S.EXPIRED),
    ),
    terminal=frozenset({_S.REFUSED, _S.WITHDRAWN, _S.REVOKED, _S.EXPIRED}),
)
Faults = dict[str, tuple[str, str]]


def tells_personal(declared: Sequence[FieldInfo] | None, wanted: Sequence[str]) -> bool | None:
    """Whether the wanted fields (none: all) tell of people; None where nobody described what the service tells."""
    if declared is None:
        return None
    return any(f.personal and (not wanted or covers(wanted, f.path)) for f in declared)


def covers(wanted: Sequence[str], path: str) -> bool:
    """Whether a field lies under one of the wanted paths, or above one: asking for ``a.b`` tells a part of ``a``."""
    return any(path == w or path.startswith(f"{w}.") or w.startswith(f"{path}.") for w in wanted)


def ask_faults(ask: SharingAsk, *, declared: Sequence[FieldInfo] | None, today: date) -> Faults:
    """What keeps a request from being handed in, by field, in both languages."""
    faults: Faults = {}
    if len(ask.purpose.strip()) < 10:  # noqa: PLR2004 - fewer letters say nothing
        faults["purpose"] = ("Nêu rõ dùng dữ liệu vào việc gì.", "Say what the data are used for.")
    if ask.until_on <= ask.from_on:
        faults["until_on"] = ("Ngày kết thúc phải sau ngày bắt đầu.", "The end must be after the beginning.")
    elif ask.until_on - ask.from_on > LONGEST:
        faults["until_on"] = ("Dài nhất năm năm; gia hạn khi gần hết.", "Five years at most; renew it near the end.")
    elif ask.until_on <= today:
        faults["until_on"] = ("Ngày kết thúc đã qua.", "The end has passed.")
    if not 1 <= ask.per_day <= 100_000_000:  # noqa: PLR2004 - more than the country sends a day
        faults["per_day"] = ("Nhập số lượt gọi dự kiến mỗi ngày.", "Give the expected number of calls a day.")
    unknown = [f for f in ask.fields if declared is not None and not any(covers([f], d.path) for d in declared)]
    if unknown:
        faults["fields"] = (f"Dịch vụ không có trường {unknown[0]}.", f"The service has no field {unknown[0]}.")
    if tells_personal(declared, ask.fields) is not False and not ask.ground.strip():
        faults["ground"] = (
            "Có dữ liệu cá nhân hoặc chưa rõ: nêu căn cứ pháp lý (Luật 91/2025/QH15).",
            "Personal data, or nobody knows: name the legal ground (Law 91/2025/QH15).",
        )
    return faults


def limit_faults(limits: Limits, *, fields: Sequence[str], from_on: date, until_on: date, per_day: int) -> Faults:
    """What of a narrowing would widen what was asked."""
    faults: Faults = {}
    if limits.fields is not None and fields and not all(any(f == w or f.startswith(f"{w}.") for w in fields) for f in limits.fields):
        faults["fields"] = ("Chỉ bớt được trường đã đề nghị.", "Only fields that were asked for can remain.")
    if limits.fields == () and fields:
        faults["fields"] = ("Giữ ít nhất một trường, hoặc từ chối.", "Keep one field at least, or refuse.")
    if limits.until_on is not None and not from_on < limits.until_on <= until_on:
        faults["until_on"] = ("Chỉ rút ngắn được thời hạn.", "The period can only be shortened.")
    if limits.per_day is not None and not 1 <= limits.per_day <= per_day:
        faults["per_day"] = ("Chỉ giảm được số lượt gọi.", "The number of calls can only be lowered.")
    return faults
