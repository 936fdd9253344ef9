"""Publication with a day, and retirement; both show what will happen before it does."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.kernel.errors import Invalid, NamedError
from motcua.kit import clock
from motcua.kit.ui.days import day_boxes, read_day
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.rules import changes
from motcua.platform.casework.web.procedures import words
from motcua.platform.casework.web.procedures.opened import frame, opened
from motcua.platform.casework.web.procedures.shell import ADMINS


@audience("officer", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """The differences to what is in force, the day and a note; then published. Errors of the linter forbid it."""
    found = opened(code)
    note, errors = request.POST.get("ghi_chu", "").strip()[:500], dict[str, str]()
    start = read_day(request.POST, "tu", errors, needed=False)
    if request.method == "POST" and not errors:
        try:
            version, _warnings = casework.publish_draft(
                code=code, actor=actor_of(request), now=clock.now(), effective_from=start, note=note
            )
        except Invalid as problem:
            errors["tu"] = problem.sentence(language_of(request))
        except NamedError as problem:
            errors["ghi_chu"] = problem.sentence(language_of(request))
        else:
            messages.success(
                request,
                _("Đã công bố bản %(number)s, hiệu lực từ %(on)s.")
                % {"number": version.version, "on": f"{version.effective_from:%d/%m/%Y}"},
            )
            return redirect("casework_definition_history", code=code)
    running = casework.running_document(code=code, on=clock.today())[0]
    changed = () if found.errors else changes.differences(running, found.document)
    context = {
        **frame(found, "casework_definition"), "boxes": day_boxes(request.POST, "tu"), "note": note, "errors": errors,
        "count": len(changed),
        "changes": [f"{words.pair(d.label_vi, d.label_en)}: {words.difference(d.kind)}" for d in changed],
        "wrongs": [f"{p.path}: {words.pair(p.vi, p.en)}" for p in found.errors],
        "warnings": [words.pair(p.vi, p.en) for p in found.problems if p.severity != "error"],
    }
    return render(request, "casework/procedures/publish.html", context, status=422 if errors else 200)


@audience("officer", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """From which day no dossier is taken in any more, and why."""
    found = opened(code)
    reason, errors = request.POST.get("ly_do", "").strip()[:1000], dict[str, str]()
    on = read_day(request.POST, "tu", errors) if request.method == "POST" else None
    if on is not None:
        try:
            casework.retire(code=code, on=on, actor=actor_of(request), now=clock.now(), reason=reason)
        except Invalid as problem:
            errors["ly_do" if "reason" in problem.fields else "tu"] = problem.sentence(language_of(request))
        else:
            messages.success(request, _("Thủ tục ngừng áp dụng từ %(on)s. Hồ sơ đã nhận vẫn được giải quyết.") % {"on": f"{on:%d/%m/%Y}"})
            return redirect("casework_definition_history", code=code)
    context = {**frame(found, "casework_definition"), "boxes": day_boxes(request.POST, "tu"), "reason": reason, "errors": errors}
    return render(request, "casework/procedures/retire.html", context, status=422 if errors else 200)
