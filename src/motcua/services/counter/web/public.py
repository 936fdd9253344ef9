"""For everybody: a ticket's place, the ticket machine, the waiting-room screen, the opening hours."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.kernel.clock import local, local_date
from motcua.kernel.errors import NamedError, NotFound
from motcua.kernel.ids import public_code
from motcua.kit import clock
from motcua.kit.web import audience, language_of
from motcua.services.counter import api
from motcua.services.counter.contracts import Priority, TicketState
from motcua.services.counter.web import words

_SALT = "counter.kiosk"


@never_cache
@audience("public")
def find(request: HttpRequest) -> HttpResponse:
    """Type the code of a slip or an appointment."""
    code, errors = request.GET.get("ma", "").strip().upper(), {}
    if code:
        if _known(lambda: api.ticket(code=code, now=clock.now())):
            return redirect("counter_ticket", code=code)
        if _known(lambda: api.appointment(code=code)):
            return redirect("counter_appointment", code=code)
        errors = {"ma": _("Không có phiếu hay lịch hẹn mang mã này. Xem lại 8 ký tự trên phiếu.")}
    return render(request, "counter/find.html", {"code": code, "errors": errors}, status=404 if errors else 200)


@never_cache
@audience("public")
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """One ticket: its state, who is ahead, how long; renewed by itself with script, by a link without."""
    now, language = clock.now(), language_of(request)
    found = api.ticket(code=code, now=now)
    if request.method == "POST":
        try:
            api.give_up(code=code, now=now)
        except NamedError as refused:
            messages.error(request, refused.sentence(language))
        return redirect("counter_ticket", code=found.code)
    state, word = words.ticket_state(found)
    context = {
        "found": found, "state": state, "word": word, "group": found.group.name(language), "wait": words.minutes_word(found.wait_minutes),
        "waiting": found.state is TicketState.WAITING, "called": found.state is TicketState.CALLED,
        "open": found.state in (TicketState.WAITING, TicketState.CALLED), "as_of": words.clock_time(now),
        "link": f"{settings.MOTCUA_BASE_URL}/so-thu-tu/{found.code}/",
    }  # fmt: skip
    return render(request, "counter/ticket.html", context)


@never_cache
@audience("public")
def kiosk(request: HttpRequest, unit_code: str) -> HttpResponse:
    """The ticket machine in the hall: opened by the unit's signed link, so that nobody takes numbers from afar."""
    now, language = clock.now(), language_of(request)
    key = request.POST.get("k") or request.GET.get("k", "")
    try:
        allowed = signing.loads(key, salt=_SALT) == unit_code
    except signing.BadSignature:
        allowed = False
    if not allowed:
        raise NotFound
    error = ""
    if request.method == "POST":
        try:
            given = request.POST.get("priority", "none")
            priority = Priority(given) if given in set(Priority) else Priority.NONE
            made = api.take_ticket(
                unit_code=unit_code, group=request.POST.get("group", ""), priority=priority, now=now,
                idempotency_key=request.POST.get("key", ""),
            )  # fmt: skip
        except NamedError as refused:
            error = refused.sentence(language)
        else:
            return redirect("counter_ticket", code=made.code)
    context = {
        "unit_name": api.unit_name(unit_code=unit_code, on=local_date(now), language=language), "k": key, "error": error,
        "groups": [(g.code, g.name(language)) for g in api.groups(unit_code=unit_code)], "key": public_code(length=16),
        "priorities": words.priority_options(urgent=False),
    }  # fmt: skip
    return render(request, "counter/kiosk.html", context, status=409 if error else 200)


def _known(look: Callable[[], object]) -> bool:
    try:
        look()
    except NotFound:
        return False
    return True


def kiosk_link(unit_code: str) -> str:
    """The address that a unit opens on its ticket machine."""
    return f"{reverse('counter_kiosk', args=[unit_code])}?k={signing.dumps(unit_code, salt=_SALT)}"


@never_cache
@audience("public")
def screen(request: HttpRequest, unit_code: str) -> HttpResponse:
    """The waiting-room screen: who is called where, how many wait, how long; renewed every five seconds, by the browser without script."""
    now, language = clock.now(), language_of(request)
    board = api.board(unit_code=unit_code, now=now)
    waiting = [{"group": g.name(language), "letter": g.letter, "count": n, "wait": words.minutes_word(m)} for g, n, m in board.waiting]
    context = {"board": board, "unit": unit_code, "waiting": waiting, "as_of": f"{local(now):%H:%M:%S}"}
    return render(request, "counter/screen.html", context)


@audience("public")
def opening(request: HttpRequest, unit_code: str) -> HttpResponse:
    """Opening hours of the coming two weeks, with holidays and online-only days."""
    now, language = clock.now(), language_of(request)
    context = {
        "unit_name": api.unit_name(unit_code=unit_code, on=local_date(now), language=language), "unit": unit_code,
        "columns": words.opening_columns(),
        "rows": words.opening_rows(api.opening(unit_code=unit_code, first=local_date(now), count=14), language),
    }  # fmt: skip
    return render(request, "counter/opening.html", context)
