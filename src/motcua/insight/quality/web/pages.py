"""Public pages: the index, rankings of units and procedures, one sub-index with its statement, the counting tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.insight.datasets import api as datasets
from motcua.insight.quality import api, policies
from motcua.insight.quality.web import asked as asking
from motcua.insight.quality.web import words
from motcua.insight.quality.web.asked import Asked
from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import show_instant
from motcua.kernel.periods import PeriodKind, period_of
from motcua.kit import clock
from motcua.kit.ui.numbers import shown
from motcua.kit.web import actor_of, audience, language_of

_MOST_PROCEDURES = 100


@audience("public")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The index of the city, a unit or a procedure."""
    now = clock.now()
    chosen = asking.read(request, now=now)
    context = {
        **index_context(request, chosen, now),
        "may_publish": bool(policies.can_publish(actor_of(request), subject=chosen.subject)),
        "published": [
            {"period": p.period, "score": p.score, "band": words.band_word(p.band), "snapshot": p.snapshot, "at": p.published_at}
            for p in api.published_indices(subject=chosen.subject, limit=5)
        ],
        "onward": _onward(chosen),
        "downloads": _downloads(chosen, "chi-so"),
        "forms": [
            {"text": f"{f.code}. {f.name(language_of(request))}", "href": chosen.link("table", f.code)} for f in api.table_forms()
        ],
    }
    return render(request, "quality/index.html", context)


@audience("public")
@require_GET
def ranking(request: HttpRequest, by: str) -> HttpResponse:
    """All units, or procedures, by score."""
    now = clock.now()
    chosen = asking.read(request, now=now)
    language = language_of(request)
    dimension = api.Dimension.UNIT if by == "don-vi" else api.Dimension.PROCEDURE
    subject = chosen.subject if dimension is api.Dimension.PROCEDURE else api.Subject(procedure_code=chosen.subject.procedure_code)
    rows = api.ranking(
        by=dimension, period=chosen.period, subject=subject, snapshot=chosen.snapshot or None, actor=actor_of(request), now=now
    )
    shown_rows = rows[:_MOST_PROCEDURES] if dimension is api.Dimension.PROCEDURE else rows
    heads = {api.Dimension.UNIT: _("Đơn vị"), api.Dimension.PROCEDURE: _("Thủ tục")}
    title = _("Xếp hạng các đơn vị") if dimension is api.Dimension.UNIT else _("Xếp hạng các thủ tục")
    context = {
        **common(chosen, now, language),
        "title": title,
        "crumbs": _crumbs(chosen),
        "columns": words.rank_columns(heads[dimension]),
        "rows": words.rank_rows(shown_rows, asked=chosen, page="index"),
        "left_out": len(rows) - len(shown_rows),
        "treated": _treated(),
        "downloads": _downloads(chosen, by),
        "clear": "?",
    }
    return render(request, "quality/ranking.html", context)


@audience("public")
@require_GET
def ratio(request: HttpRequest, key: str) -> HttpResponse:
    """One sub-index: what it says, its points, its statement over its snapshot."""
    now = clock.now()
    chosen = asking.read(request, now=now)
    language = language_of(request)
    one = api.ratio_of(key=key)
    found = api.index(period=chosen.period, subject=chosen.subject, snapshot=chosen.snapshot or None, actor=actor_of(request), now=now)
    score = next(s for g in found.groups for s in g.ratios if s.ratio.key == key)
    at = asking.read(request, now=now)
    context = {
        **common(chosen, now, language),
        "title": f"{one.code}. {one.name(language)}",
        "meaning": one.meaning(language),
        "crumbs": _crumbs(chosen),
        "score": score,
        "value": score.value,
        "note": ratio_note(score, language=language),
        "as_of": show_instant(found.as_of, language) if found.as_of else "",
        "facts": ratio_facts(score, found.snapshot, language=language),
        "rows_href": at.link("rows", key) if score.statement and one.table == "gold.dossier_quality" else "",
    }
    return render(request, "quality/ratio.html", context)


@audience("public")
@require_GET
def table(request: HttpRequest, code: str) -> HttpResponse:
    """A counting table of one-stop work."""
    now = clock.now()
    chosen = asking.read(request, now=now)
    language = language_of(request)
    found = api.counting_table(
        code=code, period=chosen.period, subject=chosen.subject, snapshot=chosen.snapshot or None, actor=actor_of(request), now=now
    )
    forms = [{"text": f.code, "href": chosen.link("table", f.code), "current": f.code == code} for f in api.table_forms()]
    context = {
        **common(chosen, now, language),
        "title": f"{found.form.code}. {found.form.name(language)}",
        "crumbs": _crumbs(chosen),
        "tabs": forms,
        "columns": table_columns(found, language),
        "rows": table_rows(found),
        "found": found,
        "facts": [
            {"name": _("Căn cứ"), "value": found.form.law},
            {"name": _("Độ tin cậy của mẫu"), "value": words.trust_word(found.form.trust)},
            {"name": _("Mã băm của câu truy vấn"), "value": found.query_hash},
            {"name": _("Ảnh chụp dữ liệu"), "value": found.snapshot or "–"},
            {"name": _("Thời điểm chụp"), "value": show_instant(found.as_of, language) if found.as_of else "–"},
        ],
        "xlsx_href": chosen.link("table_file", code),
    }
    return render(request, "quality/table.html", context)


def index_context(request: HttpRequest, chosen: Asked, now: datetime) -> dict[str, Any]:
    """What a page of one index says, of whomever."""
    language = language_of(request)
    who = {"subject": chosen.subject, "actor": actor_of(request), "now": now}
    found = api.index(period=chosen.period, snapshot=chosen.snapshot or None, **who)  # type: ignore[arg-type]
    at = found.snapshot or None
    previous, year_ago = chosen.period.previous(), chosen.period.a_year_before()
    before = api.index(period=previous, snapshot=at, **who)  # type: ignore[arg-type]
    changes = [words.change(found, before, label=previous.label(language))]
    if year_ago != previous:
        earlier = api.index(period=year_ago, snapshot=at, **who)  # type: ignore[arg-type]
        changes.append(words.change(found, earlier, label=year_ago.label(language)))
    kind = PeriodKind.MONTH if chosen.period.kind is PeriodKind.YEAR else chosen.period.kind
    last = period_of(asking.last_day(chosen.period, local_date(now)), kind)
    points = api.trend(period=last, count=12, snapshot=at, **who)  # type: ignore[arg-type]
    said = api.satisfaction(period=chosen.period, snapshot=at, **who)  # type: ignore[arg-type]
    kept = Asked(chosen.period, chosen.subject, found.snapshot, chosen.unit_name, chosen.procedure_name)
    return {
        **common(chosen, now, language),
        "figure": words.figure(found, language=language, trend="; ".join(c for c in changes if c)),
        "treated": _treated(),
        "bars": words.bars(found, language=language),
        "chart": words.course(points, language=language),
        "columns": words.part_columns(),
        "rows": words.part_rows(found, asked=kept, language=language, linked=not chosen.subject.officer_id),
        "said": words.satisfaction_facts(said),
        "snapshot": found.snapshot,
        "known": found.is_known,
    }


def common(chosen: Asked, now: datetime, language: str) -> dict[str, Any]:
    """What every page says of its choice."""
    today = local_date(now)
    return {
        "asked": chosen,
        "period_label": chosen.period.label(language),
        "who": chosen.label,
        "period_options": [(p.code, p.label(language)) for p in asking.choices(today)],
        "unit_options": asking.unit_choices(chosen.period, today, language),
        "language": language,
    }


def ratio_note(score: api.RatioScore, *, language: str) -> str:
    """The counts behind a sub-index, or why there are none."""
    if score.earned is None:
        return words.why_unknown(score, language=language)
    told = {"numerator": shown(score.numerator), "denominator": shown(score.denominator)}
    told |= {"earned": shown(score.earned, decimals=2), "points": shown(score.points)}
    return _("%(numerator)s trong %(denominator)s; được %(earned)s trên %(points)s điểm") % told


def ratio_facts(score: api.RatioScore, snapshot: str, *, language: str) -> list[dict[str, Any]]:
    """Where a sub-index comes from."""
    one = score.ratio
    facts: list[dict[str, Any]] = [
        {"name": _("Điểm tối đa"), "value": f"{shown(score.points)} ({words.trust_word(one.trust)})"},
        {"name": _("Cách tính điểm"), "value": _("Điểm tối đa nhân tỷ lệ, làm tròn hai chữ số")},
        {"name": _("Căn cứ"), "value": one.law},
    ]
    if score.statement:
        source = datasets.table(name=one.table)
        facts += [{"name": f"${name}", "value": str(value)} for name, value in score.statement.params.items()]
        facts += [
            {"name": _("Mã băm của câu truy vấn"), "value": score.query_hash},
            {"name": _("Ảnh chụp dữ liệu"), "value": snapshot or "–"},
            {"name": _("Bảng dữ liệu"), "value": f"{source.name}: {source.en if language == 'en' else source.vi}"},
            {"name": _("Bảng được tính từ"), "value": list(source.ancestors)},
        ]
    return facts


def table_columns(found: api.CountingTable, language: str) -> list[dict[str, Any]]:
    """Heads of a counting table with their codes in the form."""
    first = {"field": _("Lĩnh vực"), "unit_code": _("Đơn vị"), "delay_cause": _("Nguyên nhân"), "level": _("Cấp thực hiện")}
    heads: list[dict[str, Any]] = [{"text": "(1) " + _("STT"), "numeric": True}, {"text": "(2) " + first[found.form.by]}]
    return [*heads, *({"text": f"{c.code} {c.name(language)}", "numeric": True} for c in found.form.columns)]


def table_rows(found: api.CountingTable) -> list[Any]:
    """Lines of a counting table, the total last."""
    if found.rows is None or found.total is None:
        return []
    lines: list[Any] = [[str(number), row.label, *(shown(n) for n in row.counts)] for number, row in enumerate(found.rows, start=1)]
    return [*lines, {"cells": ["", _("Tổng số"), *(shown(n) for n in found.total.counts)], "total": True}]


def _treated() -> str:
    return _(
        "Chỉ số thành phần chưa có số liệu không được tính là 0: điểm tối đa của nó được bỏ ra khỏi tổng, "
        "rồi điểm đạt được quy ra thang 100 trên phần còn lại."
    )


def _onward(chosen: Asked) -> list[dict[str, str]]:
    return [
        {"text": _("Xếp hạng các đơn vị"), "href": chosen.link("ranking", "don-vi")},
        {"text": _("Xếp hạng các thủ tục"), "href": chosen.link("ranking", "thu-tuc")},
    ]


def _forms(chosen: Asked, language: str) -> list[dict[str, str]]:
    return [{"text": f"{f.code}. {f.name(language)}", "href": chosen.link("table", f.code)} for f in api.table_forms()]


def _downloads(chosen: Asked, what: str) -> list[dict[str, str]]:
    return [
        {"text": _("Tải CSV"), "href": chosen.link("file", what, "csv")},
        {"text": _("Tải bảng tính XLSX"), "href": chosen.link("file", what, "xlsx")},
    ]


def _crumbs(chosen: Asked) -> list[dict[str, str]]:
    return [{"text": _("Chất lượng phục vụ"), "href": reverse("quality_index") + chosen.query()}]
