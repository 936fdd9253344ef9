"""The list of money that does not agree with its request, and the decision about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.kernel.actors import Role
from motcua.kernel.clock import local
from motcua.kernel.errors import Invalid
from motcua.kernel.money import format_dong
from motcua.kit import clock
from motcua.kit.web import audience
from motcua.platform.payments import api


@audience("officer", roles=(Role.ADMIN,))
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Open ones first, then the latest decided."""
    context: dict[str, Any] = {
        "open": [_shown(row) for row in api.discrepancies()],
        "decided": [_shown(row) for row in api.discrepancies(is_open=False, limit=20)],
    }
    return render(request, "payments/discrepancies.html", context)


@audience("officer", roles=(Role.ADMIN,))
@require_POST
def resolve(request: HttpRequest, discrepancy_id: UUID) -> HttpResponse:
    """Decide about one."""
    try:
        resolution = api.Resolution(request.POST.get("resolution", ""))
    except ValueError as error:
        raise Invalid(fields={"resolution": ("Chọn một cách xử lý.", "Choose what to do.")}) from error
    reason = request.POST.get(f"reason-{discrepancy_id}", "")
    api.resolve(discrepancy_id=discrepancy_id, resolution=resolution, reason=reason, now=clock.now(), actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Đã ghi cách xử lý."))
    return redirect("payments_discrepancies")


def _shown(row: api.Discrepancy) -> dict[str, Any]:
    kinds = {
        api.DiscrepancyKind.SHORT: _("Chuyển thiếu"),
        api.DiscrepancyKind.OVER: _("Chuyển thừa"),
        api.DiscrepancyKind.LATE: _("Chuyển sau hạn"),
        api.DiscrepancyKind.PAID_TWICE: _("Chuyển hai lần"),
        api.DiscrepancyKind.CANCELLED: _("Yêu cầu đã huỷ hoặc đã hoàn"),
        api.DiscrepancyKind.UNKNOWN: _("Không rõ yêu cầu"),
        api.DiscrepancyKind.CONFLICT: _("Thông báo và sao kê khác nhau"),
    }
    decisions = {
        api.Resolution.ACCEPT: _("Dùng để hoàn tất"),
        api.Resolution.REFUND: _("Hoàn tiền"),
        api.Resolution.NOTED: _("Đã ghi nhận"),
    }
    reached = row.expected is not None and row.amount >= row.expected
    return {
        "id": row.discrepancy_id,
        "reason_name": f"reason-{row.discrepancy_id}",
        "kind": kinds[row.kind],
        "amount": format_dong(row.amount),
        "expected": format_dong(row.expected) if row.expected is not None else "",
        "code": row.payment.code if row.payment else "",
        "transaction": row.transaction_id,
        "found_at": f"{local(row.found_at):%d/%m/%Y %H:%M}",
        "can_accept": bool(row.payment and row.payment.is_open and reached),
        "decision": decisions[row.resolution] if row.resolution else "",
        "reason": row.reason,
    }
