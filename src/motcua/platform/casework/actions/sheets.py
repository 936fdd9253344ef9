"""The printed forms of a dossier (TT 03/2025/TT-VPCP, Phụ lục I): receipt, supplement request, refusal, stop notice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from motcua.foundation.files import api as files
from motcua.foundation.units import api as units
from motcua.kernel.clock import local
from motcua.kernel.working_time import Limit, LimitUnit
from motcua.platform.casework.actions.core import Held
from motcua.platform.casework.contracts import Channel
from motcua.platform.casework.models import Sheet
from motcua.platform.casework.queries import loading
from motcua.platform.documents import api as documents

_TEMPLATES = {
    Sheet.RECEIPT: "casework/mau-01", Sheet.SUPPLEMENT: "casework/mau-02", Sheet.REFUSAL: "casework/mau-03", Sheet.STOP: "casework/mau-05",
}
_UNIT_WORDS = {LimitUnit.WORKING_DAYS: "ngày làm việc", LimitUnit.WORKING_HOURS: "giờ làm việc", LimitUnit.CALENDAR_DAYS: "ngày"}
_NAMES = {
    Sheet.RECEIPT: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", Sheet.SUPPLEMENT: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    Sheet.REFUSAL: "Phiếu từ chối tiếp nhận giải quyết hồ sơ", Sheet.STOP: "Thông báo dừng giải quyết hồ sơ",
}


def make(
    held: Held, *, form: str, event_seq: int, reason: str = "", items: Sequence[str] = (), deadline_at: datetime | None = None
) -> UUID:
    """Render a form of this dossier as an accessible PDF, keep it as a file and note it on the dossier; returns the file's id."""
    data = {**facts(held), "reason": reason, "items": list(items), "deadline": moment(deadline_at)}
    pdf = documents.render_pdf(template=_TEMPLATES[form], data=data, qr={"lookup": data["tracking_url"]}, now=held.now)
    stored = files.put(
        content=pdf, name=f"{_NAMES[form]} {held.row.code}.pdf", purpose=f"casework.{form}", actor=held.actor, now=held.now,
        allowed=frozenset({files.PDF}), owner_ref=f"casework:{held.row.uuid}",
    )
    Sheet.objects.create(dossier=held.row, form=form, event_seq=event_seq, file_id=stored.uuid, made_at=held.now)
    return stored.uuid


def facts(held: Held) -> dict[str, Any]:
    """What every sheet and result prints of a dossier, in words."""
    row = held.row
    unit = units.by_id(unit_id=row.unit_id)
    return {
        "city": settings.MOTCUA_CITY,
        "unit": unit.full_name,
        "code": row.code,
        "procedure_code": row.procedure_code,
        "procedure_name": row.definition.procedure.name.rstrip(": "),
        "name": row.party_name,
        "number": row.party_number,
        "phone": row.party_phone,
        "address": row.party_address,
        "channel": Channel(row.channel).vi,
        "papers": papers_counted(held),
        "limit": limit_words(loading.limit_of(row)),
        "submitted": moment(row.submitted_at),
        "received": moment(row.received_at),
        "due": moment(row.due_at),
        "fee": f"{row.fee_amount:,} đồng".replace(",", ".") if row.fee_amount else "",
        "officer": held.actor.name,
        "officer_title": next((p.title for p in held.actor.positions if p.unit_code == row.unit_code and p.title), ""),
        "tracking_code": row.tracking_code,
        "tracking_url": f"{settings.MOTCUA_BASE_URL}/tra-cuu/?ma={row.code}&bi-mat={row.tracking_code}",
        "tracking_page": f"{settings.MOTCUA_BASE_URL}/tra-cuu/",
        "today": day(held.now),
        "now": moment(held.now),
    }


def papers_counted(held: Held) -> list[dict[str, Any]]:
    """The papers that came with the dossier, each requirement once with the number of its files."""
    counted: dict[str, dict[str, Any]] = {}
    for paper in held.row.papers.order_by("id"):
        entry = counted.setdefault(paper.requirement, {"name": paper.name, "count": 0})
        entry["count"] += 1
    return list(counted.values())


def moment(at: datetime | None) -> str:
    """An instant the way the forms write it: ``08 giờ 05 phút, ngày 02 tháng 09 năm 2026``."""
    if at is None:
        return ""
    here = local(at)
    return f"{here:%H} giờ {here:%M} phút, ngày {here:%d} tháng {here:%m} năm {here:%Y}"


def day(at: datetime) -> str:
    """A day the way decisions write it: ``ngày 02 tháng 09 năm 2026``."""
    here = local(at)
    return f"ngày {here:%d} tháng {here:%m} năm {here:%Y}"


def limit_words(limit: Limit) -> str:
    """A limit in words; zero working days is "in the day"."""
    if limit.amount == 0:
        return "trong ngày làm việc"
    return f"{limit.amount} {_UNIT_WORDS[limit.unit]}"
