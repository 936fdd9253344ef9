"""One part on one page: typed, kept as the draft, and what the linter says of it beside it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.kernel.errors import NamedError
from motcua.kit.web import audience, language_of
from motcua.platform.casework.web.procedures import parts, words
from motcua.platform.casework.web.procedures.opened import Opened, frame, keep, opened
from motcua.platform.casework.web.procedures.parts import Part
from motcua.platform.casework.web.procedures.shell import ADMINS

_MOVES = {"len": -1, "xuong": 1}


@audience("officer", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """A part of the draft. What cannot be read is shown again as typed (422); what is merely wrong is kept and said."""
    found = opened(code)
    page = parts.find(found.document, part)
    if page is None:
        raise Http404
    if request.method == "GET":
        return _page(request, found, page, dict(page.values), {})
    act, document = request.POST.get("buoc", ""), deepcopy(found.document)
    errors: dict[str, str] = {}
    if act == "xoa" and page.remove is not None:
        page.remove(document)
    elif act in _MOVES and page.move is not None:
        page.move(document, _MOVES[act])
    else:
        typed = parts.typed_values(request, page)
        page.apply(document, typed, errors)
        if errors:
            return _page(request, found, page, typed, errors)
    try:
        keep(found, document, request)
    except NamedError as problem:
        typed, said = parts.typed_values(request, page), problem.sentence(language_of(request))
        return _page(request, found, page, typed, {}, problem=said, status=problem.status)
    messages.success(request, _("Đã lưu bản nháp."))
    stays = act not in ("xoa", *_MOVES) and not part.endswith("moi") and any(p.path.startswith(page.prefix) for p in opened(code).errors)
    return redirect("casework_definition_part", code=code, part=part) if stays else redirect("casework_definition", code=code)


def _page(
    request: HttpRequest, found: Opened, page: Part, values: dict[str, Any], errors: dict[str, str], *, problem: str = "", status: int = 200
) -> HttpResponse:
    findings = [f"{p.path}: {words.pair(p.vi, p.en)}" for p in found.problems if p.path.startswith(page.prefix)]
    context = {
        **frame(found, "casework_definition"), "part": page, "errors": errors, "problem": problem, "findings": findings,
        "boxes": [{"box": b, "value": values.get(b.name, ""), "error": errors.get(b.name, "")} for b in page.boxes],
    }
    return render(request, "casework/procedures/part.html", context, status=422 if errors else status)
