"""The payer's page: what to pay, by which way, whether the money has come, the receipts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.kernel.errors import NamedError
from motcua.kernel.money import amount_in_words
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.platform.payments import api, conf
from motcua.platform.payments.web import words


@never_cache
@audience("citizen")
@require_GET
def payment(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The page; showing the code to its payer is what makes a request pending."""
    actor = actor_of(request)
    found = api.get_for(payment_id=payment_id, actor=actor)
    if found.state == api.PaymentState.UNPAID:
        found = api.present(payment_id=payment_id, now=clock.now(), actor=actor)
    return render(request, "payments/payment.html", _context(request, found))


@never_cache
@audience("citizen")
@require_GET
def state(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The part of the page that changes, for htmx. 204: nothing new, so nothing is swapped or read out again; 286: stop asking."""
    found = api.get_for(payment_id=payment_id, actor=actor_of(request))
    if found.is_open and request.GET.get("biet") == _known(found):
        return HttpResponse(status=204)
    status = 200 if found.is_open else 286
    return render(request, "payments/_poll.html", _context(request, found) | {"turned": True}, status=status)


@audience("citizen")
@require_POST
def online(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Announce the payment to the platform; the page then shows the way there (a link: forms of ours lead to ourselves only)."""
    back = request.build_absolute_uri(reverse("payments_return", args=[payment_id]))
    try:
        api.begin_attempt(
            payment_id=payment_id,
            ip=request.META.get("REMOTE_ADDR", ""),
            return_url=back,
            now=clock.now(),
            actor=actor_of(request),
        )
    except api.PaymentUnknown:
        raise
    except NamedError as error:
        messages.warning(request, error.sentence(language_of(request)))
    return redirect(f"{reverse('payments_payment', args=[payment_id])}?cach=platform")


@never_cache
@audience("citizen")
@require_GET
def back(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The payer comes back from the platform: ask it, believe only its answer, and show the page."""
    api.get_for(payment_id=payment_id, actor=actor_of(request))
    reference = request.GET.get("MaThamChieu", "")[:40]
    if any(one.reference == reference for one in api.attempts(payment_id=payment_id)):
        try:
            api.ask_attempt(reference=reference, now=clock.now())
        except NamedError as error:
            messages.warning(request, error.sentence(language_of(request)))
    return redirect(f"{reverse('payments_payment', args=[payment_id])}?cach=platform")


@never_cache
@audience("citizen")
@require_GET
def receipt(request: HttpRequest, receipt_id: UUID) -> HttpResponse:
    """The signed receipt of the payer."""
    actor = actor_of(request)
    found = api.receipt_for(receipt_id=receipt_id, actor=actor)
    pdf = api.receipt_pdf(receipt_id=receipt_id, actor=actor, now=clock.now())
    return file_response(name=f"bien-lai-{found.number:07d}.pdf", mime="application/pdf", content=pdf)  # type: ignore[return-value]


def _known(found: api.Payment) -> str:
    """What the page in the payer's hand already says."""
    return f"{found.state}-{found.paid}-{found.amount}"


def _context(request: HttpRequest, found: api.Payment) -> dict[str, Any]:
    way = _way(request, found)
    payload = api.qr_payload(payment_id=found.payment_id) if found.is_open and way is api.Way.TRANSFER else ""
    home = found.return_path if url_has_allowed_host_and_scheme(found.return_path, allowed_hosts=None) else ""
    return {
        "payment": found,
        "known": _known(found),
        "way": way.value,
        "ways": _tabs(found, way),
        "amount": words.dong(found.amount),
        "in_words": amount_in_words(found.outstanding or found.amount),
        "paid": words.dong(found.paid) if found.paid else "",
        "outstanding": words.dong(found.outstanding),
        "refunding": words.dong(found.refunding) if found.refunding else "",
        "refunded": words.dong(found.refunded) if found.refunded else "",
        "lines": [{"name": item.name, "value": _price(item)} for item in found.items],
        "payload": payload,
        "bank_app": f"{conf.BANK_APP_URL}?{urlencode({'qr': payload})}" if payload and settings.MOTCUA_DEMO else "",
        "transfer": _transfer(found) if payload else [],
        "attempt": _open_attempt(found) if way is api.Way.PLATFORM else None,
        "receipts": [
            {"label": one.label, "amount": words.dong(one.amount), "href": reverse("payments_receipt", args=[one.receipt_id])}
            for one in api.receipts_of(payment_id=found.payment_id)
            if one.state is api.ReceiptState.VALID
        ],
        "back": home,
    }  # fmt: skip


def _price(item: api.FeeItem) -> str:
    if item.exemption is None:
        return words.dong(item.amount)
    lifted = _("được miễn") if item.amount == 0 else _("đã giảm từ %(full)s") % {"full": words.dong(item.tariff)}
    return f"{words.dong(item.amount)} ({lifted}: {item.exemption.reason}; {item.exemption.basis})"


def _way(request: HttpRequest, found: api.Payment) -> api.Way:
    asked = request.GET.get("cach", "")
    offered = found.ways or (api.Way.CASH,)
    return next((way for way in offered if way.value == asked), offered[0])


def _tabs(found: api.Payment, current: api.Way) -> list[dict[str, Any]]:
    page = reverse("payments_payment", args=[found.payment_id])
    return [{"text": words.way_words(way), "href": f"{page}?cach={way.value}", "current": way is current} for way in found.ways]


def _open_attempt(found: api.Payment) -> api.Attempt | None:
    """The transaction that may still be paid: begun, for the amount that is still asked."""
    begun = (one for one in api.attempts(payment_id=found.payment_id) if one.state is api.AttemptState.INITIATED)
    return next((one for one in begun if one.amount == found.outstanding), None)


def _transfer(found: api.Payment) -> list[dict[str, str]]:
    return [
        {"name": _("Mã ngân hàng"), "value": conf.BANK_BIN},
        {"name": _("Số tài khoản"), "value": conf.BANK_ACCOUNT},
        {"name": _("Chủ tài khoản"), "value": conf.BANK_ACCOUNT_NAME},
        {"name": _("Số tiền"), "value": words.dong(found.outstanding)},
        {"name": _("Nội dung chuyển khoản"), "value": found.transfer_text},
    ]
