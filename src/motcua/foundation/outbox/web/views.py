"""The operator's list of parked deliveries."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.kit.web import actor_of, audience

_ROLES = (Role.ADMIN, Role.OPERATOR)


@audience("officer", roles=_ROLES)
@require_GET
def parked(request: HttpRequest) -> HttpResponse:
    """What failed too often, why, what waits behind it, and a button to try again."""
    found = outbox.parked()
    context: dict[str, Any] = {"parked": found, "lag": outbox.lag(now=clock.now())}
    return render(request, "outbox/parked.html", context)


@audience("officer", roles=_ROLES)
@require_POST
def replay(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Try one again."""
    outbox.replay(delivery_id=delivery_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã đưa sự kiện vào hàng đợi chạy lại."))
    return redirect("outbox_parked")
