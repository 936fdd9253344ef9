"""Receipts for officers: search, PDF, cancel, replace, series, the list for the tax authority."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import VIETNAM, local_date
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.platform.payments import api
from motcua.platform.payments.web import words
from motcua.platform.payments.web.refunds import ROLES


@audience("officer", roles=ROLES)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Search receipts of one's units; administrators see all and open series."""
    actor = actor_of(request)
    is_admin = Role.ADMIN in actor.roles
    text, now = request.GET.get("ma", ""), clock.now()
    found = api.receipts(text=text, unit_code="" if is_admin else _unit(actor), limit=50)
    api.note_payers(payment_ids=[one.payment_id for one in found], actor=actor, now=now, source="payments.receipts")
    context: dict[str, Any] = {
        "rows": [_shown(one) for one in found],
        "query": text,
        "is_admin": is_admin,
        "series": [_series(one) for one in api.series()],
        "year": local_date(now).year,
        "month": f"{local_date(now):%Y-%m}",
    }
    return render(request, "payments/receipts.html", context)


def _series(one: api.ReceiptSeries) -> str:
    where = f", {one.unit_code}" if one.unit_code else ""
    closed = "" if one.is_open else f" – {_('đã đóng')}"
    return f"{one.pattern} {one.serial} ({one.year}{where}): {_('số tiếp theo')} {one.next_number:07d}{closed}"


def _unit(actor: Actor) -> str:
    return next((position.unit_code for position in actor.positions), "–")


def _shown(one: api.Receipt) -> dict[str, Any]:
    text, tag = words.receipt_words(one.state)
    return {
        "id": one.receipt_id, "label": one.label, "amount": words.dong(one.amount), "payer": one.payer_name, "at": words.at(one.issued_at),
        "state": text, "tag": tag, "is_valid": one.state is api.ReceiptState.VALID, "reason": one.closed_reason,
        "payment": one.payment_code,
        "payment_id": one.payment_id, "reason_name": f"reason-{one.receipt_id}",
    }  # fmt: skip


@never_cache
@audience("officer", roles=ROLES)
@require_GET
def pdf(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """The receipt as a signed PDF, in the browser, to be printed."""
    actor, now = actor_of(request), clock.now()
    found = api.receipt(receipt_id=receipt_id)
    content = api.receipt_pdf(receipt_id=receipt_id, actor=actor, now=now)
    api.note_payers(payment_ids=[found.payment_id], actor=actor, now=now, source="payments.receipts")
    name = f"bien-lai-{found.number:07d}.pdf"
    return file_response(name=name, mime="application/pdf", content=content, download=False)  # type: ignore[return-value]


@audience("officer", roles=ROLES)
@require_POST
def act(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """Cancel a receipt, or replace it with corrected payer details."""
    actor = actor_of(request)
    reason, now = request.POST.get(f"reason-{receipt_id}", ""), clock.now()
    try:
        if request.POST.get("act") == "replace":
            payer = api.Payer(**{name: request.POST.get(name, "").strip()[:200] for name in ("name", "number", "address")})
            api.replace_receipt(receipt_id=receipt_id, payer=payer, reason=reason, now=now, actor=actor)
        else:
            api.cancel_receipt(receipt_id=receipt_id, reason=reason, now=now, actor=actor)
        messages.success(request, _("Đã ghi."))
    except NamedError as error:
        messages.warning(request, error.sentence(language_of(request)))
    return redirect("payments_receipts")


@audience("officer", roles=(Role.ADMIN,))
@require_POST
def open_series(request: HttpRequest) -> HttpResponse:
    """Open a series of the year."""
    now = clock.now()
    facts = {name: request.POST.get(name, "").strip().upper()[:12] for name in ("pattern", "serial")}
    try:
        api.open_series(
            **facts,
            unit_code=request.POST.get("unit", "").strip()[:20],
            year=local_date(now).year,
            now=now,
            actor=actor_of(request),
        )
        messages.success(request, _("Đã mở dải biên lai."))
    except NamedError as error:
        messages.warning(request, error.sentence(language_of(request)))
    return redirect("payments_receipts")


@audience("officer", roles=ROLES)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The list of a month (``thang=yyyy-mm``) as XLSX, for the tax authority."""
    actor = actor_of(request)
    first = words.posted_day(f"{request.GET.get('thang', '')}-01", default=local_date(clock.now()).replace(day=1))
    after = (first + timedelta(days=32)).replace(day=1)
    since, until = (datetime(day.year, day.month, 1, tzinfo=VIETNAM) for day in (first, after))
    unit_code = "" if Role.ADMIN in actor.roles else _unit(actor)
    api.note_payers_taken(since=since, until=until, unit_code=unit_code, actor=actor, now=clock.now(), source="payments.export")
    content = api.receipts_xlsx(since=since, until=until, unit_code=unit_code)
    return file_response(name=f"bien-lai-{first:%Y-%m}.xlsx", mime=files.XLSX, content=content)  # type: ignore[return-value]
