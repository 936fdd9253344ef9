"""Values as pages show them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.insight.indicators import rules
from motcua.insight.indicators.contracts import Indicator, IndicatorRow, IndicatorValue, Kind
from motcua.insight.indicators.web.asked import Asked
from motcua.kernel.dates_vi import show_date, show_instant
from motcua.kernel.periods import CalendarPeriod
from motcua.kit.ui.numbers import shown


def figure(definition: Indicator, found: IndicatorValue, *, asked: Asked, language: str, linked: bool = True) -> dict[str, Any]:
    """The arguments of the ``figure`` component."""
    at = asked.of(snapshot=found.snapshot)
    return {
        "label": definition.name(language),
        "value": found.value,
        "unit": definition.measure(language),
        "decimals": definition.decimals,
        "as_of": moment(found.as_of, language),
        "note": share(definition, found),
        "href": asked.link("one", definition.code) if linked else "",
        "query_href": at.link("query", definition.code) if found.as_of else "",
        "rows_href": at.link("rows", definition.code) if found.as_of else "",
        **target(definition, found),
    }


def share(definition: Indicator, found: IndicatorValue) -> str:
    """The two counts of a ratio in words."""
    if definition.kind is Kind.COUNT or found.denominator is None:
        return ""
    counts = {"numerator": shown(found.numerator), "denominator": shown(found.denominator)}
    return _("%(numerator)s trong %(denominator)s") % counts


def target(definition: Indicator, found: IndicatorValue) -> dict[str, str]:
    """State and words about the target, where there is one and a value."""
    met = rules.meets(definition, found.value)
    if met is None:
        return {}
    words = _("Đạt mục tiêu %(goal)s%(measure)s") if met else _("Chưa đạt mục tiêu %(goal)s%(measure)s")
    return {"state": "done" if met else "waiting", "state_text": words % {"goal": goal(definition), "measure": definition.measure_vi}}


def goal(definition: Indicator) -> str:
    """The target with the decimals it has."""
    whole = definition.target is None or definition.target == int(definition.target)
    return shown(definition.target, decimals=0 if whole else definition.decimals)


def short(period: CalendarPeriod) -> str:
    """A period as the foot of a chart has room for: ``01/2026``, ``Q3/2026``."""
    year, _dash, part = period.code.partition("-")
    return f"{part}/{year}" if part else year


def moment(at: datetime | None, language: str) -> str:
    """An instant for a page, empty when there is none."""
    return show_instant(at, language) if at else ""


def trend(definition: Indicator, found: IndicatorValue, before: IndicatorValue, *, label: str) -> str:
    """The change against the period before, in words; empty when either is unknown."""
    if found.value is None or before.value is None:
        return ""
    change = found.value - before.value
    if not change:
        return _("không đổi so với %(label)s") % {"label": label}
    points = _("điểm phần trăm") if definition.kind is Kind.RATIO else definition.measure_vi
    words = _("tăng %(change)s %(measure)s so với %(label)s") if change > 0 else _("giảm %(change)s %(measure)s so với %(label)s")
    return words % {"change": shown(abs(change), decimals=definition.decimals), "measure": points, "label": label}


def unit_rows(definition: Indicator, values: tuple[IndicatorValue, ...], *, asked: Asked, language: str) -> list[list[Any]]:
    """Rows of the table by unit."""
    made: list[list[Any]] = []
    for found in values:
        cells: list[Any] = [
            {"text": found.unit_name, "href": _unit_link(asked, definition.code, found.unit_code)},
            shown(found.value, decimals=definition.decimals),
        ]
        if definition.kind is Kind.RATIO:
            cells += [shown(found.numerator), shown(found.denominator)]
        made.append(cells)
    return made


def unit_columns(definition: Indicator, *, language: str) -> list[dict[str, Any]]:
    """Heads of the table by unit."""
    heads = [_("Đơn vị"), definition.measure(language)]
    if definition.kind is Kind.RATIO:
        heads += [_("Số đạt"), _("Tổng số")]
    return [{"text": text, "numeric": place > 0} for place, text in enumerate(heads)]


def row_columns() -> list[dict[str, Any]]:
    """Heads of the table of rows."""
    return [{"text": t} for t in (_("Mã hồ sơ"), _("Đơn vị"), _("Lĩnh vực"), _("Ngày"), _("Được tính"))]


def row_cells(rows: tuple[IndicatorRow, ...], definition: Indicator, *, names: dict[str, str], language: str) -> list[list[Any]]:
    """The rows behind a value, each leading to its dossier at the desk."""
    made: list[list[Any]] = []
    for row in rows:
        code = row.dossier_code or row.key
        # The desk's address of a dossier is fixed for all rooms; the page there decides once more who may open it.
        link = {"text": code, "href": f"/lam-viec/ho-so/{row.dossier_code}/"} if row.dossier_code else {"text": code}
        counted = {"text": _("Có"), "state": "done"} if row.counted else {"text": _("Không"), "state": "stopped"}
        day = show_date(row.day, language) if row.day else "–"
        made.append([link, names.get(row.unit_code, row.unit_code), row.field or "–", day, counted])
    return made


def _unit_link(asked: Asked, code: str, unit_code: str) -> str:
    from django.urls import reverse

    return f"{reverse('indicators_one', args=[code])}?ky={asked.period.code}&don-vi={unit_code}" if unit_code else ""
