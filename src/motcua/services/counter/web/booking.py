"""Booking: where, what, when, who; with or without an account. Every step is an address of its own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.foundation.units import api as units
from motcua.kernel.actors import ActorKind
from motcua.kernel.clock import local, local_date
from motcua.kernel.errors import Invalid, NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.services.counter import api
from motcua.services.counter.contracts import AppointmentState, SlotUnknown
from motcua.services.counter.web import words


@never_cache
@audience("public")
def choose(request: HttpRequest) -> HttpResponse:
    """Where, which group, which day, which half hour: the next open question of the four."""
    now, language = clock.now(), language_of(request)
    unit, group, on = request.GET.get("don-vi", ""), request.GET.get("nhom", ""), _day(request.GET.get("ngay", ""))
    context: dict[str, Any] = {"unit": unit, "group": group, "mine": _mine(request)}
    if not unit:
        found = units.communes(on=local_date(now))
        context["units"] = [(u.code, u.label(language)) for u in found]
        return render(request, "counter/choose_unit.html", context)
    context["unit_name"] = api.unit_name(unit_code=unit, on=local_date(now), language=language)
    groups = [g for g in api.groups(unit_code=unit) if g.capacity]
    if group not in {g.code for g in groups}:
        context["groups"] = [{"text": g.name(language), "href": f"?{urlencode({'don-vi': unit, 'nhom': g.code})}"} for g in groups]
        return render(request, "counter/choose_group.html", context)
    context["group_name"] = next(g.name(language) for g in groups if g.code == group)
    if on is None:
        context["days"] = _days(unit, group, now, language)
        context["title"] = context["group_name"]
        return render(request, "counter/choose_day.html", context)
    context["day"] = words.day_word(on, language)
    context["back"] = f"?{urlencode({'don-vi': unit, 'nhom': group})}"
    context["slots"] = _slots(unit, group, on, now)
    return render(request, "counter/choose_slot.html", context)


@never_cache
@audience("public")
def confirm(request: HttpRequest) -> HttpResponse:
    """Who comes: one press for the signed-in, name and telephone for the rest."""
    now, language = clock.now(), language_of(request)
    asked = request.POST if request.method == "POST" else request.GET
    unit, group, at = asked.get("don-vi", ""), asked.get("nhom", ""), _instant(asked.get("luc", ""))
    actor = actor_of(request)
    citizen = actor.kind is ActorKind.CITIZEN
    found = next((g for g in api.groups(unit_code=unit) if g.code == group), None)
    if at is None or found is None:
        return redirect("counter_book")
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _book(request, citizen=citizen, unit=unit, group=group, at=at, now=now)
        except Invalid as wrong:
            errors = {name: (en if language == "en" else vi) for name, (vi, en) in wrong.fields.items()} or {"": wrong.sentence(language)}
        except NamedError as refused:
            errors = {("phone" if refused.code.startswith("kernel.") else ""): refused.sentence(language)}
    context = {
        "unit": unit, "group": group, "luc": at.isoformat(), "citizen": citizen, "errors": errors,
        "facts": [
            {"name": _("Nơi đến"), "value": api.unit_name(unit_code=unit, on=local_date(now), language=language)},
            {"name": _("Nhóm dịch vụ"), "value": found.name(language)},
            {"name": _("Thời gian"), "value": f"{words.clock_time(at)}, {words.day_word(local(at).date(), language)}"},
        ],
        "name": asked.get("name", ""), "phone": asked.get("phone", ""),
        "back": f"/dat-lich/?{urlencode({'don-vi': unit, 'nhom': group, 'ngay': local(at).date().isoformat()})}",
    }  # fmt: skip
    return render(request, "counter/confirm.html", context, status=422 if errors else 200)


@never_cache
@audience("public")
def code(request: HttpRequest, wish_id: UUID) -> HttpResponse:
    """Type the code that was sent."""
    language, errors = language_of(request), {}
    if request.method == "POST":
        try:
            booked = api.confirm_code(wish_id=wish_id, code=request.POST.get("code", ""), now=clock.now())
        except NamedError as refused:
            errors = {"code": refused.sentence(language)}
        else:
            return redirect("counter_appointment", code=booked.code)
    shown = request.session.get(f"counter.{wish_id}", "") if settings.MOTCUA_DEMO else ""
    return render(request, "counter/code.html", {"errors": errors, "shown": shown}, status=422 if errors else 200)


@never_cache
@audience("public")
def appointment(request: HttpRequest, code: str) -> HttpResponse:
    """One appointment for whoever holds its code: show, cancel, or say that one is here."""
    now, language = clock.now(), language_of(request)
    found = api.appointment(code=code)
    if request.method == "POST":
        try:
            if request.POST.get("act") == "here":
                return redirect("counter_ticket", code=api.check_in(code=code, now=now).code)
            api.cancel(code=code, now=now)
        except NamedError as refused:
            messages.error(request, refused.sentence(language))
        else:
            messages.success(request, _("Đã huỷ lịch hẹn."))
        return redirect("counter_appointment", code=found.code)
    booked = found.state is AppointmentState.BOOKED
    context = {
        "found": found, "facts": words.appointment_facts(found, language), "booked": booked,
        "today": booked and local(found.starts_at).date() == local_date(now),
        "link": f"{settings.MOTCUA_BASE_URL}/dat-lich/{found.code}/",
    }  # fmt: skip
    return render(request, "counter/appointment.html", context)


@never_cache
@audience("public")
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Another day and half hour for the same appointment."""
    now, language = clock.now(), language_of(request)
    found = api.appointment(code=code)
    if request.method == "POST":
        at = _instant(request.POST.get("luc", ""))
        try:
            if at is None:
                raise SlotUnknown
            api.move(code=code, starts_at=at, now=now)
        except NamedError as refused:
            messages.error(request, refused.sentence(language))
            return redirect("counter_move", code=found.code)
        messages.success(request, _("Đã đổi giờ hẹn."))
        return redirect("counter_appointment", code=found.code)
    on = _day(request.GET.get("ngay", ""))
    unit, group = found.unit_code, found.group.code
    context: dict[str, Any] = {"unit": unit, "group": group, "unit_name": found.unit_name, "group_name": found.group.name(language)}
    context |= {"title": _("Đổi giờ hẹn"), "moving": found.code}
    if on is None:
        days = _days(unit, group, now, language)
        return render(request, "counter/choose_day.html", context | {"days": days})
    slots = _slots(unit, group, on, now)
    return render(request, "counter/choose_slot.html", context | {"slots": slots, "day": words.day_word(on, language), "back": "?"})


def _book(request: HttpRequest, *, citizen: bool, unit: str, group: str, at: datetime, now: datetime) -> HttpResponse:
    if citizen:
        booked = api.book(unit_code=unit, group=group, starts_at=at, actor=actor_of(request), now=now)
        return redirect("counter_appointment", code=booked.code)
    name, phone = request.POST.get("name", ""), request.POST.get("phone", "")
    address = request.META.get("REMOTE_ADDR", "")
    wish_id, shown = api.ask_code(unit_code=unit, group=group, starts_at=at, name=name, phone=phone, address=address, now=now)
    if shown:
        request.session[f"counter.{wish_id}"] = shown
    return redirect("counter_book_code", wish_id=wish_id)


def _days(unit: str, group: str, now: datetime, language: str) -> list[dict[str, Any]]:
    rows = []
    for day in api.booking_days(unit_code=unit, group=group, now=now):
        why = _("Đóng cửa") if day.closed else _("Chỉ nhận trực tuyến") if day.online_only else _("Hết chỗ") if not day.free else ""
        href = "" if why else f"?{urlencode({'don-vi': unit, 'nhom': group, 'ngay': day.on.isoformat()})}"
        rows.append({"text": words.day_word(day.on, language), "href": href, "why": why, "free": day.free})
    return rows


def _slots(unit: str, group: str, on: date, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "text": words.clock_time(s.starts_at), "free": s.free, "luc": s.starts_at.isoformat(),
            "href": f"/dat-lich/xac-nhan/?{urlencode({'don-vi': unit, 'nhom': group, 'luc': s.starts_at.isoformat()})}",
        }
        for s in api.slots(unit_code=unit, group=group, on=on, now=now)
    ]  # fmt: skip


def _mine(request: HttpRequest) -> list[dict[str, Any]]:
    language = language_of(request)
    found = api.my_appointments(actor=actor_of(request), now=clock.now())
    return [{"code": a.code, "facts": words.appointment_facts(a, language)[1:4]} for a in found]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return at if at.tzinfo else None
