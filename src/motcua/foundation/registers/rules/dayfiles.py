"""Days in files: CSV as spreadsheets write it, and iCalendar (RFC 5545). Reading never raises: what is wrong is named by its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from motcua.foundation.registers.contracts import CalendarDay, CalendarFaulty, DayKind
from motcua.foundation.registers.rules.calendar import hours
from motcua.kernel.clock import VIETNAM
from motcua.kernel.formulas import bare, inert
from motcua.kernel.working_time import Hours

COLUMNS = ("date", "kind", "name_vi", "name_en", "hours", "closed_from", "closed_until", "source")
MOST = 2000
Fault = tuple[int, str, str]
Read = tuple[tuple[CalendarDay, ...], tuple[Fault, ...]]


def read_csv(text: str, *, unit_code: str, source: str) -> Read:
    """Rows of ``COLUMNS`` in any order; ``date`` and ``kind`` must be there; hours as ``07:00-11:30 13:30-17:00``."""
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    names = {name.strip().lower() for name in rows.fieldnames or ()}
    if not {"date", "kind"} <= names:
        return (), ((1, "thiếu cột date hoặc kind.", "the columns date and kind are needed."),)
    found, faults = [], []
    for line, raw in enumerate(rows, start=2):
        row = {(k or "").strip().lower(): bare((v or "").strip()) for k, v in raw.items() if isinstance(v, str | None)}
        if not any(row.values()):
            continue
        try:
            found.append(_from_row(row, unit_code=unit_code, source=source))
        except (ValueError, CalendarFaulty) as error:
            faults.append((line, f"không đọc được: {error}", f"cannot be read: {error}"))
    return _checked(found, faults)


def write_csv(days: Iterable[CalendarDay]) -> str:
    """The days as CSV with a byte-order mark, so that spreadsheets show Vietnamese."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for d in days:
        spans = " ".join(f"{s.opens:%H:%M}-{s.closes:%H:%M}" for s in d.hours)
        told = [d.on.isoformat(), d.kind.value, d.name_vi, d.name_en, spans, _clock(d.closed_from), _clock(d.closed_until), d.source]
        writer.writerow([inert(text) for text in told])
    return "\ufeff" + out.getvalue()


def read_ical(text: str, *, unit_code: str, source: str) -> Read:
    """Events: whole days are days off unless ``CATEGORIES`` names another kind; events with hours are closures of those hours."""
    found: list[CalendarDay] = []
    faults: list[Fault] = []
    inside: dict[str, str] | None = None
    begun = 0
    for line, content in _unfolded(text):
        name, _, value = content.partition(":")
        if content.upper() == "BEGIN:VEVENT":
            inside, begun = {}, line
        elif content.upper() == "END:VEVENT" and inside is not None:
            try:
                found.extend(_from_event(inside, unit_code=unit_code, source=source))
            except (KeyError, ValueError) as error:
                faults.append((begun, f"sự kiện không đọc được: {error}", f"the event cannot be read: {error}"))
            inside = None
        elif inside is not None:
            inside[name.partition(";")[0].upper()] = value
    return _checked(found, faults)


def write_ical(days: Iterable[CalendarDay], *, stamp: datetime) -> str:
    """The days as an iCalendar file; ``stamp`` is the instant of writing."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mot Cua//working calendar//VI"]
    for d in days:
        lines += ["BEGIN:VEVENT", f"UID:{d.on:%Y%m%d}-{d.unit_code or 'vn'}@motcua", f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"]
        lines += _when(d)
        lines += [f"SUMMARY:{_escaped(d.name_vi)}", f"COMMENT:{_escaped(d.name_en)}", f"CATEGORIES:{d.kind.value.upper()}", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines)


def _from_row(row: dict[str, str], *, unit_code: str, source: str) -> CalendarDay:
    kind, spans = DayKind(row["kind"].lower()), _spans(row.get("hours", ""))
    if kind is DayKind.HOURS and not spans:
        raise CalendarFaulty(reason="hours")
    begins, ends = _time(row.get("closed_from", "")), _time(row.get("closed_until", ""))
    if kind is DayKind.CLOSED and begins is None and ends is None:
        raise CalendarFaulty(reason="closed_from")
    name = row.get("name_vi", "") or row.get("name_en", "")
    return CalendarDay(
        _date(row["date"]), kind, name, row.get("name_en", "") or name, row.get("source", "") or source, unit_code, spans, begins, ends
    )


def _from_event(event: dict[str, str], *, unit_code: str, source: str) -> Iterator[CalendarDay]:
    name = _plain(event.get("SUMMARY", ""))
    english = _plain(event.get("COMMENT", "")) or name
    first, begins = _instant(event["DTSTART"])
    if begins is not None:
        last, ends = _instant(event["DTEND"]) if "DTEND" in event else (first, None)
        if last != first:
            msg = "DTEND"
            raise ValueError(msg)
        yield CalendarDay(first, DayKind.CLOSED, name, english, source, unit_code, (), begins, ends)
        return
    after = _instant(event["DTEND"])[0] if "DTEND" in event else first + timedelta(days=1)
    told = event.get("CATEGORIES", "").lower()
    kind = DayKind(told) if told in {DayKind.OFF, DayKind.WORK, DayKind.HALF, DayKind.NORMAL} else DayKind.OFF
    if not 0 < (after - first).days <= MOST:
        msg = "DTEND"
        raise ValueError(msg)
    for n in range((after - first).days):
        yield CalendarDay(first + timedelta(days=n), kind, name, english, source, unit_code)


def _when(day: CalendarDay) -> list[str]:
    if day.kind is DayKind.CLOSED:
        begins, ends = day.closed_from or time.min, day.closed_until or time(23, 59, 59)
        return [
            f"DTSTART;TZID=Asia/Ho_Chi_Minh:{day.on:%Y%m%d}T{begins:%H%M%S}",
            f"DTEND;TZID=Asia/Ho_Chi_Minh:{day.on:%Y%m%d}T{ends:%H%M%S}",
        ]
    return [f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}", f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}"]


def _instant(value: str) -> tuple[date, time | None]:
    """A date, or a date and a time in Vietnam; ``…Z`` is UTC, a time without a zone is local."""
    if len(value) == len("20260101"):
        return datetime.strptime(value, "%Y%m%d").replace(tzinfo=VIETNAM).date(), None
    at = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the zone follows
    if value.endswith("Z"):
        at = (at.replace(tzinfo=VIETNAM) + timedelta(hours=7)).replace(tzinfo=None)
    return at.date(), at.time()


def _checked(found: list[CalendarDay], faults: list[Fault]) -> Read:
    seen: set[date] = set()
    for day in found:
        if day.on in seen:
            faults.append((0, f"ngày {day.on:%d/%m/%Y} có hai lần.", f"{day.on} stands twice."))
        seen.add(day.on)
    if len(found) > MOST:
        faults.append((0, f"quá {MOST} ngày.", f"more than {MOST} days."))
    return tuple(sorted(found, key=lambda d: d.on)), tuple(faults)


def _spans(text: str) -> Hours:
    return hours([span.split("-") for span in text.split()])


def _date(text: str) -> date:
    """ISO, or as Vietnamese write it: 31/12/2026."""
    return datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=VIETNAM).date() if "/" in text else date.fromisoformat(text)


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


def _clock(at: time | None) -> str:
    return f"{at:%H:%M}" if at is not None else ""


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    kept, at = "", 0
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        if line[:1] in (" ", "\t"):
            kept += line[1:]
            continue
        if kept:
            yield at, kept
        kept, at = line, number
    if kept:
        yield at, kept


def _folded(line: str) -> str:
    """Lines of at most 75 octets (RFC 5545 §3.1), never cut inside a letter."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > 74:  # noqa: PLR2004 - 75 octets with the leading space
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece]) + "\r\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _plain(text: str) -> str:
    return text.replace("\\n", " ").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\").strip()
