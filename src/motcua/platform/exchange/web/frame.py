"""What the pages of the control plane share: tabs, forms of several fields, refusals beside their fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kernel.actors import Role
from motcua.kernel.clock import local
from motcua.kernel.errors import Invalid, NamedError
from motcua.kit.web import actor_of, language_of

SEE = {Role.OPERATOR, Role.ADMIN}
MANAGE = {Role.ADMIN}
PEOPLE = {Role.APPRAISER, Role.LEADER, Role.OPERATOR, Role.ADMIN}


def tabs(request: HttpRequest, current: str) -> dict[str, Any]:
    """The places of the exchange that the reader may open, this one marked."""
    places = [
        ("exchange_overview", _("Tổng quan"), SEE), ("exchange_log", _("Cuộc gọi"), SEE),
            ("exchange_clients", _("Thành viên, hệ thống"), SEE),
        ("exchange_services", _("Dịch vụ"), SEE), ("exchange_requests", _("Yêu cầu chia sẻ"), PEOPLE), ("exchange_groups", _("Nhóm"), SEE),
        ("exchange_keys", _("Chứng thư, khoá"), SEE), ("exchange_versions", _("Cấu hình, cổng"), SEE),
        ("exchange_maintenance", _("Bảo trì"), MANAGE),
    ]  # fmt: skip
    held = actor_of(request).roles
    shown = [{"text": text, "href": reverse(name), "current": name == current} for name, text, roles in places if held & roles]
    return {"tabs": shown, "tabs_label": _("Trục liên thông dữ liệu")}


def field(kind: str, name: str, label: str, **more: Any) -> dict[str, Any]:
    """One field of a form, with everything that the template asks for."""
    return {"kind": kind, "name": name, "label": label, "hint": "", "options": None, "value": "", "required": True, "maxlength": 0, **more}


def typed(request: HttpRequest, name: str, most: int = 1000) -> str:
    """What was typed into a field."""
    return request.POST.get(name, "").replace("\x00", "").strip()[:most]


def form(  # noqa: PLR0913 - every argument is a part of the page
    request: HttpRequest, *, title: str, fields: Sequence[Mapping[str, Any]], yes: str, back: str, act: Callable[[], Any], done: str = "",
    intro: str = "", facts: Sequence[Any] = (), answer: Callable[[Any], HttpResponse] | None = None,
) -> HttpResponse:  # fmt: skip
    """A page with one form: shown, and on POST carried out by ``act``; a refusal comes back beside what was typed."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            result = act()
        except Invalid as wrong:
            errors = {name: pair[language_of(request) == "en"] for name, pair in wrong.fields.items()}
        except NamedError as wrong:
            if wrong.status not in {409, 412, 422}:
                raise
            errors = {str(fields[0]["name"]) if fields else "act": wrong.sentence(language_of(request))}
        else:
            if answer is not None:
                return answer(result)
            messages.success(request, done or _("Đã lưu thay đổi."))
            return redirect(back)
    shown = [{**f, "error": errors.get(str(f["name"]), ""), "value": _kept(request, f)} for f in fields]
    context = {"title": title, "fields": shown, "yes": yes, "back": back, "intro": intro, "facts": list(facts), "errors": errors}
    return render(request, "exchange/form.html", context, status=422 if errors else 200)


def _kept(request: HttpRequest, f: Mapping[str, Any]) -> Any:
    if request.method != "POST":
        return f["value"]
    if f["kind"] == "checkboxes":
        return request.POST.getlist(str(f["name"]))
    return typed(request, str(f["name"]), 20_000)


def at(instant: Any) -> str:
    """An instant as people read it; a dash for none."""
    return f"{local(instant):%d/%m/%Y %H:%M}" if instant else "–"
