"""The steps of a breach: each a small form on its page, one address for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.foundation.identity import api as identity
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.services.privacy import api
from motcua.services.privacy.contracts import Harm
from motcua.services.privacy.web import breach_words as words
from motcua.services.privacy.web import edge

_MOST_LINES = 2000


@audience("officer")
@require_POST
def step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """One press; what was wrong is said above the page, with what was typed kept in its form."""
    act = _STEPS.get(step)
    if act is None:
        raise Http404
    if act is _approve and (ask := identity.confirm(request=request, act=_("duyệt đóng hồ sơ vi phạm dữ liệu"))):
        return ask
    errors: dict[str, str] = {}
    known: dict[str, Any] = {"code": code, "actor": actor_of(request), "now": clock.now()}
    done, found = edge.attempt(request, lambda: act(request, errors, known))
    errors |= found
    if errors:
        shown = api.breach(**known)
        context = words.page(shown, actor=known["actor"], now=known["now"], language=language_of(request))
        context["boxes"] |= {name: edge.typed_boxes(request.POST, name) for name, asks in words.INSTANTS.items() if asks == step}
        context |= {"errors": errors, "typed": request.POST, "opened": {step.replace("-", "_"): True}}
        return render(request, "privacy/breach.html", context, status=422)
    if isinstance(done, str):
        messages.success(request, done)
    return redirect("privacy_breach", code=code)


def _contain(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str:
    api.contain(measures=request.POST.get("measures", ""), **known)
    return str(_("Đã ghi biện pháp ngăn chặn."))


def _assess(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str | None:
    form = request.POST
    people = edge.read_count(form.get("people", ""), errors, "people")
    if form.get("harm") not in set(Harm):
        errors["harm"] = _("Chọn mức độ.")
    if errors:
        return None
    api.assess(
        harm=Harm(form["harm"]), authority_needed=form.get("authority") != "no", people_needed=form.get("tell") != "no",
        assessment=form.get("assessment", ""), people_count=people, **known,
    )  # fmt: skip
    return str(_("Đã ghi đánh giá."))


def _notify(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str | None:
    at = edge.read_instant(request.POST, "notified", errors)
    if at is None:
        return None
    api.notify_authority(notified_at=at, number=request.POST.get("number", ""), late_reason=request.POST.get("late_reason", ""), **known)
    return str(_("Đã ghi thông báo gửi cơ quan chuyên trách."))


def _tell(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str | None:
    lines = request.POST.get("lines", "").splitlines()
    if len(lines) > _MOST_LINES:
        errors["lines"] = _("Mỗi lần tối đa %(most)s dòng, đang có %(n)s. Chưa gửi ai; chia danh sách rồi gửi từng phần.") % {
            "most": _MOST_LINES, "n": len(lines),
        }  # fmt: skip
        return None
    told = api.tell_people(
        lines=lines, advice=request.POST.get("advice", "")[:1000],
        finished=request.POST.get("finished") == "on", **known,
    )  # fmt: skip
    if told.unknown:
        shown = ", ".join(told.unknown[:5])
        errors["lines"] = _("Đã gửi %(n)s người. Không tìm thấy ai theo: %(lines)s") % {"n": told.written, "lines": shown}
        return None
    return str(_("Đã gửi %(n)s người; %(before)s người đã nhận trước đó.") % {"n": told.written, "before": told.before})


def _repair(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str | None:
    at = edge.read_instant(request.POST, "repaired", errors)
    if at is None:
        return None
    api.repair(repaired_at=at, cause=request.POST.get("cause", ""), **known)
    return str(_("Đã ghi thời điểm khắc phục."))


def _note(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str:
    api.add_note(text=request.POST.get("note", ""), **known)
    return str(_("Đã ghi chú."))


def _evidence(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str | None:
    sent = request.FILES.get("evidence")
    if sent is None:
        errors["evidence"] = _("Chọn một tệp.")
        return None
    api.add_evidence(content=sent.file, name=sent.name or "", **known)  # type: ignore[arg-type]
    return str(_("Đã giữ chứng cứ."))


def _propose(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str:
    api.propose_closing(lessons=request.POST.get("lessons", ""), **known)
    return str(_("Đã đề nghị đóng; người thứ hai duyệt."))


def _approve(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str:
    api.approve_closing(**known)
    return str(_("Đã đóng vụ việc."))


def _refuse(request: HttpRequest, errors: dict[str, str], known: dict[str, Any]) -> str:
    api.refuse_closing(reason=request.POST.get("reason", ""), **known)
    return str(_("Đã trả lại để làm tiếp."))


_STEPS: dict[str, Callable[[HttpRequest, dict[str, str], dict[str, Any]], str | None]] = {
    "ngan-chan": _contain, "danh-gia": _assess, "co-quan": _notify, "nguoi-dan": _tell, "khac-phuc": _repair, "ghi-chu": _note,
    "them-chung-cu": _evidence, "de-nghi-dong": _propose, "duyet-dong": _approve, "tra-lai": _refuse,
}  # fmt: skip
