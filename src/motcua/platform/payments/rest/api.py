"""Machine-readable payments: what payers, cash desks and reconciliation do; and where banks and the platform send notifications."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from motcua.kit import clock
from motcua.kit.rest import Audience
from motcua.platform.payments import api
from motcua.platform.payments.rest import cash, payer, receipts, reconciling, refunds

router = Router(tags=["payments"])
for _topic in (receipts, payer, cash, refunds, reconciling):
    router.add_router("", _topic.router)


@router.post("/notifications", auth=Audience("machine"), summary="Bank notification of a credit (signed)")
def notification(request: HttpRequest) -> dict[str, Any]:
    """Authenticated by the bank's signature over the body. 200 means heard: repeated and disagreeing money is recorded, not refused."""
    outcome = api.receive_notification(raw=request.body, headers=dict(request.headers), now=clock.now())
    return {"outcome": outcome.kind, "transaction_id": outcome.transaction_id, "discrepancy": outcome.discrepancy}


@router.post("/platform/notifications", auth=Audience("machine"), summary="Notification of the national payment platform (MaXacThuc)")
def platform_notification(request: HttpRequest) -> dict[str, Any]:
    """Authenticated by MaXacThuc over the message. ``error_code`` "0" means heard, also for repeated and disagreeing money."""
    outcome = api.receive_platform_notification(raw=request.body, now=clock.now())
    return {"error_code": "0", "outcome": outcome.kind, "transaction_id": outcome.transaction_id, "discrepancy": outcome.discrepancy}
