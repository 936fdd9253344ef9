"""The printed forms of a dossier (TT 03/2025/TT-VPCP, Phụ lục I): receipt, supplement request, refusal, apology, stop notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from motcua.platform.casework.models import Dossier, DossierEvent, Paper, Sheet
from motcua.platform.casework.queries import loading
from motcua.platform.casework.rules import issuing, wording
from motcua.platform.documents import api as documents

_UNIT_WORDS = {LimitUnit.WORKING_DAYS: "ngày làm việc", LimitUnit.WORKING_HOURS: "giờ làm việc", LimitUnit.CALENDAR_DAYS: "ngày"}
NAMES = {
    Sheet.RECEIPT: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", Sheet.SUPPLEMENT: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    Sheet.REFUSAL: "Phiếu từ chối tiếp nhận giải quyết hồ sơ", Sheet.APOLOGY: "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
    Sheet.STOP: "Thông báo dừng giải quyết hồ sơ", Sheet.CONTROL_SLIP: "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    Sheet.REGISTER: "Sổ theo dõi hồ sơ",
}


def make(
    held: Held, *, form: str, event_seq: int, reason: str = "", items: Sequence[str] = (), deadline_at: datetime | None = None
) -> UUID:
    """Render a form of this dossier as an accessible PDF, keep it as a file and note it on the dossier; returns the file's id.

    ``deadline_at``: until when papers are to be supplied (Mẫu 02), or the appointment that was not kept (Mẫu 04).
    """
    data = sheet_data(held, reason=reason, items=items, deadline_at=deadline_at)
    pdf = documents.render_pdf(template=f"casework/{form}", data=data, now=held.now, qr=qr_of(data), barcode=bar_of(data))
    stored = files.put(
        content=pdf, name=f"{NAMES[form]} {held.row.code}.pdf", purpose=f"casework.{form}", actor=held.actor, now=held.now,
        allowed=frozenset({files.PDF}), owner_ref=f"casework:{held.row.uuid}",
    )
    Sheet.objects.create(dossier=held.row, form=form, event_seq=event_seq, file_id=stored.uuid, made_at=held.now)
    return stored.uuid


def sheet_data(held: Held, *, reason: str = "", items: Sequence[str] = (), deadline_at: datetime | None = None) -> dict[str, Any]:
    """What a form prints: the facts of the dossier and what this form says."""
    return {**facts(held), "reason": reason, "items": list(items), "deadline": moment(deadline_at)}


def qr_of(data: Mapping[str, Any]) -> dict[str, str]:
    """The QR code of the look-up, as the documents room takes it."""
    return {"lookup": str(data["tracking_url"])}


def bar_of(data: Mapping[str, Any]) -> dict[str, str]:
    """The bar code of the dossier code."""
    return {"code": str(data["code"])}


def facts(held: Held) -> dict[str, Any]:
    """What every sheet and result prints of a dossier, in words."""
    row = held.row
    return {**row_facts(row, now=held.now), **signer_facts(held), "papers": papers_counted(held)}


def signer_facts(held: Held) -> dict[str, Any]:
    """Who stands below a sheet: name, title, and the lines of authority when he acts in another's place."""
    unit = units.by_id(unit_id=held.row.unit_id)
    own = next((p.title for p in held.actor.own_positions if p.unit_code == held.row.unit_code and p.title), "")
    lines, title = issuing.signing_lines(position=held.position, own_title=own, unit_name=unit.full_name)
    return {"officer": held.actor.name, "officer_title": title, "lines": list(lines)}


def row_facts(row: Dossier, *, now: datetime) -> dict[str, Any]:
    """The facts of a dossier that do not depend on who prints."""
    unit = units.by_id(unit_id=row.unit_id)
    name = row.definition.procedure.name.rstrip(": ")
    return {
        **unit_facts(unit, now=now),
        "code": row.code,
        "procedure_code": row.procedure_code,
        "procedure_name": name,
        "procedure": f"{name} ({row.procedure_code})",
        "name": row.party_name,
        "number": row.party_number,
        "phone": row.party_phone,
        "address": row.party_address,
        "submitter": row.submitter_name if row.filing not in ("", "self") else "",
        "channel": Channel(row.channel).vi,
        "online": row.channel == Channel.ONLINE,
        "limit": limit_words(loading.limit_of(row)),
        "submitted": moment(row.submitted_at),
        "received": moment(row.received_at),
        "received_on": wording.day_of(row.received_at),
        "due": moment(row.due_at),
        "fee": f"{row.fee_amount:,} đồng".replace(",", ".") if row.fee_amount else "",
        "place_of_result": f"kho giấy tờ điện tử của ông/bà, hoặc tại {unit.full_name}",
        "recipients": ["Như trên", "Bộ phận Một cửa", f"Lưu: hồ sơ {row.code}"],
        "tracking_code": row.tracking_code,
        "tracking_url": f"{settings.MOTCUA_BASE_URL}/tra-cuu/?ma={row.code}&bi-mat={row.tracking_code}",
        "tracking_page": f"{settings.MOTCUA_BASE_URL}/tra-cuu/",
    }


def unit_facts(unit: units.Unit, *, now: datetime) -> dict[str, Any]:
    """The head of a sheet: the level above, the unit, place and date."""
    committee = unit.kind is not units.UnitKind.AGENCY
    return {
        "city": settings.MOTCUA_CITY,
        "city_committee": f"UBND {settings.MOTCUA_CITY}",
        "unit": f"UBND {unit.full_name[:1].lower()}{unit.full_name[1:]}" if committee else unit.full_name,
        "place_and_date": f"{unit.name if unit.is_commune else settings.MOTCUA_CITY.removeprefix('Thành phố ')}, {day(now)}",
        "today": day(now),
        "now": moment(now),
    }


def papers_counted(held: Held) -> list[dict[str, Any]]:
    """The papers that came with the held dossier."""
    return papers_of(held.row)


def papers_of(row: Dossier, *, until: DossierEvent | None = None) -> list[dict[str, Any]]:
    """The papers that came with a dossier, each requirement once with the number of its files; none of other units' opinions.

    ``until``: only those that had come with that event of its history.
    """
    counted: dict[str, dict[str, Any]] = {}
    papers = row.papers.exclude(requirement__startswith=Paper.OPINION)
    if until is not None:
        papers = papers.filter(event_seq__lte=until.seq, added_at__lte=until.at)
    for paper in papers.order_by("id"):
        where = f" (có trong {paper.source['vi']})" if paper.source is not None and paper.file_id is None else ""
        entry = counted.setdefault(paper.requirement, {"name": f"{paper.name}{where}", "count": 0})
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
