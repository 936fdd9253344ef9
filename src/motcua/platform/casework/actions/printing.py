"""Forms printed on demand: any sheet as .docx, the control slip (Mẫu 06) from the history, the register book (Mẫu 07)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from motcua.foundation.audit import api as audit
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import local
from motcua.kernel.errors import Forbidden
from motcua.kit.sheets import xlsx_bytes
from motcua.platform.casework import policies
from motcua.platform.casework.actions import sheets
from motcua.platform.casework.adapters import printed
from motcua.platform.casework.contracts import Channel, DossierStatus, DossierUnknown, EventKind
from motcua.platform.casework.contracts.issuing import RegisterTooLong
from motcua.platform.casework.models import Dossier, DossierEvent, Sheet
from motcua.platform.casework.queries import loading
from motcua.platform.casework.queries.dossiers import row_of
from motcua.platform.casework.queries.register import book_of
from motcua.platform.casework.rules import wording
from motcua.platform.documents import api as documents

MOST_PRINTED, MOST_WORD = 20_000, 3_000
_BATCH = 1_000
_COLUMNS = (
    ("Mã hồ sơ", 24), ("Tên thủ tục hành chính", 48), ("Tổ chức, cá nhân", 28), ("Địa chỉ, số điện thoại", 36), ("Ngày nhận", 12),
    ("Hẹn trả", 12), ("Ngày trả", 12), ("Hình thức nộp", 18), ("Tình trạng", 22),
)


def sheet_docx(*, code: str, seq: int, actor: Actor) -> bytes:
    """The sheet that was made with the fact ``seq`` of the history, as .docx to go on working with. ``DossierUnknown``."""
    row = _with_papers(code=code, actor=actor)
    sheet = Sheet.objects.filter(dossier=row, event_seq=seq).first()
    event = DossierEvent.objects.filter(dossier=row, seq=seq).first()
    if sheet is None or event is None:
        raise DossierUnknown(dossier_code=code)
    data = {**sheets.row_facts(row, now=sheet.made_at), **_said(event)}
    data["papers"] = sheets.papers_of(row)
    return documents.render_docx(
        template=printed.word_template(sheet.form), data=data, title=f"{sheets.NAMES[sheet.form]} {row.code}", now=sheet.made_at,
        qr=sheets.qr_of(data), barcode=sheets.bar_of(data),
    )


def control_slip_pdf(*, code: str, actor: Actor, now: datetime) -> bytes:
    """The control slip (Mẫu 06) of a dossier as PDF, for officers: one row a step with times and who acted. ``DossierUnknown``."""
    data = _slip(code=code, actor=actor, now=now)
    return documents.render_pdf(template="casework/mau-06", data=data, now=now, qr=sheets.qr_of(data), barcode=sheets.bar_of(data))


def control_slip_docx(*, code: str, actor: Actor, now: datetime) -> bytes:
    """The same as .docx."""
    data, title = _slip(code=code, actor=actor, now=now), f"{sheets.NAMES[Sheet.CONTROL_SLIP]} {code}"
    template = printed.word_template(Sheet.CONTROL_SLIP)
    return documents.render_docx(template=template, data=data, title=title, now=now, qr=sheets.qr_of(data), barcode=sheets.bar_of(data))


def register_rows(*, unit_code: str, from_on: date, to_on: date, actor: Actor) -> Iterator[tuple[str, ...]]:
    """Rows of the register (Mẫu 07): dossiers that the unit received from ``from_on`` up to, without, ``to_on``, as they came.

    Read in batches, so that a year needs no more memory than a day. ``Forbidden`` for officers of other units; who has a delegated power
    over some procedures or fields reads only those.
    """
    found = book_of(unit_code=unit_code, from_on=from_on, to_on=to_on, actor=actor)
    if found is None:
        raise Forbidden(reason_vi="sổ này không thuộc đơn vị của bạn.", reason_en="this register does not belong to your unit.")
    return _rows(found)


def register_pdf(*, unit_code: str, from_on: date, to_on: date, actor: Actor, now: datetime) -> bytes:
    """The register book (Mẫu 07) as PDF. ``RegisterTooLong`` beyond 20,000 dossiers, ``Forbidden``."""
    data = _book(unit_code, from_on, to_on, actor=actor, now=now, most=MOST_PRINTED)
    return documents.render_pdf(template="casework/mau-07", data=data, now=now)


def register_docx(*, unit_code: str, from_on: date, to_on: date, actor: Actor, now: datetime) -> bytes:
    """The register book (Mẫu 07) as .docx. ``RegisterTooLong`` beyond 3,000 dossiers, ``Forbidden``."""
    data = _book(unit_code, from_on, to_on, actor=actor, now=now, most=MOST_WORD)
    return documents.render_docx(template=printed.word_template(Sheet.REGISTER), data=data, title=sheets.NAMES[Sheet.REGISTER], now=now)


def register_xlsx(*, unit_code: str, from_on: date, to_on: date, actor: Actor, now: datetime) -> bytes:
    """The register book (Mẫu 07) as XLSX, of any length. ``Forbidden``."""
    rows = register_rows(unit_code=unit_code, from_on=from_on, to_on=to_on, actor=actor)
    _recorded(unit_code, from_on, to_on, actor=actor, now=now, kind="xlsx")
    numbered = ((str(n), *row) for n, row in enumerate(rows, start=1))
    heading = f"SỔ THEO DÕI HỒ SƠ – {_unit_name(unit_code, from_on)} – {_period(from_on, to_on)}"
    return xlsx_bytes(title="Mẫu 07", heading=heading, columns=(("TT", 6), *_COLUMNS), rows=numbered)


def _with_papers(*, code: str, actor: Actor) -> Dossier:
    row = row_of(code=code, actor=actor)
    if not policies.sees_personal(actor=actor, row=row):
        raise DossierUnknown(dossier_code=code)
    return row


def _said(event: DossierEvent) -> dict[str, Any]:
    """What an officer wrote with a fact, and who he was, as the sheet of the time printed it."""
    name, _, title = event.actor_label.partition(" (")
    details: Mapping[str, Any] = event.details
    until = details.get("deadline_at") or details.get("due_before")
    return {
        "officer": name, "officer_title": title.removesuffix(")"), "lines": [], "reason": event.note,
        "items": list(details.get("items", ())),
        "deadline": sheets.moment(datetime.fromisoformat(until)) if until else "",
    }


def _slip(*, code: str, actor: Actor, now: datetime) -> dict[str, Any]:
    row = _with_papers(code=code, actor=actor)
    if actor.kind is ActorKind.CITIZEN:
        raise DossierUnknown(dossier_code=code)
    events = loading.history(row)
    return {**sheets.row_facts(row, now=now), "rows": list(_steps(events)), "seal": events[-1].hash[:16] if events else ""}


def _steps(events: list[DossierEvent]) -> Iterator[dict[str, str]]:
    """One row for each fact that somebody did: from when it lay before him to when he had done it."""
    since = events[0].at if events else None
    for event in events:
        kind = EventKind(event.kind)
        title = wording.title(kind, event.details)[0]
        basis = f"; theo {event.basis}" if event.basis else ""
        on_time = {True: "đúng hạn", False: "quá hạn"}.get(event.details.get("on_time"), "")
        yield {
            "step": title, "who": (event.actor_label or "Hệ thống") + basis, "from": _short(since), "to": _short(event.at),
            "note": "; ".join(part for part in (on_time, event.note[:160]) if part),
        }
        since = event.at


def _book(unit_code: str, from_on: date, to_on: date, *, actor: Actor, now: datetime, most: int) -> dict[str, Any]:
    rows = []
    for row in register_rows(unit_code=unit_code, from_on=from_on, to_on=to_on, actor=actor):
        rows.append(list(row))
        if len(rows) > most:
            raise RegisterTooLong(most=f"{most:,}".replace(",", "."))
    _recorded(unit_code, from_on, to_on, actor=actor, now=now, kind="print")
    title = next((p.title for p in actor.positions if p.unit_code == unit_code and p.title), "")
    head = sheets.unit_facts(units.get(code=unit_code, on=from_on), now=now)
    return {**head, "period": _period(from_on, to_on), "rows": rows, "officer": actor.name, "officer_title": title}


def _rows(found: QuerySet[Dossier]) -> Iterator[tuple[str, ...]]:
    found = found.select_related("definition__procedure").order_by("submitted_at", "id")
    last: tuple[datetime, int] | None = None
    while True:
        page = found if last is None else found.filter(Q(submitted_at__gt=last[0]) | Q(submitted_at=last[0], pk__gt=last[1]))
        batch = list(page[:_BATCH])
        yield from (_line(row) for row in batch)
        if len(batch) < _BATCH:
            return
        last = (batch[-1].submitted_at, batch[-1].pk)


def _line(row: Dossier) -> tuple[str, ...]:
    contact = ", ".join(part for part in (row.party_address, row.party_phone) if part)
    return (
        row.code, row.definition.procedure.name.rstrip(": "), row.party_name, contact, wording.day_of(row.received_at),
        wording.day_of(row.due_at), wording.day_of(row.handed_back_at or row.resolved_at), Channel(row.channel).vi,
        DossierStatus(row.status).vi,
    )


def _recorded(unit_code: str, from_on: date, to_on: date, *, actor: Actor, now: datetime, kind: str) -> None:
    """Whoever takes names of many people out of the system leaves a trace (Luật 91/2025/QH15)."""
    audit.record(
        action="casework.register_printed", object_ref=f"unit:{unit_code}", actor=actor, now=now,
        details={"from": from_on.isoformat(), "to": to_on.isoformat(), "kind": kind},
    )


def _unit_name(unit_code: str, on: date) -> str:
    return units.get(code=unit_code, on=on).full_name


def _period(from_on: date, to_on: date) -> str:
    return f"Từ ngày {from_on:%d/%m/%Y} đến ngày {to_on - timedelta(days=1):%d/%m/%Y}"


def _short(at: datetime | None) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}" if at else ""
