"""Versions beside each other, and the history of a procedure's definitions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel.clock import local
from motcua.kit import clock
from motcua.kit.web import audience
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import FieldDifference
from motcua.platform.casework.rules import changes
from motcua.platform.casework.web.procedures import words
from motcua.platform.casework.web.procedures.opened import frame, opened
from motcua.platform.casework.web.procedures.parts.boxes import as_yaml
from motcua.platform.casework.web.procedures.shell import ADMINS


@audience("officer", roles=ADMINS)
@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """What changes from one version to another; unless asked otherwise from what is in force to the draft."""
    found = opened(code)
    listed = [v.version for v in casework.versions(code=code)]
    a, b = (_number(request, name, listed) for name in ("tu", "den"))
    before = casework.version_document(code=code, version=a) if a else casework.running_document(code=code, on=clock.today())[0]
    after = casework.version_document(code=code, version=b) if b else found.document
    context = {
        **frame(found, "casework_definition_compare"), "columns": [_("Phần"), _("Thay đổi"), _("Trước"), _("Sau")],
        "rows": [_row(d) for d in _differences(before, after)], "versions": [(str(n), _("bản %(number)s") % {"number": n}) for n in listed],
        "a": str(a or ""), "b": str(b or ""),
    }
    return render(request, "casework/procedures/compare.html", context)


def _differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[FieldDifference, ...]:
    """The differences; a draft that is not well formed cannot be compared part by part and gives none."""
    try:
        return changes.differences(before, after)
    except (KeyError, TypeError, AttributeError):
        return ()


def _number(request: HttpRequest, name: str, listed: list[int]) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdigit() and int(text) in listed else 0


def _row(found: FieldDifference) -> list[Any]:
    return [
        {"text": words.pair(found.label_vi, found.label_en), "hint": found.key}, words.difference(found.kind),
        {"text": found.before, "breaks": True},
        {"text": found.after, "breaks": True},
    ]


@audience("officer", roles=ADMINS)
@require_GET
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Every version with its days, who published it and why."""
    found = opened(code)
    rows = []
    for v in casework.versions(code=code):
        text, state = words.version_state(v.state)
        ends = f"{v.effective_to:%d/%m/%Y}" if v.effective_to else ""
        rows.append([
            {"text": _("bản %(number)s") % {"number": v.version}, "href": reverse("casework_definition_version", args=[code, v.version])},
            {"text": text, "state": state}, f"{v.effective_from:%d/%m/%Y}", ends, v.template, f"{local(v.published_at):%H:%M %d/%m/%Y}",
            v.note,
            {"text": v.content_hash[:12], "breaks": True},
        ])  # fmt: skip
    columns = [
        _("Bản"), _("Trạng thái"), _("Hiệu lực từ"), _("Đến trước ngày"), _("Mẫu quy trình"), _("Công bố lúc"), _("Ghi chú"),
        _("Mã nội dung"),
    ]
    context = {**frame(found, "casework_definition_history"), "columns": columns, "rows": rows}
    return render(request, "casework/procedures/history.html", context)


@audience("officer", roles=ADMINS)
@require_GET
def version(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """The whole text of one version; it never changes."""
    found = opened(code)
    document = casework.version_document(code=code, version=version)
    context = {**frame(found, "casework_definition_history"), "number": version, "text": as_yaml(document)}
    return render(request, "casework/procedures/version.html", context)
