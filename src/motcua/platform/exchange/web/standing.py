"""How the gateway of this machine stands, in words: the one thing to know now, and its time stamps."""

from __future__ import annotations

from django.utils.translation import gettext as _

from motcua.platform.exchange.contracts import GatewayState, StampsWaiting
from motcua.platform.exchange.web.frame import at


def state_notice(state: GatewayState) -> dict[str, str] | None:
    """The one thing that an operator must know about the gateway now; None when all is well."""
    if state.problem:
        told = _("Nhật ký cổng liên thông không khớp chữ ký: %(what)s. Giữ nguyên máy và báo đội an toàn thông tin.")
        return {"kind": "urgent", "text": told % {"what": state.problem}}
    if not state.answers:
        told = _("Cổng liên thông không trả lời. Biểu mẫu vẫn dùng được, người dân tự điền thông tin. Khởi động lại tiến trình gateway.")
    elif not state.ready:
        told = _("Cổng liên thông không ghi được nhật ký nên không chuyển cuộc gọi nào. Kiểm tra dung lượng đĩa.")
    elif not state.config_current:
        told = _("Cổng liên thông chưa dùng cấu hình mới nhất. Xem nhật ký của tiến trình gateway.")
    elif state.stamps and state.stamps.late:
        told = _("Dấu thời gian của nhật ký đã quá hạn chờ: %(state)s. Kiểm tra cơ quan cấp dấu và đường mạng tới đó.")
        told %= {"state": stamps_text(state.stamps)}
    else:
        return None
    return {"kind": "warn", "text": told}


def stamps_text(stamps: StampsWaiting) -> str:
    """How the time stamps stand: how many seals wait since when, and the newest stamp."""
    last = at(stamps.last_at) if stamps.last_at else _("chưa có từ khi cổng khởi động")
    if stamps.since is None:
        return _("không niêm phong nào chờ; dấu gần nhất: %(last)s") % {"last": last}
    told = _("%(n)s niêm phong chờ từ %(since)s; dấu gần nhất: %(last)s")
    return told % {"n": stamps.seals, "since": at(stamps.since), "last": last}
