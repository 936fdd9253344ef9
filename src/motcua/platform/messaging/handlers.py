"""What messaging hears by itself: somebody wants to remove an officer's second factors, and he is told at once."""

from __future__ import annotations

from motcua.foundation.identity import events as identity_events
from motcua.foundation.outbox import api as outbox
from motcua.kit import clock
from motcua.platform.messaging import api
from motcua.platform.messaging.contracts import MessageTemplate

_LINK = "/tai-khoan/bao-mat/dat-lai/"
_IF_NOT = " Nếu bạn không nhờ việc này, báo ngay lãnh đạo đơn vị."
_IF_NOT_EN = " If you did not ask for it, tell the leader of your unit at once."
ASKED = MessageTemplate(
    key="messaging.reset_asked",
    subject_vi="Có yêu cầu gỡ lớp xác thực của bạn",
    subject_en="Somebody asked to remove your second factors",
    body_vi="Một quản trị viên đã lập yêu cầu gỡ lớp xác thực thứ hai của bạn. Nếu bạn không nhờ việc này, mở trang dưới đây và dừng ngay.",
    body_en="An administrator asked that your second factors be removed. If you did not ask for it, open the page below and stop it now.",
    link=_LINK,
)
DECIDED = {
    "confirmed": MessageTemplate(
        key="messaging.reset_confirmed",
        subject_vi="Lớp xác thực của bạn đã được gỡ",
        subject_en="Your second factors were removed",
        body_vi="Quản trị viên thứ hai đã xác nhận. Mọi phiên đã kết thúc; lần đăng nhập tới cần mã trao tay." + _IF_NOT,
        body_en="A second administrator confirmed it. All sessions ended; the next sign-in needs the code handed to you." + _IF_NOT_EN,
    ),
    "refused": MessageTemplate(
        key="messaging.reset_refused",
        subject_vi="Yêu cầu gỡ lớp xác thực của bạn không được đồng ý",
        subject_en="The request to remove your second factors was refused",
        body_vi="Lớp xác thực của bạn giữ nguyên.",
        body_en="Your second factors stay as they are.",
    ),
    "done": MessageTemplate(
        key="messaging.reset_done",
        subject_vi="Bạn đã đặt lớp xác thực mới",
        subject_en="You set up new second factors",
        body_vi="Tài khoản của bạn có lớp xác thực mới sau khi lớp cũ được gỡ." + _IF_NOT,
        body_en="Your account has new second factors after the old ones were removed." + _IF_NOT_EN,
    ),
}
for _template in (ASKED, *DECIDED.values()):
    api.templates.add(_template)


@outbox.handles(identity_events.ResetAsked, name="messaging.tell_reset_asked")
def tell_reset_asked(*, event: identity_events.ResetAsked, meta: outbox.EventMeta) -> None:
    """The officer hears of it while he can still stop it."""
    _tell(event, ASKED, "asked")


@outbox.handles(identity_events.ResetDecided, name="messaging.tell_reset_decided")
def tell_reset_decided(*, event: identity_events.ResetDecided, meta: outbox.EventMeta) -> None:
    """The officer hears what came of it; what he did himself and what only ran out of time he need not be told."""
    if event.what in DECIDED:
        _tell(event, DECIDED[event.what], event.what)


def _tell(event: identity_events.ResetAsked | identity_events.ResetDecided, template: MessageTemplate, what: str) -> None:
    key = f"messaging.reset:{event.reset_id}:{what}"
    api.send_to_officer(officer_id=event.officer_id, template=template.key, params={}, dedupe_key=key, now=clock.now())
