"""Machine-readable messaging: inboxes and choices of people, and where the SMS provider sends its delivery reports."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from motcua.kit import clock
from motcua.kit.rest import Audience
from motcua.platform.messaging import api
from motcua.platform.messaging.rest import inbox

router = Router(tags=["messaging"])
router.add_router("", inbox.router)


@router.post("/sms/reports", auth=Audience("machine"), summary="Delivery report of the SMS provider (signed)")
def sms_report(request: HttpRequest) -> dict[str, bool]:
    """Authenticated by the provider's signature over the body. 200 means heard, also for repeated reports and unknown messages."""
    return {"changed": api.receive_report(raw=request.body, headers=dict(request.headers), now=clock.now())}
