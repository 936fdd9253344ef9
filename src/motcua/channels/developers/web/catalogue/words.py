"""Words of the catalogue: states, changes, shares."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.kernel.clock import local
from motcua.kit.ui.numbers import shown
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.contracts import Count, ServiceInfo, State

_STATES = {State.GOOD: "done", State.TROUBLED: "waiting", State.DOWN: "late", State.NONE: "none"}


def state_text(state: State) -> str:
    """A state in words."""
    return {
        State.GOOD: _("Chạy tốt"), State.TROUBLED: _("Đang có lỗi"), State.DOWN: _("Không trả lời"), State.NONE: _("Chưa có lượt gọi"),
    }[state]  # fmt: skip


def state_cell(service: ServiceInfo, count: Count | None, *, resting: bool) -> dict[str, Any]:
    """The state of a service as a cell with its mark: what stops every call comes first, then what its calls say."""
    if not service.enabled:
        return {"text": _("Tạm dừng"), "state": "stopped", "hint": service.notice}
    if service.suspended:
        return {"text": _("Nơi cung cấp tạm ngừng tham gia"), "state": "stopped"}
    if resting:
        return {"text": _("Đang bảo trì"), "state": "stopped"}
    state = exchange.state_of(count=count or Count())
    return {"text": state_text(state), "state": _STATES[state]}


def calls_text(count: Count | None) -> str:
    """How often it was called, in words; nothing known is said, never shown as zero."""
    return shown(count.calls if count and count.calls else None)


def share_text(count: Count | None) -> str:
    """The share of calls that were answered, with two decimals and a comma."""
    share = count.answered_share if count else None
    return "–" if share is None else f"{shown(share * 100, decimals=2)} %"


def moment(at: datetime | None) -> str:
    """An instant on the city's clock."""
    return f"{local(at):%d/%m/%Y %H:%M}" if at else "–"


def change_text(kind: str, place: str) -> str:
    """One change between two descriptions."""
    told = {
        "added": _("Thêm {place}"), "removed": _("Bỏ {place}"), "required": _("Bắt buộc có {place}"),
        "optional": _("Không còn bắt buộc {place}"),
        "type": _("Đổi kiểu của {place}"), "deprecated": _("Sẽ thôi cung cấp {place}"),
    }  # fmt: skip
    return told.get(kind, "{place}").format(place=place)
