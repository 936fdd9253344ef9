"""What the room holds about a person: what she was asked to pay, and her receipts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.foundation.consent.contracts import Erasure
from motcua.platform.payments.models import Receipt, Request


class PaymentsSource:
    """Payments are accounts: all stay ten years (Luật Kế toán 88/2015/QH13 Điều 41)."""

    key = "payments"
    label_vi = "Thanh toán và biên lai"
    label_en = "Payments and receipts"

    def export(self, *, person_id: UUID, now: datetime) -> Mapping[str, Any]:
        """Every request and receipt in the person's name; amounts in đồng."""
        receipts = Receipt.objects.filter(request__payer_ref=_ref(person_id)).order_by("id")
        return {
            "requests": [
                {"code": r.code, "amount": r.amount, "purpose": r.purpose, "state": r.state, "requested_at": r.requested_at.isoformat(),
                 "name": r.payer_name, "number": r.payer_number, "address": r.payer_address}
                for r in Request.objects.filter(payer_ref=_ref(person_id)).order_by("id")
            ],
            "receipts": [
                {"number": r.number, "amount": r.amount, "issued_at": r.issued_at.isoformat(), "name": r.payer_name} for r in receipts
            ],
        }  # fmt: skip

    def erase(self, *, person_id: UUID, now: datetime) -> Erasure:
        """Nothing goes."""
        kept = Request.objects.filter(payer_ref=_ref(person_id)).count()
        vi = "Chứng từ kế toán phải lưu 10 năm (Luật Kế toán 88/2015/QH13 Điều 41)."
        en = "Accounting documents must be kept for 10 years (Luật Kế toán 88/2015/QH13 Điều 41)."
        return Erasure(removed=0, kept=kept, reason_vi=vi if kept else "", reason_en=en if kept else "")


def _ref(person_id: UUID) -> str:
    return f"citizen:{person_id}"
