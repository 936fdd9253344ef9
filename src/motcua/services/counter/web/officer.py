"""The officer's counter: one ticket in hand, keys to call, recall, skip, hand over and finish; the scanner's field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.kernel.clock import local_date
from motcua.kernel.errors import Forbidden, NamedError, NotFound
from motcua.kernel.ids import public_code
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.services.counter import api
from motcua.services.counter.contracts import Priority, ScanKind, Scanned
from motcua.services.counter.rules import scanning
from motcua.services.counter.web import words
from motcua.services.counter.web.public import kiosk_link

_ROLES = api.DESK | api.SETTERS
_KEYS = {name: {"accesskey": key} for name, key in {"next": "n", "recall": "r", "skip": "s", "transfer": "c", "finish": "x"}.items()}


@never_cache
@audience("officer", roles=_ROLES)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Who is at this desk, who waits, who was skipped; take numbers for people without a telephone."""
    actor, language, now = actor_of(request), language_of(request), clock.now()
    unit = unit_of(request)
    groups = api.groups(unit_code=unit)
    found = api.queue(unit_code=unit, actor=actor, now=now)
    current = found.current
    today = local_date(now)
    context: dict[str, Any] = {
        "unit": unit, "unit_name": api.unit_name(unit_code=unit, on=today, language=language),
        "desk": request.session.get("counter.desk", ""),
        "found": found, "current": current, "columns": words.ticket_columns(), "rows": words.ticket_rows(found.waiting, language),
        "groups": [(g.code, g.name(language)) for g in groups], "priorities": words.priority_options(urgent=True),
        "online_only": api.is_online_only(unit_code=unit, on=today), "key": public_code(length=16), "links": _links(unit),
        "units": [(code, api.unit_name(unit_code=code, on=today, language=language)) for code in api.own_units(actor=actor)],
        "intake": f"/lam-viec/ho-so/nop-tai-quay/?{urlencode({'so': current.label})}" if current else "",
        "current_facts": _facts(current, language) if current else [], "keys": _KEYS,
        "last": request.session.pop("counter.last", ""),
    }  # fmt: skip
    return render(request, "counter/desk.html", context)


@audience("officer", roles=_ROLES)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """One press of a button or key."""
    actor, unit, now = actor_of(request), unit_of(request), clock.now()
    code, group = request.POST.get("code", ""), request.POST.get("take-group") or request.POST.get("group", "")
    place = request.POST.get("desk", request.session.get("counter.desk", "")).strip()[:20]
    request.session["counter.desk"] = place
    given = request.POST.get("priority", "none")
    priority = Priority(given) if given in set(Priority) else Priority.NONE
    acts: dict[str, Callable[[], Any]] = {
        "next": lambda: api.call_next(unit_code=unit, desk=place, actor=actor, now=now, groups=[group] if group else []),
        "call": lambda: api.call_one(code=code, desk=place, actor=actor, now=now),
        "recall": lambda: api.recall(code=code, actor=actor, now=now),
        "skip": lambda: api.skip(code=code, actor=actor, now=now),
        "back": lambda: api.bring_back(code=code, actor=actor, now=now),
        "transfer": lambda: api.transfer(code=code, group=group, actor=actor, now=now),
        "finish": lambda: api.finish(code=code, actor=actor, now=now),
        "take": lambda: api.take_ticket(
            unit_code=unit, group=group, now=now, priority=priority, actor=actor, idempotency_key=request.POST.get("key", "")
        ),
        "here": lambda: api.check_in(code=code, now=now, actor=actor),
    }
    run = acts.get(request.POST.get("act", ""))
    if run is not None:
        _run(request, run, request.POST["act"])
    return redirect(f"{reverse('counter_desk')}?{urlencode({'don-vi': unit})}")


@audience("officer", roles=_ROLES)
@require_POST
def scan(request: HttpRequest) -> HttpResponse:
    """What the scanner typed, and the right place for it. A card's text is neither stored nor put into an address."""
    actor, now = actor_of(request), clock.now()
    read = scanning.read(request.POST.get("text", ""))
    if read.kind in (ScanKind.TICKET, ScanKind.APPOINTMENT):
        return _known_code(request, read)
    if read.kind is ScanKind.DOSSIER:
        return redirect(f"/lam-viec/ho-so/{read.value}/")
    if read.kind in (ScanKind.CARD, ScanKind.PERSON):
        for found in api.day_list(unit_code=unit_of(request), on=local_date(now), actor=actor):
            if read.name and found.name.casefold() == read.name.casefold():
                api.note_appointments(found=[found], actor=actor, now=now, source="counter.scan")
                messages.info(request, _("%(name)s có lịch hẹn %(code)s.") % {"name": found.name, "code": found.code})
                return redirect("counter_appointments")
        messages.info(request, _("Đã đọc thẻ căn cước. Người này chưa có lịch hẹn hôm nay, hãy lấy số."))
        return redirect("counter_desk")
    messages.error(request, _("Không nhận ra mã vừa quét. Quét lại, hoặc nhập mã bằng tay."))
    return redirect("counter_desk")


@never_cache
@audience("officer", roles=_ROLES)
@require_GET
def slip(request: HttpRequest, code: str) -> HttpResponse | StreamingHttpResponse:
    """The slip as a small PDF."""
    found = api.ticket(code=code, now=clock.now())
    content = api.slip_pdf(code=code, now=clock.now(), language=language_of(request))
    return file_response(name=f"so-{found.label}.pdf", mime="application/pdf", content=content, download=False)


@never_cache
@audience("officer", roles=_ROLES)
@require_GET
def appointments(request: HttpRequest) -> HttpResponse:
    """The appointments of a day; one press when the person is here."""
    actor, language, now = actor_of(request), language_of(request), clock.now()
    unit = unit_of(request)
    try:
        on = date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        on = local_date(now)
    items, day_list = [], api.day_list(unit_code=unit, on=on, actor=actor)
    api.note_appointments(found=day_list, actor=actor, now=now, source="counter.appointments")
    for found in day_list:
        state, word = words.appointment_state(found)
        items.append(
            {"at": words.clock_time(found.starts_at), "group": found.group.name(language), "name": found.name, "code": found.code,
             "state": state, "word": word, "here": found.state == "booked" and on == local_date(now)}
        )  # fmt: skip
    context = {"items": items, "day": words.day_word(on, language), "unit": unit}
    return render(request, "counter/appointments.html", context)


def unit_of(request: HttpRequest) -> str:
    """The unit of this page: the asked one, else the first at whose counter the officer works. ``Forbidden`` without any."""
    asked = request.POST.get("don-vi") or request.GET.get("don-vi") or request.session.get("counter.unit", "")
    own = api.own_units(actor=actor_of(request))
    unit = asked if asked and (asked in own or api.SETTERS & actor_of(request).roles) else next(iter(own), "")
    if not unit:
        raise Forbidden(reason_vi="bạn chưa giữ vị trí ở bộ phận một cửa nào.", reason_en="you hold no position at a one-stop desk.")
    request.session["counter.unit"] = unit
    return str(unit)


def _run(request: HttpRequest, run: Callable[[], Any], act_name: str) -> None:
    try:
        found = run()
    except NamedError as refused:
        messages.warning(request, refused.sentence(language_of(request)))
        return
    if act_name in ("take", "here"):
        messages.success(request, _("Số %(label)s đã vào hàng chờ.") % {"label": found.label})
        request.session["counter.last"] = found.code


def _known_code(request: HttpRequest, read: Scanned) -> HttpResponse:
    """A ticket's code calls it to this desk; an appointment's checks its holder in."""
    actor, now = actor_of(request), clock.now()
    place = request.session.get("counter.desk", "")
    try:
        try:
            found = api.ticket(code=read.value, now=now)
        except NotFound:
            made = api.check_in(code=read.value, now=now, actor=actor)
            messages.success(request, _("Số %(label)s đã vào hàng chờ.") % {"label": made.label})
        else:
            api.call_one(code=found.code, desk=place, actor=actor, now=now)
    except NamedError as refused:
        messages.warning(request, refused.sentence(language_of(request)))
    return redirect("counter_desk")


def _facts(current: api.Ticket, language: str) -> list[dict[str, Any]]:
    return [
        {"name": _("Nhóm dịch vụ"), "value": current.group.name(language)},
        {"name": _("Ưu tiên"), "value": words.priority_word(current.priority)},
        {"name": _("Lấy số lúc"), "value": words.clock_time(current.taken_at)},
        {"name": _("Gọi lúc"), "value": words.clock_time(current.called_at) if current.called_at else "–"},
        {"name": _("Số lần gọi"), "value": str(current.calls)},
    ]


def _links(unit: str) -> list[dict[str, str]]:
    return [
        {"text": _("Lịch hẹn hôm nay"), "href": reverse("counter_appointments")},
        {"text": _("Màn hình phòng chờ"), "href": reverse("counter_screen", args=[unit])},
        {"text": _("Máy lấy số"), "href": kiosk_link(unit)},
        {"text": _("Thống kê"), "href": reverse("counter_statistics")},
        {"text": _("Thiết lập quầy"), "href": reverse("counter_settings")},
    ]
