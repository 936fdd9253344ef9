"""Where a procedure is handed in and whose status counts, from which day."""

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
from motcua.platform.casework.contracts import StatusMaster, Submission, SubmissionChannel
from motcua.platform.casework.web.procedures.opened import frame, opened
from motcua.platform.casework.web.procedures.shell import ADMINS


def channels() -> list[tuple[str, str]]:
    """Where people hand in."""
    return [("own", _("Cổng dịch vụ công của thành phố")), ("national", _("Cổng dịch vụ công quốc gia"))]


def masters() -> list[tuple[str, str]]:
    """Whose status counts."""
    return [("city", _("Hệ thống của thành phố")), ("ministry", _("Hệ thống của bộ, ngành"))]


@audience("officer", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def submission(request: HttpRequest, code: str) -> HttpResponse:
    """The dated settings, and a new one."""
    found, errors = opened(code), dict[str, str]()
    typed = {name: request.POST.get(name, "").strip()[:300] for name in ("kenh", "chu", "ban", "nguon")}
    if request.method == "POST":
        start = read_day(request.POST, "tu", errors)
        if typed["kenh"] not in list(SubmissionChannel) or typed["chu"] not in list(StatusMaster):
            errors["kenh"] = _("Chọn nơi nộp và hệ thống quyết định trạng thái.")
        if start is not None and not errors:
            wanted = Submission(channel=SubmissionChannel(typed["kenh"]), master=StatusMaster(typed["chu"]))
            number = int(typed["ban"]) if typed["ban"].isdigit() else None
            try:
                casework.set_submission(
                    code=code, submission=wanted, effective_from=start, source=typed["nguon"], actor=actor_of(request), now=clock.now(),
                    version=number
                )
            except Invalid as problem:
                errors["nguon" if "reason" in problem.fields else "tu"] = problem.sentence(language_of(request))
            except NamedError as problem:
                errors["ban"] = problem.sentence(language_of(request))
            else:
                messages.success(request, _("Đã ghi nơi nộp, hiệu lực từ %(on)s.") % {"on": f"{start:%d/%m/%Y}"})
                return redirect("casework_definition_submission", code=code)
    names = dict(channels()) | dict(masters())
    rows = [
        [
            f"{s.effective_from:%d/%m/%Y}", f"{s.effective_to:%d/%m/%Y}" if s.effective_to else "", str(s.version or _("mọi bản")),
            names[s.submission.channel], names[s.submission.master], s.source,
        ]
        for s in casework.submission_settings(code=code)
    ]
    context = {
        **frame(found, "casework_definition_submission"), "typed": typed, "boxes": day_boxes(request.POST, "tu"), "errors": errors,
        "channels": channels(),
        "masters": masters(), "rows": rows,
        "columns": [_("Hiệu lực từ"), _("Đến trước ngày"), _("Bản"), _("Nơi nộp"), _("Trạng thái theo"), _("Nguồn")],
    }
    return render(request, "casework/procedures/submission.html", context, status=422 if errors else 200)
