"""What is left to do in the catalogue: findings of the linter and assumed time limits, as a list to filter, work through and export."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kit import clock
from motcua.kit.sheets import csv_bytes
from motcua.kit.web import audience
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts.lifecycle import CatalogueReport, WorkItem, WorkKind
from motcua.platform.casework.web.procedures import words
from motcua.platform.casework.web.procedures.overview import address_of_path
from motcua.platform.casework.web.procedures.shell import ADMINS

_SHORT = 110
_PAGE = 50
_STATES = {WorkKind.ERROR: "late", WorkKind.WARNING: "waiting", WorkKind.ASSUMED: "waiting"}


@audience("officer", roles=ADMINS)
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """The linter over the procedures that have details, and what to do about each; ``dang=csv`` gives the list as a file. Takes seconds."""
    found = casework.lint_catalogue(now=clock.now(), detailed_only=True)
    kind, field = request.GET.get("viec", ""), request.GET.get("linh_vuc", "")[:120]
    kind = kind if kind in set(WorkKind) else ""
    listed = [item for item in found.work if kind in ("", item.kind) and field in ("", item.field)]
    if request.GET.get("dang") == "csv":
        return _file(listed)
    start = int(after) if (after := request.GET.get("tu", "")).isdigit() else 0
    kept = {name: value for name, value in (("viec", kind), ("linh_vuc", field)) if value}
    here = reverse("casework_definitions_report")
    context = {
        **_facts(found), "kind": kind, "field": field, "active": _active(kept, here), "count": len(listed),
        "kinds": [(value.value, f"{_kind_words()[value]} ({_counted(found, value)})") for value in WorkKind],
        "fields": [(name, f"{name} ({count})") for name, count in Counter(item.field for item in found.work).most_common()],
        "columns": [_("Mã"), _("Thủ tục"), _("Lĩnh vực"), _("Loại việc"), _("Cần làm")],
        "rows": [_row(item) for item in listed[start : start + _PAGE]], "csv": f"{here}?{urlencode({**kept, 'dang': 'csv'})}",
        "next": f"?{urlencode({**kept, 'tu': start + _PAGE})}" if len(listed) > start + _PAGE else "",
    }
    return render(request, "casework/procedures/report.html", context)


def _counted(found: CatalogueReport, kind: WorkKind) -> int:
    """How many things of a kind are to be done."""
    return sum(item.kind is kind for item in found.work)


def _kind_words() -> dict[WorkKind, str]:
    return {WorkKind.ERROR: _("Lỗi"), WorkKind.WARNING: _("Cảnh báo"), WorkKind.ASSUMED: _("Thời hạn tạm tính")}


def _facts(found: CatalogueReport) -> dict[str, Any]:
    names = {t.key: words.pair(t.vi, t.en) for t in casework.definition_templates()}
    facts = [
        {"name": _("Thủ tục có chi tiết"), "value": found.procedures}, {"name": _("Có quy trình riêng"), "value": found.own},
        {"name": _("Sạch"), "value": found.clean}, {"name": _("Có cảnh báo"), "value": found.warned},
        {"name": _("Có lỗi"), "value": found.wrong},
        {"name": _("Thời hạn tạm tính vì nguồn không nêu"), "value": found.assumed},
    ]  # fmt: skip
    return {
        "facts": facts, "template_columns": [_("Mẫu quy trình"), {"text": _("Số thủ tục"), "numeric": True}],
        "templates": [[names.get(key, key), count] for key, count in found.templates.items()],
    }


def _active(kept: dict[str, str], here: str) -> list[dict[str, str]]:
    said = {kind.value: text for kind, text in _kind_words().items()}
    return [
        {"text": said.get(value, value), "remove_href": f"{here}?{urlencode({k: v for k, v in kept.items() if k != name})}"}
        for name, value in kept.items()
    ]


def _row(item: WorkItem) -> list[Any]:
    return [
        {"text": item.code, "href": reverse("casework_definition", args=[item.code])},
        {"text": item.name[:_SHORT], "breaks": True}, item.field, {"text": _kind_words()[item.kind], "state": _STATES[item.kind]},
        {"text": words.pair(item.vi, item.en), "href": address_of_path(item.code, item.path), "hint": item.path, "breaks": True},
    ]  # fmt: skip


def _file(listed: list[WorkItem]) -> HttpResponse:
    """The list as a CSV that spreadsheets open with its accents."""
    said = _kind_words()
    heads = (_("Mã"), _("Thủ tục"), _("Lĩnh vực"), _("Loại việc"), _("Nơi"), _("Cần làm"))
    content = csv_bytes(heads, ((i.code, i.name, i.field, said[i.kind], i.path, words.pair(i.vi, i.en)) for i in listed))
    headers = {"Content-Disposition": 'attachment; filename="viec-can-lam.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
