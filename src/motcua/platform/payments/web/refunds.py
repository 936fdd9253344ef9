"""Refunds: who asked, who approves, what the bank did; and an officer's page of one request."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import VIETNAM, local_date
from motcua.kernel.errors import Forbidden, NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.payments import api, policies
from motcua.platform.payments.web import words

ROLES = (Role.RECEPTION, Role.APPRAISER, Role.LEADER, Role.ADMIN)


@audience("officer", roles=ROLES)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Refunds of the officer's units by state, waiting ones first."""
    actor = actor_of(request)
    state = next((one for one in api.RefundState if one.value == request.GET.get("trang-thai")), api.RefundState.REQUESTED)
    tabs = [{"text": words.refund_words(one)[0], "href": f"?trang-thai={one.value}", "current": one is state} for one in api.RefundState]
    found = api.refunds(state=state, actor=actor)
    api.note_payers(payment_ids=[r.payment_id for r in found], actor=actor, now=clock.now(), source="payments.refunds", money=True)
    context = {"tabs": tabs, "rows": [_shown(request, one) for one in found]}
    return render(request, "payments/refunds.html", context)


@audience("officer", roles=ROLES)
@require_POST
def act(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    """Approve, reject, take back, or pay out from the drawer."""
    actor = actor_of(request)
    now, verb, reason = clock.now(), request.POST.get("act", ""), request.POST.get(f"reason-{refund_id}", "")
    try:
        if verb == "approve":
            api.approve_refund(refund_id=refund_id, payee=words.posted_payee(request), now=now, actor=actor)
        elif verb == "reject":
            api.reject_refund(refund_id=refund_id, reason=reason, now=now, actor=actor)
        elif verb == "cash":
            session = next(iter(api.cash_sessions(officer_ref=actor.ref, state=api.CashState.OPEN, limit=1)), None)
            if session is None:
                raise api.CashSessionNeeded
            api.refund_in_cash(refund_id=refund_id, session_id=session.session_id, now=now, actor=actor)
        else:
            api.withdraw_refund(refund_id=refund_id, reason=reason, now=now, actor=actor)
        messages.success(request, _("Đã ghi."))
    except Forbidden as error:  # how it stands with another unit's refund is not told
        messages.warning(request, error.sentence(language_of(request)))
        return redirect("payments_refunds")
    except NamedError as error:
        messages.warning(request, error.sentence(language_of(request)))
    found = api.refund(refund_id=refund_id)
    return redirect(f"{reverse('payments_refunds')}?trang-thai={found.state.value}")


def _shown(request: HttpRequest, one: api.Refund) -> dict[str, Any]:
    actor = actor_of(request)
    text, tag = words.refund_words(one.state)
    asked = one.state is api.RefundState.REQUESTED
    until_sent = one.state in (api.RefundState.REQUESTED, api.RefundState.APPROVED, api.RefundState.FAILED)
    return {
        "id": one.refund_id,
        "code": one.code,
        "amount": words.dong(one.amount),
        "state": text,
        "tag": tag,
        "reason": one.reason,
        "failure": words.failure_words(one, language_of(request)),
        "payment": one.payment_code,
        "payment_id": one.payment_id,
        "transaction": one.transaction_id,
        "requested_at": words.at(one.requested_at),
        "completed_at": words.at(one.completed_at),
        "payee": f"{one.payee.name} · {one.payee.account} · {one.payee.bank_bin}" if one.payee else "",
        "in_cash": one.in_cash,
        "reason_name": f"reason-{one.refund_id}",
        "can_approve": asked and one.requested_by != actor.ref and bool(policies.can_approve_refund(actor, one.unit_code)),
        "needs_payee": asked and not one.in_cash and one.payee is None,
        "own": asked and one.requested_by == actor.ref,
        "can_withdraw": until_sent and bool(policies.can_ask_refund(actor, one.unit_code)),
        "can_pay_out": one.in_cash and one.state is api.RefundState.APPROVED and Role.RECEPTION in actor.roles,
    }


@audience("officer", roles=ROLES)
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """One request as officers see it: money, receipts, refunds; exempt, open again, ask for a refund."""
    actor = actor_of(request)
    problem, status = "", 200
    if request.method == "POST":
        try:
            _do(request, payment_id, actor=actor)
            messages.success(request, _("Đã ghi."))
            return redirect("payments_desk", payment_id=payment_id)
        except api.PaymentUnknown:
            raise
        except NamedError as error:
            problem, status = error.sentence(language_of(request)), error.status
    found = api.get_for(payment_id=payment_id, actor=actor)
    api.note_payers(payment_ids=[payment_id], actor=actor, now=clock.now(), source="payments.desk", money=bool(found.refunding))
    return render(request, "payments/desk.html", _desk(request, found) | {"problem": problem}, status=status)


def _do(request: HttpRequest, payment_id: UUID, *, actor: Actor) -> None:
    now, verb, reason = clock.now(), request.POST.get("act", ""), request.POST.get("reason", "")
    if verb == "refund":
        amount = words.posted_dong(request, "amount", default=0) or None
        api.request_refund(payment_id=payment_id, amount=amount, reason=reason, payee=words.posted_payee(request), now=now, actor=actor)
    elif verb == "exempt":
        exemption = api.Exemption(reason=reason, basis=request.POST.get("basis", ""))
        api.exempt(payment_id=payment_id, exemption=exemption, now=now, actor=actor)
    else:
        day = words.posted_day(request.POST.get("due", ""), default=local_date(now) + timedelta(days=10))
        due_at = datetime(day.year, day.month, day.day, tzinfo=VIETNAM) + timedelta(days=1)
        api.reopen(payment_id=payment_id, due_at=due_at, reason=reason, now=now, actor=actor)


def _desk(request: HttpRequest, found: api.Payment) -> dict[str, Any]:
    actor = actor_of(request)
    text, tag = words.payment_words(found.state)
    facts = [
        (_("Mã thanh toán"), found.code), (_("Nội dung thu"), found.purpose), (_("Người nộp tiền"), found.payer_name),
        (_("Phải nộp"), words.dong(found.amount)),
        (_("Đã nộp tiền"), words.dong(found.paid)), (_("Còn phải nộp"), words.dong(found.outstanding)),
        (_("Đang hoàn"), words.dong(found.refunding)),
        (_("Đã hoàn"), words.dong(found.refunded)), (_("Hạn thanh toán"), words.at(found.due_at)),
        (_("Thu đủ lúc"), words.at(found.settled_at)),
    ]  # fmt: skip
    open_or_late = found.is_open or found.state is api.PaymentState.OVERDUE
    asks, lowers = policies.can_ask_refund(actor, found.matter.unit_code), policies.can_exempt(actor, found.matter.unit_code)
    return {
        "payment": found,
        "state": text,
        "tag": tag,
        "facts": [{"name": name, "value": value} for name, value in facts],
        "lines": [{"name": item.name, "value": words.dong(item.amount)} for item in found.items],
        "receipts": [
            {"label": one.label, "amount": words.dong(one.amount), "state": words.receipt_words(one.state)[0], "id": one.receipt_id}
            for one in api.receipts_of(payment_id=found.payment_id)
        ],
        "refunds": [_shown(request, one) for one in api.refunds(payment_id=found.payment_id, actor=actor)],
        "can_refund": bool(asks) and found.state is api.PaymentState.PAID and found.paid > 0,
        "can_exempt": bool(lowers) and open_or_late,
        "can_reopen": bool(lowers) and found.state is api.PaymentState.OVERDUE,
    }
