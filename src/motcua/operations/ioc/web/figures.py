"""A tile in words: label, unit, trend and state, for the component that shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from motcua.kernel.clock import local
from motcua.operations.ioc.contracts import Tile, TileKind
from motcua.operations.ioc.rules import change

_RATES = (TileKind.ON_TIME, TileKind.ONLINE)
_LABELS: dict[TileKind, Callable[[], str]] = {
    TileKind.RECEIVED: lambda: _("Hồ sơ tiếp nhận hôm nay"),
    TileKind.RESOLVED: lambda: _("Hồ sơ giải quyết hôm nay"),
    TileKind.PENDING: lambda: _("Hồ sơ đang giải quyết"),
    TileKind.OVERDUE: lambda: _("Hồ sơ quá hạn"),
    TileKind.ON_TIME: lambda: _("Đúng hạn, tháng này"),
    TileKind.ONLINE: lambda: _("Nộp trực tuyến, tháng này"),
    TileKind.PAYMENTS: lambda: _("Khoản thu đã nhận hôm nay"),
    TileKind.MESSAGES: lambda: _("Lượt gọi qua trục liên thông hôm nay"),
    TileKind.PARKED: lambda: _("Sự kiện đang dừng"),
}
_UNITS: dict[TileKind, Callable[[], str]] = {
    TileKind.PAYMENTS: lambda: _("khoản"),
    TileKind.MESSAGES: lambda: _("lượt"),
    TileKind.PARKED: lambda: _("sự kiện"),
}


def of(tile: Tile, *, language: str, wall: bool) -> dict[str, Any]:
    """Arguments of the component ``figure``."""
    unit = "%" if tile.kind in _RATES else _UNITS.get(tile.kind, lambda: _("hồ sơ"))()
    links = {} if wall else _links(tile)
    return {
        "ident": f"o-{tile.kind.value}",
        "label": _LABELS[tile.kind](),
        "value": tile.value,
        "unit": unit,
        "decimals": 2 if tile.kind in _RATES else 0,
        "as_of": _clock(tile.as_of),
        "source": _("sổ sự kiện") if tile.kind is TileKind.PARKED else _("kho dữ liệu dùng chung"),
        "trend": _trend(tile, language=language),
        "stale": tile.stale,
        "state": "late" if tile.needs_person else "",
        "state_text": _state(tile),
        "large": True,
        **links,
    }


def _links(tile: Tile) -> dict[str, str]:
    if tile.kind is TileKind.PARKED:
        return {"href": _address("outbox_parked")}
    if tile.kind is TileKind.MESSAGES:
        return {"href": _address("ioc_flows")}
    if not tile.indicator:
        return {}
    # The pages of indicators know months and longer; a day's number is found in its month.
    tail = f"?ky={tile.period[:7]}"
    found = {"href": "indicators_one", "query_href": "indicators_query", "rows_href": "indicators_rows"}
    made = {name: _address(target, tile.indicator) for name, target in found.items()}
    return {name: f"{address}{tail}" for name, address in made.items() if address}


def _address(name: str, *args: str) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:  # the room that owns the page is switched off
        return ""


def _trend(tile: Tile, *, language: str) -> str:
    moved = change(tile.value, tile.before)
    if moved is None:
        return ""
    if tile.kind in _RATES:
        shown = _number(abs(moved), language=language, places=2)
        words = _("Tăng %(n)s điểm so với tháng trước") if moved > 0 else _("Giảm %(n)s điểm so với tháng trước")
        return _("Bằng tháng trước") if moved == 0 else words % {"n": shown}
    return _("Hôm qua: %(n)s") % {"n": _number(Decimal(tile.before or 0), language=language, places=0)}


def _number(value: Decimal, *, language: str, places: int) -> str:
    text = f"{value:,.{places}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def _state(tile: Tile) -> str:
    if not tile.needs_person:
        return ""
    if tile.kind is TileKind.MESSAGES:
        return _("%(n)s lượt lỗi") % {"n": tile.failed}
    return _("Cần người xử lý")


def _clock(at: datetime | None) -> str:
    return "" if at is None else local(at).strftime("%H:%M:%S %d/%m/%Y")
