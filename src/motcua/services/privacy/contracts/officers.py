"""Who looks after personal data (Luật 91/2025/QH15 Điều 33 khoản 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from motcua.kernel.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class DpoTerm:
    """One officer named to look after personal data, on the days ``effective_from`` up to but not including ``effective_to``."""

    term_id: UUID
    officer_id: UUID
    officer_name: str
    unit_code: str
    unit_name: str
    basis: str
    effective_from: date
    effective_to: date | None


class DpoIncomplete(Invalid):
    """A naming without an officer, a document or a sensible period."""

    code = "privacy.dpo_incomplete"
    vi = "Chưa đủ thông tin để chỉ định cán bộ bảo vệ dữ liệu."
    en = "The appointment of the data protection officer is incomplete."
