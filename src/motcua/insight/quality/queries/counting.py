"""The counting tables of one-stop work, filled for a period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from motcua.foundation.units import api as units
from motcua.insight.quality.adapters.definitions import forms
from motcua.insight.quality.contracts import CountingTable, Subject, TableForm, TableRow, TableUnknown
from motcua.insight.quality.queries import asking
from motcua.insight.quality.queries.index import CITY
from motcua.insight.quality.rules import scoring, tables
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.periods import CalendarPeriod


def table_forms() -> tuple[TableForm, ...]:
    """The counting tables, in their order."""
    return forms()


def counting_table(
    *, code: str, period: CalendarPeriod, subject: Subject = CITY, snapshot: str | None = None, actor: Actor, now: datetime
) -> CountingTable:
    """A table of counts for the city or one unit; everybody may read it. ``rows`` None: nothing is known. ``TableUnknown``."""
    form = next((f for f in forms() if f.code == code), None)
    if form is None:
        raise TableUnknown(table=code)
    today = local_date(now)
    of_unit = Subject(unit_code=subject.unit_code)
    statement = tables.statement(form, dates=period.dates, subject=of_unit, today=today)
    found = asking.taken(snapshot)
    empty = CountingTable(
        form=form, period=period, rows=None, total=None, statement=statement, query_hash=asking.hash_of(statement),
        snapshot=found.id if found else "", as_of=found.taken_at if found else None,
    )  # fmt: skip
    if found is None or period.dates.starts_on > today:
        return empty
    answer = asking.ask(statement, found.id, now=now)
    if not answer or not scoring.is_known(known_from=answer[0]["known_from"], dates=period.dates, today=today):
        return empty
    names = _labels(form, period=period, now=now)
    rows = sorted(
        (TableRow(row["line"], names(row["line"]), tables.counts(form, row)) for row in answer), key=lambda r: (not r.key, r.label)
    )
    return CountingTable(
        form=form, period=period, rows=tuple(rows), total=tables.total(form, rows), statement=statement,
        query_hash=empty.query_hash, snapshot=found.id, as_of=found.taken_at,
    )  # fmt: skip


def cause_words() -> dict[str, str]:
    """Causes of delay and levels in words, in the language of the page."""
    return {
        "coordination": _("Chờ ý kiến của cơ quan phối hợp"),
        "reopened": _("Kết quả bị thu hồi hoặc phải đính chính"),
        "transferred": _("Chuyển qua nhiều đơn vị"),
        "handling": _("Đơn vị giải quyết chậm"),
        "commune": _("Cấp xã"),
        "city": _("Cấp thành phố"),
        "ministry": _("Cấp bộ"),
        "unknown": _("Chưa rõ cấp"),
    }


def _labels(form: TableForm, *, period: CalendarPeriod, now: datetime) -> Callable[[str], str]:
    if form.by == "unit_code":
        on = asking.last_day(period, now=now)
        named = {u.code: u.full_name for u in (*units.agencies(on=on), *units.communes(on=on))}
    elif form.by == "field":
        named = {}
    else:
        named = cause_words()
    return lambda line: named.get(line, line) or _("Chưa rõ")
