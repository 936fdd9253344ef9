"""Lost second factors: the request, the queue of the administrators, the decision, the sheet to hand over, the officer's own stop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.foundation.identity import api
from motcua.foundation.identity.contracts import NUMBERED
from motcua.foundation.identity.web import words
from motcua.kernel.actors import SYSTEM, Role
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of

_ADMINS = (Role.ADMIN,)
_LONGEST = 500


@audience("officer", roles=_ADMINS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What waits for an administrator of these units, and what was decided before."""
    actor, now = actor_of(request), clock.now()
    found = api.resets(actor=actor, now=now)
    names = _names(found)
    context = {
        "columns": [_("Cán bộ"), _("Người lập yêu cầu"), _("Lập yêu cầu lúc"), _("Hết hạn xác nhận"), _("Trạng thái")],
        "waiting": [_row(one, names) for one in found if one.waits(now)],
        "over": [_row(one, names) for one in found if not one.waits(now)],
    }
    return render(request, "identity/resets.html", context)


@audience("officer", roles=_ADMINS)
@require_http_methods(["GET", "POST"])
@api.confirmed(act=gettext_lazy("lập yêu cầu đặt lại xác thực của cán bộ"), sending=True)
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """The request: why, and how the officer was recognised."""
    now = clock.now()
    found = api.officer_by_code(code=code, now=now)
    typed = {name: request.POST.get(name, "").strip()[:_LONGEST] for name in ("ly_do", "nhan_biet", "so")}
    errors = _checked(typed) if request.method == "POST" else {}
    if request.method == "POST" and not errors:
        try:
            made = api.ask_reset(
                officer_id=found.uuid, reason=typed["ly_do"], recognised=api.Recognised(typed["nhan_biet"]), paper=typed["so"],
                actor=actor_of(request), now=now,
            )  # fmt: skip
        except (api.ResetOpen, api.ResetWrong) as problem:
            errors = {"ly_do": problem.sentence(language_of(request))}
        else:
            messages.success(request, _("Đã lập yêu cầu. Cán bộ được báo ngay; một quản trị viên khác phải xác nhận."))
            return redirect("identity_reset", reset_id=made.uuid)
    ways = [(way.value, words.recognised_word(way)) for way in api.Recognised]
    context = {"officer": found, "typed": typed, "errors": errors, "ways": ways}
    return render(request, "identity/reset_ask.html", context, status=422 if errors else 200)


@audience("officer", roles=_ADMINS)
@require_GET
def show(request: HttpRequest, reset_id: UUID) -> HttpResponse:
    """One request: the facts, and what this administrator can do about it."""
    return _page(request, reset_id)


@never_cache
@audience("officer", roles=_ADMINS)
@require_POST
@api.confirmed(act=gettext_lazy("xác nhận đặt lại xác thực của cán bộ"))
def confirm(request: HttpRequest, reset_id: UUID) -> HttpResponse:
    """The second administrator agrees; the code is shown once, on the sheet to hand over."""
    found, code = api.confirm_reset(reset_id=reset_id, actor=actor_of(request), now=clock.now())
    address = request.build_absolute_uri(reverse("account_login"))
    context = {"found": found, "code": code, "until": words.moment(found.code_until), "address": address}
    return render(request, "identity/reset_sheet.html", context)


@audience("officer", roles=_ADMINS)
@require_POST
def refuse(request: HttpRequest, reset_id: UUID) -> HttpResponse:
    """Refuse it, or take one's own back, with the reason."""
    try:
        api.refuse_reset(
            reset_id=reset_id, reason=request.POST.get("tra_loi", "")[:_LONGEST], actor=actor_of(request), now=clock.now()
        )  # fmt: skip
    except api.ResetWrong:
        return _page(request, reset_id, errors={"tra_loi": _("Nhập lý do không đồng ý.")})
    messages.success(request, _("Yêu cầu đã khép lại. Lớp xác thực của cán bộ giữ nguyên."))
    return redirect("identity_resets")


@audience("officer")
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """What somebody asked about me; POST stops it. Nobody is asked to confirm first: whoever defends himself must not wait."""
    actor, now = actor_of(request), clock.now()
    assert actor.subject_id is not None
    found = api.open_reset(officer_id=actor.subject_id, now=now)
    if request.method == "POST":
        if found is None:
            raise api.ResetSettled
        api.stop_reset(reset_id=found.uuid, actor=actor, now=now)
        messages.success(request, _("Đã dừng. Lớp xác thực của bạn giữ nguyên."))
        return redirect("identity_reset_mine")
    context = {} if found is None else {"found": found, "facts": _facts(found, _names([found]), own=True)}
    return render(request, "identity/reset_mine.html", context)


def _page(request: HttpRequest, reset_id: UUID, *, errors: dict[str, str] | None = None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    found, may, alone = api.reset(reset_id=reset_id, actor=actor, now=now)
    context = {
        "found": found, "facts": _facts(found, _names([found])), "waits": found.waits(now), "may_confirm": may, "alone": alone,
        "errors": errors or {}, "mine": found.asked_by == actor.ref,
    }  # fmt: skip
    return render(request, "identity/reset.html", context, status=422 if errors else 200)


def _row(one: api.FactorReset, names: dict[str, str]) -> list[Any]:
    name, shape = words.reset_word(one, now=clock.now())
    officer = {"text": f"{one.officer_name} ({one.officer_code})", "href": reverse("identity_reset", args=[one.uuid])}
    return [
        officer, names.get(one.asked_by, one.asked_by), words.moment(one.asked_at), words.moment(one.lapses_at),
        {"text": name, "state": shape},
    ]  # fmt: skip


def _facts(one: api.FactorReset, names: dict[str, str], *, own: bool = False) -> list[dict[str, str]]:
    how = words.recognised_word(one.recognised) + (f": {one.paper}" if one.paper else "")
    facts = [
        (_("Cán bộ"), f"{one.officer_name} ({one.officer_code})"),
        (_("Người lập yêu cầu"), names.get(one.asked_by, one.asked_by)),
        (_("Lập yêu cầu lúc"), words.moment(one.asked_at)),
        (_("Lý do"), one.reason),
        (_("Cách nhận ra cán bộ"), how),
        (_("Hết hạn xác nhận"), words.moment(one.lapses_at)),
        (_("Trạng thái"), words.reset_word(one, now=clock.now())[0]),
    ]
    if one.decided_by and not own:
        facts += [(_("Người quyết định"), names.get(one.decided_by, one.decided_by)), (_("Quyết định lúc"), words.moment(one.decided_at))]
    if one.answer:
        facts.append((_("Lý do không đồng ý"), one.answer))
    if one.code_until is not None:
        facts.append((_("Mã trao tay dùng được đến"), words.moment(one.code_until)))
    return [{"name": name, "value": value} for name, value in facts]


def _names(found: Sequence[api.FactorReset]) -> dict[str, str]:
    refs = {ref for one in found for ref in (one.asked_by, one.decided_by) if ref.startswith("officer:")}
    told = api.officer_names(officer_ids=[UUID(ref.rpartition(":")[2]) for ref in refs])
    return {SYSTEM.ref: _("Người quản trị máy chủ")} | {f"officer:{key}": value for key, value in told.items()}


def _checked(typed: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not typed["ly_do"]:
        errors["ly_do"] = _("Nhập lý do, ví dụ: mất điện thoại ngày 12/3.")
    if typed["nhan_biet"] not in list(api.Recognised):
        errors["nhan_biet"] = _("Chọn cách bạn nhận ra cán bộ.")
    elif typed["nhan_biet"] in NUMBERED and not typed["so"]:
        errors["so"] = _("Nhập số thẻ đã xem.")
    return errors
