"""The cash desk: open a session, find what is to be paid, take cash, print, count, hand over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.kernel.actors import Role
from motcua.kernel.errors import NamedError, NotFound
from motcua.kernel.ids import public_code
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.payments import api
from motcua.platform.payments.rules.cash import DENOMINATIONS, change_in_notes
from motcua.platform.payments.web import words

_ROLES = (Role.RECEPTION,)
_MOST_PIECES = 100_000


@audience("officer", roles=_ROLES)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The drawer, a search field that a scanner can fill, and what waits for money; before that: opening the drawer."""
    return _page(request)


def _page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    units = sorted({p.unit_code for p in actor.positions if p.role is Role.RECEPTION})
    mine = api.cash_sessions(officer_ref=actor.ref, limit=20)
    session = next((one for one in mine if one.state is api.CashState.OPEN), None)
    query = request.GET.get("ma", "")
    found = [one for one in api.find_open(text=query, unit_code=session.unit_code) if api.Way.CASH in one.ways] if session else []
    api.note_payers(payment_ids=[one.payment_id for one in found], actor=actor, now=clock.now(), source="payments.cash")
    context: dict[str, Any] = {
        "units": [(code, code) for code in units],
        "unit": units[0] if units else "",
        "session": _session(session) if session else None,
        "waiting": [_waiting(one) for one in found],
        "query": query,
        "earlier": [_session(one) for one in mine if one.state is not api.CashState.OPEN],
        "notes": [(f"to-{value}", words.dong(value)) for value in DENOMINATIONS],
        "problem": problem,
    }
    return render(request, "payments/cash.html", context, status=status)


def _session(one: api.CashSession) -> dict[str, Any]:
    text, tag = words.session_words(one.state)
    return {
        "id": one.session_id,
        "code": one.code,
        "unit": one.unit_code,
        "state": text,
        "tag": tag,
        "can_hand_over": one.state is api.CashState.CLOSED,
        "opened_at": words.at(one.opened_at),
        "closed_at": words.at(one.closed_at),
        "slip": one.slip,
        "counted": one.counted,
        "facts": [
            {"name": _("Tiền lẻ đầu phiên"), "value": words.dong(one.float_amount)},
            {"name": _("Đã thu"), "value": words.dong(one.takings)},
            {"name": _("Đã trả lại"), "value": words.dong(one.paid_out)},
            {"name": _("Phải có trong két"), "value": words.dong(one.expected)},
        ],
        "difference": words.dong(one.difference) if one.difference else "",
        "explanation": one.explanation,
    }


def _waiting(one: api.Payment) -> dict[str, Any]:
    return {
        "id": one.payment_id,
        "code": one.code,
        "dossier": one.matter.dossier_code or one.purpose,
        "payer": one.payer_name,
        "rest": words.dong(one.outstanding),
        "rest_number": one.outstanding,
        "partly": one.paid > 0,
        "key": public_code(length=20),
        "given_name": f"given-{one.payment_id}",
        "amount_name": f"amount-{one.payment_id}",
    }


@audience("officer", roles=_ROLES)
@require_POST
def open_drawer(request: HttpRequest) -> HttpResponse:
    """Begin a session."""
    try:
        amount = words.posted_dong(request, "float", default=0)
        api.open_session(unit_code=request.POST.get("unit", ""), float_amount=amount, now=clock.now(), actor=actor_of(request))
    except NamedError as error:
        return _refused(request, error)
    return redirect("payments_cash")


@audience("officer", roles=_ROLES)
@require_POST
def take(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Take cash; posting the same form again shows the same slip."""
    actor = actor_of(request)
    session = next(iter(api.cash_sessions(officer_ref=actor.ref, state=api.CashState.OPEN, limit=1)), None)
    try:
        if session is None:
            raise api.CashSessionNeeded
        amount = words.posted_dong(request, f"amount-{payment_id}", default=-1)
        given = words.posted_dong(request, f"given-{payment_id}", default=0)
        wanted = amount if amount >= 0 else None
        if not given:
            given = wanted if wanted is not None else api.get(payment_id=payment_id).outstanding
        key = request.POST.get("key", "")[:80] or public_code(length=20)
        taken = api.take_cash(
            payment_id=payment_id,
            session_id=session.session_id,
            given=given,
            amount=wanted,
            idempotency_key=key,
            now=clock.now(),
            actor=actor,
        )
    except NotFound:
        raise
    except NamedError as error:
        return _refused(request, error)
    return render(request, "payments/cash_taken.html", _taken(taken))


def _taken(taken: api.CashTaken) -> dict[str, Any]:
    notes = ", ".join(f"{pieces} × {words.dong(value)}" for value, pieces in change_in_notes(taken.change))
    return {
        "facts": [
            {"name": _("Mã thanh toán"), "value": taken.payment.code},
            {"name": _("Nội dung thu"), "value": taken.payment.matter.dossier_code or taken.payment.purpose},
            {"name": _("Đã thu"), "value": words.dong(taken.taken)},
            {"name": _("Còn phải nộp"), "value": words.dong(taken.payment.outstanding)},
            {"name": _("Biên lai"), "value": taken.receipt_label or _("phát hành khi đơn vị mở dải biên lai")},
        ],
        "change": words.dong(taken.change) if taken.change else "",
        "notes": notes,
        "receipt": reverse("payments_receipt_desk", args=[taken.receipt_id]) if taken.receipt_id else "",
    }


@audience("officer", roles=_ROLES)
@require_POST
def close(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Count the drawer."""
    try:
        notes = {value: _pieces(request.POST.get(f"to-{value}", "")) for value in DENOMINATIONS}
        loose = words.posted_dong(request, "loose", default=0)
        explanation = request.POST.get("explanation", "")
        api.close_session(
            session_id=session_id,
            notes=notes,
            loose=loose,
            explanation=explanation,
            now=clock.now(),
            actor=actor_of(request),
        )
    except NamedError as error:
        return _refused(request, error)
    messages.success(request, _("Đã khoá phiên thu. Nộp tiền và ghi số giấy nộp tiền."))
    return redirect("payments_cash")


def _pieces(text: str) -> int:
    number = int(text) if text.strip().isdecimal() and len(text) <= 6 else 0 if not text.strip() else -1  # noqa: PLR2004 - digits
    if not 0 <= number <= _MOST_PIECES:
        raise api.CashAmountInvalid(wanted=0, given=text[:12])
    return number


@audience("officer", roles=_ROLES)
@require_POST
def hand_over(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Write down the paying-in slip."""
    try:
        amount = words.posted_dong(request, f"handed-{session_id}")
        slip = request.POST.get(f"slip-{session_id}", "")
        api.hand_over(session_id=session_id, amount=amount, slip=slip, now=clock.now(), actor=actor_of(request))
    except NamedError as error:
        return _refused(request, error)
    messages.success(request, _("Đã ghi giấy nộp tiền. Phiên được xác nhận khi tiền có trên sao kê."))
    return redirect("payments_cash")


def _refused(request: HttpRequest, error: NamedError) -> HttpResponse:
    sentence = error.sentence(language_of(request))
    return _page(request, problem=sentence, status=error.status)
