"""The whole document as text, with the linter's messages by path."""

from __future__ import annotations

from typing import Any

import yaml
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.kernel import typed_yaml
from motcua.kernel.errors import NamedError
from motcua.kit.web import audience, language_of
from motcua.platform.casework.web.procedures import words
from motcua.platform.casework.web.procedures.opened import Opened, frame, keep, opened
from motcua.platform.casework.web.procedures.parts.boxes import as_yaml
from motcua.platform.casework.web.procedures.shell import ADMINS

_LONGEST = 600_000


@audience("officer", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Show or keep the whole text (YAML, of which JSON is a part). Text that cannot be read is shown again with its line (422)."""
    found = opened(code)
    if request.method == "GET":
        return _page(request, found, as_yaml(found.document), "")
    text = request.POST.get("toan_van", "").replace("\r\n", "\n")[:_LONGEST]
    document, wrong = _read(text, code)
    if document is None:
        return _page(request, found, text, wrong, status=422)
    try:
        keep(found, document, request)
    except NamedError as problem:
        return _page(request, found, text, problem.sentence(language_of(request)), status=problem.status)
    messages.success(request, _("Đã lưu bản nháp."))
    return redirect("casework_definition_raw", code=code)


def _read(text: str, code: str) -> tuple[dict[str, Any] | None, str]:
    try:
        loaded = typed_yaml.read(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return None, _("Không đọc được dòng %(line)s.") % {"line": mark.line + 1 if mark else "?"}
    if not isinstance(loaded, dict):
        return None, _("Cần một nhóm khoá và giá trị.")
    if str(loaded.get("procedure", "")) != code:
        return None, _("Mã trong văn bản phải là %(code)s.") % {"code": code}
    return loaded, ""


def _page(request: HttpRequest, found: Opened, text: str, error: str, *, status: int = 200) -> HttpResponse:
    findings = [[{"text": p.path, "breaks": True}, _severity(p.severity), words.pair(p.vi, p.en)] for p in found.problems]
    context = {
        **frame(found, "casework_definition_raw"), "text": text, "error": error, "errors": {"toan_van": error} if error else {},
        "columns": [_("Nơi"), _("Mức"), _("Phát hiện")], "rows": findings, "lines": min(60, text.count("\n") + 4),
    }
    return render(request, "casework/procedures/raw.html", context, status=status)


def _severity(severity: str) -> dict[str, str]:
    return {"text": _("Lỗi"), "state": "late"} if severity == "error" else {"text": _("Cảnh báo"), "state": "waiting"}
