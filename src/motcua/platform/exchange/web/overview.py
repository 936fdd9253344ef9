"""The first page of operators: what must be known now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Kind, Outcome, ServiceHealth, SharingState
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.calls import calls_href
from motcua.platform.exchange.web.frame import SEE, at, listed
from motcua.platform.exchange.web.standing import state_notice
from motcua.platform.exchange.web.telling import href


@audience("officer", roles=SEE)
def overview(request: HttpRequest) -> HttpResponse:
    """What an operator must know now: failing services, requests that wait, certificates that end."""
    actor, now, language = actor_of(request), clock.now(), language_of(request)
    names = {s.id: s.name(language) for s in api.services()}
    health = api.service_health(now=now)
    waiting = api.requests(actor=actor, states=[SharingState.ASKED, SharingState.REVIEW], limit=20)
    ending = [c for c in api.certificates(actor=actor, now=now) if c.state == "ending"]
    resting = api.maintenance()
    notice = {"kind": "warn", "text": resting.notice_vi if language == "vi" else resting.notice_en} if resting else None
    tables = [
        {"name": "health", "caption": _("Dịch vụ trong 24 giờ qua, lỗi nhiều trước"), "empty": _("Chưa có cuộc gọi nào trong 24 giờ qua."),
         "columns": [{"text": _("Dịch vụ")},
             *({"text": t, "numeric": True} for t in (_("Đã trả lời"), _("Bị từ chối"), _("Lỗi"), _("Trung bình, ms"))),
                     {"text": _("Lỗi gần nhất")}],
         "rows": [[{"text": names.get(h.service, words.short(h.service)), "href": href(Kind.SERVICE, h.service)},
             *_numbers(h), str(h.mean_ms), at(h.last_failed_at)] for h in health]},
        {"name": "waiting", "caption": _("Yêu cầu chia sẻ đang chờ quyết định"), "empty": _("Không có yêu cầu nào chờ."),
         "columns": [{"text": t} for t in (_("Mã"), _("Bên xin"), _("Dịch vụ"), _("Trạng thái"))],
         "rows": [[{"text": r.code, "href": reverse("exchange_request", args=[r.code])}, r.client_name(language), r.service_name(language),
                   words.sharing_cell(r.state)] for r in waiting]},
        {"name": "ending", "caption": _("Chứng thư sắp hết hạn"), "empty": _("Không có chứng thư nào hết hạn trong 30 ngày tới."),
         "columns": [{"text": t} for t in (_("Hệ thống thông tin"), _("Chủ thể"), _("Hết hạn"))],
         "rows": [[words.short(c.client), c.subject, at(c.not_after)] for c in ending]},
    ]  # fmt: skip
    state = state_notice(api.gateway_state())
    return listed(request, "exchange_overview", title=_("Tổng quan trục liên thông"), tables=tables, notice=notice or state)


def _numbers(found: ServiceHealth) -> list[dict[str, str]]:
    """Answered, refused and failed calls, each leading to its rows in the log."""
    counted = {Outcome.ANSWERED: found.answered, Outcome.REFUSED: found.refused, Outcome.FAILED: found.failed}
    return [
        {"text": str(number), "href": calls_href(service=found.service, outcome=outcome, since=found.since) if number else ""}
        for outcome, number in counted.items()
    ]
