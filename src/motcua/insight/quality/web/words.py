"""Scores as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from motcua.insight.quality.contracts import Band, Index, Ranked, RatioScore, Satisfaction, TrendPoint
from motcua.insight.quality.web.asked import Asked
from motcua.kernel.dates_vi import show_instant
from motcua.kernel.periods import CalendarPeriod
from motcua.kit.ui.numbers import shown

_STATES = {Band.EXCELLENT: "done", Band.GOOD: "done", Band.FAIR: "waiting", Band.AVERAGE: "waiting", Band.POOR: "late"}


def band_word(band: Band | str | None) -> str:
    """A band in words; empty when there is none."""
    words = {
        Band.EXCELLENT: _("Xuất sắc"),
        Band.GOOD: _("Tốt"),
        Band.FAIR: _("Khá"),
        Band.AVERAGE: _("Trung bình"),
        Band.POOR: _("Yếu"),
    }
    return words.get(Band(band), "") if band else ""


def trust_word(trust: str) -> str:
    """How sure the points are."""
    return {"V": _("đã kiểm chứng"), "B": _("chưa kiểm chứng"), "C": _("theo hệ thống đang dùng")}.get(trust, trust)


def figure(found: Index, *, language: str, trend: str = "") -> dict[str, Any]:
    """The arguments of the ``figure`` component for the whole index."""
    return {
        "label": _("Điểm chất lượng phục vụ"),
        "value": found.score,
        "unit": _("điểm"),
        "decimals": 2,
        "as_of": show_instant(found.as_of, language) if found.as_of else "",
        "note": known(found),
        "trend": trend,
        "state": _STATES[found.band] if found.band else "",
        "state_text": band_word(found.band),
    }


def known(found: Index) -> str:
    """What the total rests on, and how groups without data are treated."""
    if not found.is_known:
        return _("Chưa có số liệu trong kỳ này.")
    counts = {"earned": shown(found.earned, decimals=2), "known": shown(found.known_points), "points": shown(found.points)}
    told = _("Đạt %(earned)s trên %(known)s điểm có số liệu, trong tổng %(points)s điểm.") % counts
    if found.score is None:
        return (
            told + " " + _("Cần ít nhất %(least)s điểm có số liệu mới quy ra thang 100 và xếp loại.") % {"least": shown(found.least_points)}
        )
    return told


def change(now: Index, before: Index, *, label: str) -> str:
    """The change against another period, in words; empty when either has no score."""
    if now.score is None or before.score is None:
        return ""
    difference = now.score - before.score
    told = {"change": shown(abs(difference), decimals=2), "label": label}
    if not difference:
        return _("không đổi so với %(label)s") % told
    return (_("tăng %(change)s điểm so với %(label)s") if difference > 0 else _("giảm %(change)s điểm so với %(label)s")) % told


def part_columns() -> list[dict[str, Any]]:
    """Heads of the table of sub-indices."""
    heads = (_("Mã"), _("Chỉ số"), _("Tỷ lệ"), _("Số đạt"), _("Tổng số"), _("Điểm"), _("Điểm tối đa"))
    return [{"text": text, "numeric": place > 1} for place, text in enumerate(heads)]


def part_rows(found: Index, *, asked: Asked, language: str, linked: bool = True) -> list[Any]:
    """Rows of the table of sub-indices, each group followed by its own, the total last."""
    rows: list[Any] = []
    for group in found.groups:
        cells: list[Any] = [group.group.code, group.group.name(language), "", "", "", _points(group.earned), shown(group.points)]
        rows.append({"cells": cells, "total": True})
        rows += [_part(score, asked=asked, language=language, linked=linked) for score in group.ratios]
    total = ["", _("Tổng các điểm có số liệu"), "", "", "", _points(found.earned if found.is_known else None), shown(found.known_points)]
    rows.append({"cells": total, "total": True})
    return rows


def why_unknown(score: RatioScore, *, language: str) -> str:
    """Why a sub-index has no value; empty when it has one."""
    if score.earned is not None:
        return ""
    if score.hidden:
        return _("Ít câu trả lời quá nên không hiện")
    return score.ratio.absent(language) or _("Chưa có số liệu")


def bars(found: Index, *, language: str) -> dict[str, Any]:
    """The chart of groups: the share of the known points that each earned."""
    made = []
    for group in found.groups:
        share = None if group.earned is None or not group.known_points else round(100 * group.earned / group.known_points, 1)
        made.append({"label": group.group.name(language), "value": share})
    best = max((b for b in made if b["value"] is not None), key=lambda b: float(b["value"]), default=None)  # type: ignore[arg-type]
    title = (
        _("%(group)s đạt cao nhất: %(value)s%% số điểm có số liệu") % {"group": best["label"], "value": shown(best["value"])}  # type: ignore[arg-type]
        if best
        else _("Chưa nhóm nào có số liệu")
    )
    return {"title": title, "bars": made, "unit": "%", "top": 100, "item_label": _("Nhóm chỉ số"), "decimals": 1}


def course(points: Sequence[TrendPoint], *, language: str) -> dict[str, Any]:
    """The chart of the course over time."""
    last = next((p for p in reversed(points) if p.score is not None), None)
    title = (
        _("%(score)s điểm, %(period)s") % {"score": shown(last.score, decimals=2), "period": last.period.label(language)}
        if last
        else _("Chưa có kỳ nào đủ số liệu để tính điểm")
    )
    series = [{"name": _("Điểm"), "values": [p.score for p in points]}]
    return {"title": title, "periods": [_short(p.period) for p in points], "series": series, "unit": "", "decimals": 2, "top": 100}


def rank_columns(by: str) -> list[dict[str, Any]]:
    """Heads of a ranking."""
    heads = (_("Hạng"), by, _("Điểm"), _("Xếp loại"), _("Điểm đạt"), _("Điểm có số liệu"))
    return [{"text": text, "numeric": place in {0, 2, 4, 5}} for place, text in enumerate(heads)]


def rank_rows(rows: Sequence[Ranked], *, asked: Asked, page: str) -> list[list[Any]]:
    """Rows of a ranking, each leading to its own page."""
    made: list[list[Any]] = []
    for row in rows:
        one = row.index
        link = Asked(period=asked.period, subject=one.subject, snapshot=asked.snapshot).link(page)
        band = {"text": band_word(one.band), "state": _STATES[one.band]} if one.band else _("Chưa đủ số liệu")
        place = shown(row.place) if row.place else "–"
        name = {"text": row.name, "href": link, "hint": "" if row.name == row.code or one.subject.officer_id else row.code}
        made.append([place, name, shown(one.score, decimals=2), band, shown(one.earned, decimals=2), shown(one.known_points)])
    return made


def satisfaction_facts(found: Satisfaction) -> list[dict[str, Any]]:
    """What people said after hand-back."""
    if found.hidden:
        return [{"name": _("Đánh giá"), "value": _("Ít câu trả lời quá nên không hiện")}]
    if found.answers is None:
        return [{"name": _("Đánh giá"), "value": _("Chưa có số liệu")}]
    scores = ", ".join(_("%(score)s điểm: %(count)s") % {"score": n, "count": shown(c)} for n, c in enumerate(found.by_score, start=1))
    return [
        {"name": _("Số đánh giá"), "value": shown(found.answers)},
        {"name": _("Điểm trung bình (trên 5)"), "value": shown(found.mean, decimals=2)},
        {"name": _("Cho 4 hoặc 5 điểm"), "value": f"{shown(found.content, decimals=2)}%"},
        {"name": _("Theo điểm"), "value": scores},
    ]


def _part(score: RatioScore, *, asked: Asked, language: str, linked: bool) -> list[Any]:
    ratio = score.ratio
    # The points that nobody could verify are marked: the page must not look surer than its source.
    hint = why_unknown(score, language=language) or ("" if ratio.trust == "V" else _("điểm tối đa chưa kiểm chứng"))
    name = {"text": ratio.name(language), "hint": hint, "href": asked.link("ratio", ratio.key) if linked else ""}
    value = "–" if score.value is None else f"{shown(score.value, decimals=2)}%"
    return [ratio.code, name, value, shown(score.numerator), shown(score.denominator), _points(score.earned), shown(score.points)]


def _points(value: Any) -> str:
    return shown(value, decimals=2)


def _short(period: CalendarPeriod) -> str:
    year, _dash, part = period.code.partition("-")
    return f"{part}/{year}" if part else year
