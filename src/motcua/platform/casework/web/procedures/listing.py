"""The list of all procedures with what runs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kit import clock
from motcua.kit.web import audience
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts.lifecycle import DefinitionRow
from motcua.platform.casework.web.procedures import words
from motcua.platform.casework.web.procedures.shell import ADMINS

_SHORT = 110


@audience("officer", roles=ADMINS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Search and filters; a page of procedures in the order of their codes."""
    asked = {name: request.GET.get(name, "").strip()[:120] for name in ("q", "linh_vuc", "mau", "trang_thai", "loi", "sau")}
    page = casework.definition_page(
        now=clock.now(), query=asked["q"], field=asked["linh_vuc"], template=asked["mau"], state=asked["trang_thai"], findings=asked["loi"],
        after=asked["sau"],
    )
    kept = {k: v for k, v in asked.items() if v and k != "sau"}
    context = {
        "asked": asked, "states": _states(), "findings": [("error", _("Có lỗi")), ("warning", _("Có lỗi hoặc cảnh báo"))],
        "fields": [(name, f"{name} ({count})") for name, count in casework.fields()], "templates": _templates(), "active": _active(kept),
        "columns": [_("Mã"), _("Thủ tục"), _("Lĩnh vực"), _("Mẫu quy trình"), _("Quy trình"), _("Kiểm tra")],
        "rows": [_row(row) for row in page.rows], "next": f"?{urlencode({**kept, 'sau': page.next_after})}" if page.next_after else "",
    }
    return render(request, "casework/procedures/index.html", context)


def _states() -> list[tuple[str, str]]:
    return [
        ("own", _("Quy trình riêng")), ("generic", _("Theo danh mục")), ("draft", _("Có bản nháp")), ("scheduled", _("Chờ hiệu lực")),
        ("retired", _("Đã ngừng")),
    ]


def _templates() -> list[tuple[str, str]]:
    return [(t.key, words.pair(t.vi, t.en)) for t in casework.definition_templates()]


def _active(kept: Mapping[str, str]) -> list[dict[str, str]]:
    """The filters in use, each with the address that leaves it out."""
    here = reverse("casework_definitions")
    return [
        {"text": value, "remove_href": f"{here}?{urlencode({k: v for k, v in kept.items() if k != name})}"}
        for name, value in kept.items()
    ]


def _row(row: DefinitionRow) -> list[Any]:
    text, state = words.definition_state(row.state)
    hints = [_("bản nháp")] if row.draft else []
    hints += [_("từ %(on)s: bản mới") % {"on": f"{row.scheduled_on:%d/%m/%Y}"}] if row.scheduled_on else []
    hints += [_("bản %(number)s") % {"number": row.version}] if row.version else []
    return [
        {"text": row.code, "href": reverse("casework_definition", args=[row.code])}, {"text": row.name[:_SHORT], "breaks": True}, row.field,
        dict(_templates()).get(row.template, row.template), {"text": text, "state": state, "hint": " · ".join(hints)}, _checked(row),
    ]


def _checked(row: DefinitionRow) -> dict[str, str]:
    wrong = sum(1 for p in row.problems if p.severity == "error")
    if wrong:
        return {"text": _("%(count)s lỗi") % {"count": wrong}, "state": "late"}
    if row.problems:
        return {"text": _("%(count)s cảnh báo") % {"count": len(row.problems)}, "state": "waiting"}
    return {"text": _("sạch"), "state": "done"}
