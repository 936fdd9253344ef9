"""The steps of an impact assessment: each a small form on its page, one address for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.kit import clock
from motcua.kit.ui.days import read_day
from motcua.kit.web import actor_of, audience, language_of, row_number
from motcua.services.privacy import api
from motcua.services.privacy.contracts import Way
from motcua.services.privacy.web import edge
from motcua.services.privacy.web import impact_words as words


@audience("officer")
@require_POST
def step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """One press; what was wrong is said above the page, with what was typed kept in its form."""
    act = _STEPS.get(step)
    if act is None:
        raise Http404
    errors: dict[str, str] = {}
    known: dict[str, Any] = {"code": code, "actor": actor_of(request), "now": clock.now()}
    done, found = edge.attempt(request, lambda: act(request, errors, known))
    errors |= found
    if errors:
        shown = api.impact(**known)
        context = words.page(shown, actor=known["actor"], now=known["now"], language=language_of(request))
        context |= {"errors": errors, "typed": request.POST, "opened": {step.replace("-", "_"): True}}
        context["days"] = {n: {p: request.POST.get(f"{n}-{p}", "")[:6] for p in ("day", "month", "year")} for n in ("sent", "on")}
        return render(request, "privacy/impact.html", context, status=422)
    if isinstance(done, str):
        messages.success(request, done)
    return redirect("privacy_impact", code=code)


def _drop(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str:
    number, seq = (row_number(request.POST.get(name, "")) for name in ("number", "seq"))
    api.drop_risk(number=number or 0, seq=seq, **known)
    return str(_("Đã bỏ rủi ro."))


def _refill(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str:
    api.refill_impact(**known)
    return str(_("Đã cập nhật theo sổ đăng ký; nội dung bạn tự viết được giữ nguyên."))


def _propose(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str:
    api.propose_impact(**known)
    return str(_("Đã trình; cán bộ bảo vệ dữ liệu duyệt."))


def _approve(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str:
    api.approve_impact(**known)
    return str(_("Đã duyệt hồ sơ."))


def _refuse(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str:
    api.refuse_impact(reason=request.POST.get("reason", ""), **known)
    return str(_("Đã trả cho người lập."))


def _sent(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str | None:
    on, form = read_day(request.POST, "sent", errors), request.POST
    if form.get("way") not in set(Way):
        errors["way"] = _("Chọn cách gửi.")
    if on is None or errors:
        return None
    api.record_impact_sent(sent_on=on, number=form.get("number", ""), way=Way(form["way"]), **known)
    return str(_("Đã ghi việc gửi hồ sơ."))


def _answered(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str | None:
    on, form = read_day(request.POST, "on", errors), request.POST
    if form.get("outcome") not in ("accepted", "returned"):
        errors["outcome"] = _("Chọn câu trả lời của cơ quan chuyên trách.")
    if on is None or errors:
        return None
    if form["outcome"] == "accepted":
        api.accept_impact(on=on, number=form.get("number", ""), **known)
        return str(_("Đã ghi hồ sơ được chấp nhận."))
    api.return_impact(on=on, reason=form.get("reason", ""), **known)
    return str(_("Đã ghi hồ sơ bị trả lại. Lập phiên bản mới để hoàn thiện."))


def _renew(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str:
    api.renew_impact(**known)
    return str(_("Đã lập phiên bản mới; phiên bản trước được giữ nguyên."))


def _end(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str | None:
    why = request.POST.get("ended_why", "")
    if not why.strip():
        errors["ended_why"] = _("Ghi lý do.")
        return None
    api.end_impact(reason=why, **known)
    return str(_("Hồ sơ đã hết hiệu lực."))


def _evidence(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str | None:
    sent = request.FILES.get("evidence")
    if sent is None:
        errors["evidence"] = _("Chọn một tệp.")
        return None
    api.add_impact_evidence(content=sent.file, name=sent.name or "", **known)  # type: ignore[arg-type]
    return str(_("Đã giữ tài liệu."))


_STEPS: dict[str, Callable[[HttpRequest, dict[str, str], dict[str, Any]], str | None]] = {
    "bo-rui-ro": _drop, "theo-so": _refill, "trinh": _propose, "duyet": _approve, "chua-duyet": _refuse, "da-gui": _sent,
    "tra-loi": _answered, "phien-ban": _renew, "het-hieu-luc": _end, "tai-lieu": _evidence,
}  # fmt: skip
