"""What the pages of the exchange share: places, forms of several fields, refusals beside their fields, the past with its way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kernel.actors import Role
from motcua.kernel.clock import local
from motcua.kernel.errors import Invalid, NamedError
from motcua.kit import clock
from motcua.kit.ui.days import day_boxes
from motcua.kit.web import actor_of, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Kind, RegistrationRefused
from motcua.platform.exchange.web import words

SEE = {Role.OPERATOR, Role.ADMIN}
MANAGE = {Role.ADMIN}
PEOPLE = {Role.APPRAISER, Role.LEADER, Role.OPERATOR, Role.ADMIN}
OWNERS = {Role.LEADER, Role.ADMIN}
UNDO = "undo:"


def tabs(request: HttpRequest, current: str) -> dict[str, Any]:
    """The places of the exchange that the reader may open, this one marked: sections, and below them the places of this section."""
    watch, register, share, run = _("Giám sát"), _("Sổ đăng ký"), _("Chia sẻ dữ liệu"), _("Vận hành")
    places = [
        (watch, "exchange_overview", _("Tổng quan"), SEE), (watch, "exchange_log", _("Cuộc gọi"), SEE),
        (register, "exchange_members", _("Thành viên"), SEE), (register, "exchange_clients", _("Các hệ thống"), SEE),
        (register, "exchange_services", _("Dịch vụ"), SEE), (register, "exchange_groups", _("Nhóm"), SEE),
        (register, "exchange_peers", _("Máy chủ liên thông khác"), SEE),
        (register, "exchange_systems", _("Hệ thống quốc gia"), SEE),
        (share, "exchange_requests", _("Yêu cầu chia sẻ"), PEOPLE),
        (share, "exchange_own", _("Dịch vụ của đơn vị"), {Role.LEADER}),
        (share, "exchange_event_rooms", _("Phát và nhận sự kiện"), SEE),
        (run, "exchange_gateways", _("Cổng"), SEE), (run, "exchange_evidence", _("Bằng chứng"), SEE),
        (run, "exchange_keys", _("Chứng thư, khoá"), SEE),
        (run, "exchange_versions", _("Cấu hình"), SEE), (run, "exchange_maintenance", _("Bảo trì"), MANAGE),
    ]  # fmt: skip
    held = actor_of(request).roles
    mine = [place for place in places if held & place[3]]
    here = next((section for section, name, _text, _roles in mine if name == current), "")
    first = {section: name for section, name, _text, _roles in reversed(mine)}
    sections = [{"text": s, "href": reverse(first[s]), "current": s == here} for s in dict.fromkeys(place[0] for place in mine)]
    below = [{"text": text, "href": reverse(name), "current": name == current} for s, name, text, _roles in mine if s == here]
    return {
        "tabs": sections if len(sections) > 1 else [], "tabs_label": _("Trục liên thông dữ liệu"),
        "subtabs": below if len(below) > 1 else [], "subtabs_label": here,
    }  # fmt: skip


def field(kind: str, name: str, label: str, **more: Any) -> dict[str, Any]:
    """One field of a form, with everything that the template asks for."""
    rest = {"hint": "", "options": None, "value": "", "required": True, "maxlength": 0, "rows": 4}
    return {"kind": kind, "name": name, "label": label, **rest, **more}


def typed(request: HttpRequest, name: str, most: int = 1000) -> str:
    """What was typed into a field."""
    return request.POST.get(name, "").replace("\x00", "").strip()[:most]


def asked(request: HttpRequest, name: str, most: int = 300) -> str:
    """What the address says of a thing or a filter."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:most]


def place(name: str, **parameters: str) -> str:
    """The address of a page with what it is about; identifiers keep their slashes."""
    return f"{reverse(name)}?{urlencode(parameters, safe='/')}"


def form(  # noqa: PLR0913 - every argument is a part of the page
    request: HttpRequest, *, title: str, fields: Sequence[Mapping[str, Any]], yes: str, back: str, act: Callable[[], Any], done: str = "",
    intro: str = "", facts: Sequence[Any] = (), answer: Callable[[Any], HttpResponse] | None = None, past: tuple[Kind, str] | None = None,
    button: tuple[str, str] = ("", ""), pressed: Callable[[], Mapping[str, str]] | None = None, warn: str = "",
) -> HttpResponse:  # fmt: skip
    """A page with one form: shown, and on POST carried out by ``act``; a refusal comes back beside what was typed.

    ``past`` names the thing that is changed: the message after the act offers the way back. ``button`` (name, text) is a second one, for
    which ``pressed`` gives a notice (kind, text) that is shown above what was typed, and nothing is carried out.
    """
    errors: dict[str, str] = {}
    notice: Mapping[str, str] = {"kind": "warn", "text": warn} if warn else {}
    if request.method == "POST" and pressed is not None and button[0] in request.POST:
        notice = pressed()
    elif request.method == "POST":
        try:
            result = act()
        except Invalid as wrong:
            errors = {name: pair[language_of(request) == "en"] for name, pair in wrong.fields.items()}
        except NamedError as wrong:
            if wrong.status not in {409, 412, 422}:
                raise
            language = language_of(request)
            sentence = words.refusal(wrong, language) if isinstance(wrong, RegistrationRefused) else wrong.sentence(language)
            errors = {str(fields[0]["name"]) if fields else "act": sentence}
        else:
            if answer is not None:
                return answer(result)
            told(request, done or _("Đã lưu thay đổi."), past)
            return redirect(back)
    shown = [{**f, "error": errors.get(str(f["name"]), ""), "value": kept(request, f)} for f in fields]
    context = {
        "title": title, "fields": shown, "yes": yes, "back": back, "intro": intro, "facts": list(facts), "errors": errors,
        "button": {"name": button[0], "text": button[1]} if button[0] else None, "notice": notice,
    }  # fmt: skip
    return render(request, "exchange/form.html", context, status=422 if errors else 200)


def listed(request: HttpRequest, current: str, *, title: str, tables: Sequence[Any], **more: Any) -> HttpResponse:
    """A page of lists at one of the places; ``more``: ``filters``, ``acts``, ``intro``, ``notice``, ``next_href``."""
    return render(request, "exchange/list.html", {"title": title, "tables": tables, **tabs(request, current), **more})


def managers_act(request: HttpRequest, text: str, name: str) -> list[dict[str, str]]:
    """The act that stands above a list, for those who may carry it out."""
    return [{"text": text, "href": reverse(name), "kind": "primary"}] if actor_of(request).roles & MANAGE else []


def changer(name: str, of: str, *, manages: bool) -> Callable[[str], str]:
    """Addresses at which the parts of a thing are changed, empty for who may not."""
    return lambda part: place(name, ma=of, muc=part) if manages else ""


def told(request: HttpRequest, text: str, past: tuple[Kind, str] | None = None) -> None:
    """Say what was done; with the way back when the newest act on the thing is the reader's own and can be taken back."""
    tag = ""
    if past is not None:
        newest = api.past(kind=past[0], id=past[1], actor=actor_of(request), now=clock.now(), limit=1)
        tag = f"{UNDO}{newest[0].id}" if newest and newest[0].undo else ""
    messages.success(request, text, extra_tags=tag)


def kept(request: HttpRequest, f: Mapping[str, Any]) -> Any:
    """What stands in a field: what was typed when the form came back, else its value."""
    if request.method != "POST":
        return f["value"]
    if f["kind"] == "checkboxes":
        return request.POST.getlist(str(f["name"]))
    if f["kind"] == "date":
        return day_boxes(request.POST, str(f["name"]))
    if f["kind"] == "password":
        return ""
    return typed(request, str(f["name"]), 200_000)


def at(instant: Any) -> str:
    """An instant as people read it; a dash for none."""
    return f"{local(instant):%d/%m/%Y %H:%M}" if instant else "–"
