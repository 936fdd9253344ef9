"""Pages of the indicators: all figures, one figure, its statement, its rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.foundation.units import api as units
from motcua.insight.datasets import api as datasets
from motcua.insight.indicators import api, policies
from motcua.insight.indicators.web import asked as asking
from motcua.insight.indicators.web import words
from motcua.insight.indicators.web.asked import Asked
from motcua.kernel.clock import local_date
from motcua.kernel.periods import PeriodKind, period_of
from motcua.kit import clock
from motcua.kit.ui.numbers import shown
from motcua.kit.web import actor_of, audience, language_of

_PAGE = 50


@audience("public")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """All figures of a period."""
    now = clock.now()
    chosen = asking.read(request, now=now)
    language = language_of(request)
    today = local_date(now)
    found = [
        words.figure(
            definition,
            api.value(code=definition.code, period=chosen.period, unit_code=chosen.unit_code, actor=actor_of(request), now=now),
            asked=chosen,
            language=language,
        )
        for definition in api.catalogue(on=today)
    ]
    context = {**_common(chosen, now, language), "figures": found, "tabs": _tabs(chosen, now, language)}
    return render(request, "indicators/overview.html", context)


@audience("public")
@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One figure: value, course over time, units."""
    now = clock.now()
    chosen = asking.read(request, now=now)
    language = language_of(request)
    definition = api.indicator(code=code)
    actor = actor_of(request)
    ask = {"code": code, "unit_code": chosen.unit_code, "actor": actor, "now": now}
    found = api.value(period=chosen.period, snapshot=chosen.snapshot or None, **ask)  # type: ignore[arg-type]
    at = found.snapshot or None
    before = api.value(period=chosen.period.previous(), snapshot=at, **ask)  # type: ignore[arg-type]
    kind = PeriodKind.MONTH if chosen.period.kind is PeriodKind.YEAR else chosen.period.kind
    last = period_of(asking.last_day(chosen.period, local_date(now)), kind)
    periods = api.last_periods(period=last, count=12)
    course = api.series(periods=periods, snapshot=at, **ask)  # type: ignore[arg-type]
    by_unit = () if chosen.unit else api.by_unit(code=code, period=chosen.period, snapshot=at, actor=actor, now=now)
    big = words.figure(definition, found, asked=chosen, language=language, linked=False)
    big["trend"] = words.trend(definition, found, before, label=chosen.period.previous().label(language))
    context = {
        **_common(chosen, now, language),
        "definition": definition,
        "name": definition.name(language),
        "meaning": definition.meaning(language),
        "facts": _facts(definition, language),
        "figure": big,
        "chart": _chart(definition, periods, course, chosen, language),
        "unit_columns": words.unit_columns(definition, language=language),
        "unit_rows": words.unit_rows(definition, by_unit, asked=chosen, language=language),
        "snapshot": found.snapshot,
        "may_publish": bool(policies.can_publish(actor)) and found.as_of is not None,
        "published": api.published_values(code=code, limit=5),
        "language": language,
    }
    return render(request, "indicators/one.html", context)


@audience("public")
@require_GET
def query(request: HttpRequest, code: str) -> HttpResponse:
    """The statement of a figure, its values, its snapshot, and where the table comes from."""
    now = clock.now()
    chosen = asking.read(request, now=now)
    language = language_of(request)
    definition = api.indicator(code=code)
    found = api.value(
        code=code, period=chosen.period, unit_code=chosen.unit_code, snapshot=chosen.snapshot or None, actor=actor_of(request), now=now
    )
    table = datasets.table(name=definition.table)
    context = {
        **_common(chosen, now, language),
        "definition": definition,
        "name": definition.name(language),
        "crumbs": _crumbs(chosen, definition, language),
        "found": found,
        "figure": words.figure(definition, found, asked=chosen, language=language),
        "facts": [
            *({"name": f"${name}", "value": str(value)} for name, value in found.params.items()),
            {"name": _("Mã băm của câu truy vấn"), "value": found.query_hash},
            {"name": _("Ảnh chụp dữ liệu"), "value": found.snapshot or "–"},
            {"name": _("Thời điểm chụp"), "value": words.moment(found.as_of, language) or "–"},
            {"name": _("Bảng dữ liệu"), "value": f"{table.name}: {table.en if language == 'en' else table.vi}"},
            {"name": _("Bảng được tính từ"), "value": list(table.ancestors)},
        ],
    }
    return render(request, "indicators/query.html", context)


@audience("officer")
@require_GET
def rows(request: HttpRequest, code: str) -> HttpResponse:
    """The rows behind a figure, for the officers who may see them."""
    now = clock.now()
    chosen = asking.read(request, now=now)
    language = language_of(request)
    definition = api.indicator(code=code)
    wanted = request.GET.get("phan", "")
    part = api.Part(wanted) if wanted in set(api.Part) else api.Part.ALL
    after = request.GET.get("sau", "").replace("\x00", "")[:64]
    page = api.rows(
        code=code,
        period=chosen.period,
        unit_code=chosen.unit_code,
        snapshot=chosen.snapshot or None,
        part=part,
        actor=actor_of(request),
        now=now,
        after=after,
        limit=_PAGE,
    )
    kept = chosen.of(snapshot=page.value.snapshot)
    on = asking.last_day(chosen.period, local_date(now))
    names = {u.code: u.full_name for u in (*units.agencies(on=on), *units.communes(on=on))}
    more = {"phan": "" if part is api.Part.ALL else str(part)}
    context = {
        **_common(chosen, now, language),
        "definition": definition,
        "name": definition.name(language),
        "figure": words.figure(definition, page.value, asked=kept, language=language),
        "crumbs": _crumbs(kept, definition, language),
        "tabs": _parts(definition, kept, part),
        "columns": words.row_columns(),
        "rows": words.row_cells(page.rows, definition, names=names, language=language),
        "next_href": kept.link("rows", code, sau=page.next_after, **more) if page.next_after else "",
        "first_href": kept.link("rows", code, **more) if after else "",
        "page": page,
    }
    return render(request, "indicators/rows.html", context)


@audience("officer")
@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Publish the figure that the page showed, at the snapshot it showed."""
    now = clock.now()
    request.GET = request.POST  # type: ignore[assignment]  # the form carries what the address of the page carried
    chosen = asking.read(request, now=now)
    done = api.publish(
        code=code, period=chosen.period, unit_code=chosen.unit_code, snapshot=chosen.snapshot or None, actor=actor_of(request), now=now
    )
    messages.success(
        request, _("Đã công bố với mã truy vấn %(hash)s, ảnh chụp %(snapshot)s.") % {"hash": done.query_hash, "snapshot": done.snapshot}
    )
    return redirect(chosen.link("one", code))


def _common(chosen: Asked, now: datetime, language: str) -> dict[str, Any]:
    """What every page says of its choice."""
    today = local_date(now)
    return {
        "asked": chosen,
        "period_label": chosen.period.label(language),
        "unit_label": chosen.unit.label(language) if chosen.unit else _("Toàn thành phố"),
        "period_options": [(p.code, p.label(language)) for p in asking.choices(today)],
        "unit_options": [("", _("Toàn thành phố")), *((u.code, u.label(language)) for u in _units(chosen, now))],
        "crumbs": [{"text": _("Chỉ số"), "href": reverse("indicators_list")}],
    }


def _crumbs(chosen: Asked, definition: api.Indicator, language: str) -> list[dict[str, str]]:
    return [
        {"text": _("Chỉ số"), "href": reverse("indicators_list")},
        {"text": definition.name(language), "href": chosen.link("one", definition.code)},
    ]


def _units(chosen: Asked, now: datetime) -> list[units.Unit]:
    on = asking.last_day(chosen.period, local_date(now))
    return [*units.agencies(on=on), *units.communes(on=on)]


def _tabs(chosen: Asked, now: datetime, language: str) -> list[dict[str, Any]]:
    today = local_date(now)
    kinds = ((PeriodKind.MONTH, _("Tháng này")), (PeriodKind.QUARTER, _("Quý này")), (PeriodKind.YEAR, _("Năm nay")))
    periods = [(text, period_of(today, kind)) for kind, text in kinds]
    return [{"text": text, "href": chosen.of(period=p).query(), "current": p == chosen.period} for text, p in periods]


def _parts(definition: api.Indicator, chosen: Asked, part: api.Part) -> list[dict[str, Any]]:
    if definition.kind is api.Kind.COUNT:
        return []
    named = ((api.Part.ALL, _("Tất cả")), (api.Part.COUNTED, _("Đạt")), (api.Part.OTHER, _("Không đạt")))
    return [{"text": text, "href": chosen.link("rows", definition.code, phan=str(p)), "current": p is part} for p, text in named]


def _facts(definition: api.Indicator, language: str) -> list[dict[str, str]]:
    facts = [
        {"name": _("Đơn vị tính"), "value": definition.measure(language)},
        {"name": _("Cơ quan chịu trách nhiệm"), "value": definition.owner(language)},
        {"name": _("Căn cứ"), "value": definition.law},
        {"name": _("Nguồn số liệu"), "value": definition.table},
    ]
    if definition.target is not None:
        facts.append(
            {
                "name": _("Mục tiêu"),
                "value": f"{words.goal(definition)} {definition.measure(language)} ({definition.target_source})",
            }
        )
    return facts


def _chart(definition: api.Indicator, periods: Any, course: Any, chosen: Asked, language: str) -> dict[str, Any]:
    values = [v.value for v in course]
    last = next((v for v in reversed(course) if v.value is not None), None)
    ending = periods[[v.period for v in course].index(last.period)].label(language) if last else ""
    told = {"name": definition.name(language), "value": shown(last.value, decimals=definition.decimals) if last else "–"}
    told |= {"measure": definition.measure(language), "period": ending}
    title = _("%(name)s: %(value)s %(measure)s, %(period)s") % told if last else _("Chưa có số liệu")
    return {
        "title": title,
        "periods": [words.short(p) for p in periods],
        "series": [{"name": definition.name(language), "values": values}],
        "unit": definition.measure(language),
        "decimals": definition.decimals,
        "source": definition.table,
        "top": 100 if definition.kind is api.Kind.RATIO else 0,
    }
