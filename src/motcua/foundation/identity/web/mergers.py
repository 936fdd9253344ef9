"""The administrator's pages of mergers: count and propose, a second administrator confirms, progress, the report to print."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.foundation.identity import api
from motcua.foundation.identity.web import words
from motcua.kernel.actors import Role
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.ui.days import day_boxes, read_day
from motcua.kit.web import actor_of, audience, language_of

_ADMINS = (Role.ADMIN,)
_NAMES = ("cu", "moi", "ngay-day", "ngay-month", "ngay-year", "so", "khoa")


@audience("officer", roles=_ADMINS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All mergers, the latest first."""
    places = words.places(language_of(request))
    rows = [
        [
            {"text": ", ".join(m.old_units), "href": reverse("identity_merger", args=[m.uuid])}, words.place(m.new_unit, places),
            f"{m.on:%d/%m/%Y}", m.basis, _state(m.state),
        ]
        for m in api.mergers()
    ]  # fmt: skip
    columns = [_("Đơn vị cũ"), _("Đơn vị mới"), _("Từ ngày"), _("Văn bản"), _("Trạng thái")]
    return render(request, "identity/mergers.html", {"columns": columns, "rows": rows})


@audience("officer", roles=_ADMINS)
@require_http_methods(["GET", "POST"])
@api.confirmed(act=gettext_lazy("đề nghị sáp nhập đơn vị"))
def propose(request: HttpRequest) -> HttpResponse:
    """Fill in, see what would be moved, propose. A second press proposes nothing twice."""
    typed = {name: request.POST.get(name, "").strip()[:400] for name in _NAMES}
    if request.method == "GET":
        return _form(request, {**typed, "khoa": str(uuid4())}, {})
    errors: dict[str, str] = {}
    on = read_day(typed, "ngay", errors)
    needed = {"cu": _("Nhập mã các đơn vị cũ."), "moi": _("Nhập mã đơn vị mới."), "so": _("Nhập số văn bản.")}
    errors |= {name: sentence for name, sentence in needed.items() if not typed[name]}
    if errors or on is None:
        return _form(request, typed, errors)
    sure = request.POST.get("buoc") == "ghi"
    try:
        made = api.propose_merger(
            old_units=typed["cu"].replace(",", " ").split(), new_unit=typed["moi"], on=on, basis=typed["so"], actor=actor_of(request),
            now=clock.now(), idempotency_key=typed["khoa"][:80], dry_run=not sure,
        )  # fmt: skip
    except NamedError as problem:
        return _form(request, typed, {"cu": problem.sentence(language_of(request))})
    if sure:
        messages.success(request, _("Đã ghi. Một quản trị viên khác phải xác nhận trước khi chuyển."))
        return redirect("identity_merger", merger_id=made.uuid)
    context = {**_told(request, made), "hidden": sorted(typed.items())}
    return render(request, "identity/merger_check.html", context)


@audience("officer", roles=_ADMINS)
@require_GET
def show(request: HttpRequest, merger_id: UUID) -> HttpResponse:
    """One merger: what would be or was moved from each unit, what stays and why, and what can be done now."""
    found = api.merger(merger_id=merger_id)
    context = {
        **_told(request, found),
        "may_confirm": found.state is api.MergerState.PROPOSED and found.proposed_by != actor_of(request).ref,
        "waits_for_other": found.state is api.MergerState.PROPOSED and found.proposed_by == actor_of(request).ref,
        "running": found.state is api.MergerState.CONFIRMED,
        "stopped": found.state is api.MergerState.STOPPED,
        "may_decline": not found.done and found.state not in (api.MergerState.DECLINED, api.MergerState.DONE),
        "problem": found.problem.get(language_of(request), ""),
    }
    return render(request, "identity/merger.html", context)


@audience("officer", roles=_ADMINS)
@require_POST
@api.confirmed(act=gettext_lazy("xác nhận sáp nhập đơn vị"))
def confirm(request: HttpRequest, merger_id: UUID) -> HttpResponse:
    """The second administrator agrees."""
    api.confirm_merger(merger_id=merger_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã xác nhận. Hệ thống chuyển từ 0 giờ ngày sáp nhập; nếu ngày đó đã đến thì trong ít phút."))
    return redirect("identity_merger", merger_id=merger_id)


@audience("officer", roles=_ADMINS)
@require_POST
def decline(request: HttpRequest, merger_id: UUID) -> HttpResponse:
    """Give it up."""
    api.decline_merger(merger_id=merger_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đợt sáp nhập đã thôi thực hiện. Chưa có gì được chuyển."))
    return redirect("identity_merger", merger_id=merger_id)


@audience("officer", roles=_ADMINS)
@require_POST
def resume(request: HttpRequest, merger_id: UUID) -> HttpResponse:
    """Go on after a fault was mended."""
    api.resume_merger(merger_id=merger_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Hệ thống chạy tiếp với các đơn vị còn lại."))
    return redirect("identity_merger", merger_id=merger_id)


def _told(request: HttpRequest, found: api.Merger) -> dict[str, Any]:
    language = language_of(request)
    facts = [
        (_("Đơn vị cũ"), ", ".join(found.old_units)),
        (_("Đơn vị mới"), f"{words.place(found.new_unit, words.places(language))} ({found.new_unit})"),
        (_("Từ ngày"), f"{found.on:%d/%m/%Y}"),
        (_("Văn bản"), found.basis),
        (_("Trạng thái"), _state(found.state)["text"]),
        (_("Đã chuyển"), f"{len(found.done)}/{len(found.old_units)}"),
    ]
    rows, left = [], []
    for code in found.old_units:
        report = found.done.get(code) or found.planned[code]
        followed = "\n".join(f"{one.word(language)}: {one.count}" for one in report.followed)
        state = {"text": _("Đã chuyển"), "state": "done"} if code in found.done else {"text": _("Chưa chuyển"), "state": "waiting"}
        rows.append([code, report.officers, report.moved, report.merged, report.delegations, followed, state])
        left += [[code, one.word(language), one.count] for one in report.all_left]
    return {
        "found": found, "facts": [{"name": name, "value": value} for name, value in facts], "rows": rows, "left": left,
        "columns": [
            _("Đơn vị cũ"), _("Số cán bộ"), _("Chức vụ chuyển"), _("Chức vụ đã có"), _("Uỷ quyền đi tiếp"), _("Phần khác"), _("Trạng thái"),
        ],
        "left_columns": [_("Đơn vị cũ"), _("Không chuyển được, vì sao"), _("Số lượng")],
    }  # fmt: skip


def _state(state: api.MergerState) -> dict[str, str]:
    return {
        api.MergerState.PROPOSED: {"text": _("Chờ người thứ hai xác nhận"), "state": "waiting"},
        api.MergerState.CONFIRMED: {"text": _("Đã xác nhận"), "state": "moving"},
        api.MergerState.DONE: {"text": _("Đã chuyển xong"), "state": "done"},
        api.MergerState.STOPPED: {"text": _("Dừng vì lỗi"), "state": "late"},
        api.MergerState.DECLINED: {"text": _("Thôi thực hiện"), "state": "stopped"},
    }[state]


def _form(request: HttpRequest, typed: dict[str, str], errors: dict[str, str]) -> HttpResponse:
    context = {"typed": typed, "errors": errors, "day": day_boxes(typed, "ngay")}
    return render(request, "identity/merger_form.html", context, status=422 if errors else 200)
