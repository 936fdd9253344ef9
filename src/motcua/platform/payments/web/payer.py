"""The payer's page: what to pay, the code to scan, whether the money has come."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from motcua.kernel.actors import Actor
from motcua.kernel.money import format_dong
from motcua.kit import clock
from motcua.kit.web import audience
from motcua.platform.payments import api, conf


@never_cache
@audience("citizen")
@require_GET
def payment(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The page; showing the code to its payer is what makes a request pending."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = api.get_for(payment_id=payment_id, actor=actor)
    if found.state == api.PaymentState.UNPAID:
        found = api.present(payment_id=payment_id, now=clock.now(), actor=actor)
    return render(request, "payments/payment.html", _context(found))


@never_cache
@audience("citizen")
@require_GET
def state(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The part of the page that changes, for htmx; 286 tells htmx to stop asking once the money is there."""
    found = api.get_for(payment_id=payment_id, actor=request.actor)  # type: ignore[attr-defined]
    status = 200 if found.is_open else 286
    return render(request, "payments/_state.html", _context(found), status=status)


def _context(found: api.Payment) -> dict[str, Any]:
    payload = api.qr_payload(payment_id=found.payment_id) if found.is_open else ""
    back = found.return_path if url_has_allowed_host_and_scheme(found.return_path, allowed_hosts=None) else ""
    return {
        "payment": found,
        "amount": format_dong(found.amount),
        "lines": [{"name": item.name, "value": format_dong(item.amount)} for item in found.items],
        "payload": payload,
        "bank_app": f"{conf.BANK_APP_URL}?{urlencode({'qr': payload})}" if payload and settings.MOTCUA_DEMO else "",
        "transfer": [
            {"name": _("Mã ngân hàng"), "value": conf.BANK_BIN},
            {"name": _("Số tài khoản"), "value": conf.BANK_ACCOUNT},
            {"name": _("Chủ tài khoản"), "value": conf.BANK_ACCOUNT_NAME},
            {"name": _("Số tiền"), "value": format_dong(found.amount)},
            {"name": _("Nội dung chuyển khoản"), "value": found.transfer_text},
        ],
        "back": back,
    }
