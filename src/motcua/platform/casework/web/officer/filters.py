"""Filters of the inbox as an address: read, written, shown as fields and as what is in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from motcua.platform.casework.contracts import Channel, DossierStatus, DueState
from motcua.platform.casework.contracts.desk import Choices, InboxFilter, Sort
from motcua.platform.casework.web.officer import words

# address → field of the filter
_NAMES = {
    "q": "query",
    "trang-thai": "status",
    "han": "due",
    "buoc": "step",
    "thu-tuc": "procedure",
    "linh-vuc": "field",
    "hinh-thuc": "channel",
    "giao": "assigned",
    "don-vi": "unit",
    "nguon": "origin",
    "nhan-tu": "received_from",
    "nhan-den": "received_to",
    "hen-tu": "due_from",
    "hen-den": "due_to",
    "xep": "sort",
}
_DAYS = frozenset({"received_from", "received_to", "due_from", "due_to"})
_NUMBERS = {"status": len(DossierStatus), "channel": len(Channel)}
_LONGEST = 200
# tab → what it narrows; the others are filters over all that is open
VIEWS: dict[str, InboxFilter] = {
    "viec-cua-toi": InboxFilter(mine=True),
    "giao-toi": InboxFilter(assigned="me"),
    "qua-han": InboxFilter(due=DueState.LATE.value),
    "sap-den-han": InboxFilter(due=DueState.SOON.value),
    "tam-dung": InboxFilter(due=DueState.PAUSED.value),
    "tat-ca": InboxFilter(),
}


def read(query: QueryDict) -> tuple[InboxFilter, str]:
    """The filter that an address asks for and its tab; what cannot be read is left out."""
    given: dict[str, Any] = {}
    for name, field in _NAMES.items():
        text = query.get(name, "").strip()[:_LONGEST]
        if text and (value := _value(field, text)):
            given[field] = value
    wanted = InboxFilter(**given)
    tab = query.get("muc", "")
    if tab not in VIEWS:
        tab = "tat-ca" if wanted.narrowed else "viec-cua-toi"
    view = VIEWS[tab]
    return replace(wanted, mine=view.mine, due=view.due or wanted.due, assigned=view.assigned or wanted.assigned), tab


def write(wanted: InboxFilter, *, tab: str = "", **more: str) -> str:
    """The filter as a query string."""
    document = wanted.to_document()
    view = VIEWS.get(tab, InboxFilter())
    said = {name: str(document[field]) for name, field in _NAMES.items() if field in document}
    if view.due:
        said.pop("han", None)
    if view.assigned:
        said.pop("giao", None)
    if wanted.sort is Sort.URGENT:
        said.pop("xep", None)
    return urlencode({**({"muc": tab} if tab else {}), **said, **{k: v for k, v in more.items() if v}})


def address_of(kept: InboxFilter) -> str:
    """The query string of a saved view."""
    return write(kept, tab="viec-cua-toi" if kept.mine else "tat-ca")


def fields(wanted: InboxFilter, choices: Choices, *, language: str) -> list[dict[str, Any]]:
    """The fields of the filter panel, as the field component takes them."""
    english = language == "en"
    any_of = [("", _("Tất cả"))]
    statuses = [(str(int(s)), words.status_word(s, language)) for s in DossierStatus]
    officers = [("me", _("Tôi")), ("none", _("Chưa giao ai")), *((str(who), name) for who, name in choices.officers)]
    dues = [(s.value, words.due_word(s)) for s in (DueState.LATE, DueState.SOON, DueState.ON_TRACK, DueState.PAUSED, DueState.NONE)]
    found: list[dict[str, Any]] = [
        _text("q", _("Mã hồ sơ, số định danh hoặc tên người nộp"), wanted.query, hint=_("Tên không cần gõ dấu"), kind="search"),
        _select("thu-tuc", _("Thủ tục"), wanted.procedure, any_of, [(c, words.shortened(n, 80)) for c, n in choices.procedures]),
        _select("linh-vuc", _("Lĩnh vực"), wanted.field, any_of, [(f, f) for f in choices.fields]),
        _select("trang-thai", _("Trạng thái"), wanted.status or "", [("", _("Tất cả trạng thái đang mở"))], statuses),
        _select("han", _("Thời hạn"), wanted.due, any_of, dues),
        _select("buoc", _("Bước"), wanted.step, any_of, list(words.steps().items())),
        _select("giao", _("Giao cho"), wanted.assigned, any_of, officers),
        _select("hinh-thuc", _("Hình thức nộp"), wanted.channel or "", any_of, [(str(int(c)), c.en if english else c.vi) for c in Channel]),
        _select("nguon", _("Nguồn"), wanted.origin, any_of, [("own", _("Cổng của thành phố")), ("national", _("Cổng quốc gia"))]),
        *([_select("don-vi", _("Đơn vị"), wanted.unit, any_of, list(choices.units))] if choices.units else []),
        _text("nhan-tu", _("Tiếp nhận từ ngày"), wanted.received_from, kind="date"),
        _text("nhan-den", _("đến ngày"), wanted.received_to, kind="date"),
        _text("hen-tu", _("Hẹn trả từ ngày"), wanted.due_from, kind="date"),
        _text("hen-den", _("đến hết ngày"), wanted.due_to, kind="date"),
        _select("xep", _("Xếp theo"), wanted.sort.value, [], sorts()),
    ]
    return [f for f in found if f["kind"] != "select" or len(f["options"]) > 1]


def sorts() -> list[tuple[str, str]]:
    """The orders of a list with their names."""
    return [(Sort.URGENT.value, _("Gấp nhất trước")), (Sort.NEWEST.value, _("Mới nộp trước")), (Sort.CODE.value, _("Mã hồ sơ"))]


def in_force(wanted: InboxFilter, *, tab: str, shown: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What narrows the list now, each with the address without it."""
    view, found = VIEWS.get(tab, InboxFilter()), []
    labels = {f["name"]: f for f in shown}
    for name, field in _NAMES.items():
        value = getattr(wanted, field)
        if field == "sort" or not value or getattr(view, field) == value:
            continue
        left = replace(wanted, **{field: getattr(InboxFilter(), field)})
        found.append({"text": _chip(name, value, labels), "remove_href": f"?{write(left, tab=tab)}"})
    return found


def _chip(name: str, value: object, labels: dict[str, dict[str, Any]]) -> str:
    known = labels.get(name, {})
    said = f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
    said = next((text for key, text in known.get("options", ()) if key == said), said)
    label = _("Tìm") if name == "q" else str(known.get("label", name))
    return f"{label}: {words.shortened(said, 60)}"


def _value(field: str, text: str) -> Any:
    try:
        if field in _DAYS:
            return date.fromisoformat(text)
        if field in _NUMBERS:
            return int(text) if text.isdecimal() and 1 <= int(text) <= _NUMBERS[field] else 0
        if field == "sort":
            return Sort(text)
        if field == "due":
            return DueState(text).value
        if field == "assigned":
            return text if text in ("me", "none") else str(UUID(text))
    except ValueError:
        return None
    return text


def _text(name: str, label: str, value: object, *, hint: str = "", kind: str) -> dict[str, Any]:
    shown = value.isoformat() if isinstance(value, date) else str(value or "")
    return {"kind": "text", "name": name, "label": label, "value": shown, "hint": hint, "attrs": {"type": kind}, "options": ()}


def _select(name: str, label: str, value: object, first: list[tuple[str, str]], rest: list[tuple[str, str]]) -> dict[str, Any]:
    return {"kind": "select", "name": name, "label": label, "value": str(value), "options": [*first, *rest], "hint": "", "attrs": None}
