"""Papers made into data by officers: one paper of a dossier at intake."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.kernel.errors import NamedError, NotFound
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Dossier, PaperUnknown
from motcua.platform.casework.web.officer import words
from motcua.platform.casework.web.officer.papers import ROLES

_LARGEST = 25_000_000


@audience("officer", roles=ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Scan or photograph a paper that was handed over; it is signed by the agency and stands on the dossier's list."""
    actor, language = actor_of(request), language_of(request)
    found = casework.dossier(code=code, actor=actor, language=language)
    wanted, errors, status = request.POST.get("requirement", request.GET.get("giay", "")), {}, 200
    if request.method == "POST":
        given = request.FILES.get("scan")
        if given is None or isinstance(given, list) or (given.size or 0) > _LARGEST:
            errors, status = {"scan": _("Chọn bản quét hoặc ảnh chụp dưới 25 MB.")}, 422
        else:
            try:
                casework.digitise(
                    code=found.code, requirement=wanted, content=given.read(), name=given.name or "scan", actor=actor, now=clock.now()
                )
            except PaperUnknown:
                errors, status = {"requirement": _("Chọn giấy tờ trong danh sách.")}, 422
            except NotFound:
                raise
            except NamedError as refusal:
                errors, status = {"scan": refusal.sentence(language)}, refusal.status
            else:
                messages.success(request, _("Đã số hóa, có chữ ký số của cơ quan. Chọn giấy tờ tiếp theo, hoặc về hồ sơ."))
                return redirect(reverse("casework_digitise", args=[found.code]))
    context: dict[str, Any] = {
        "dossier": found, "page_title": _("Số hóa giấy tờ"), "errors": errors, "wanted": wanted, "options": _options(found),
        "back_url": reverse("casework_desk", args=[found.code]),
    }
    return render(request, "casework/officer/digitise.html", context, status=status)


def _options(found: Dossier) -> list[tuple[str, str]]:
    """Papers of the dossier, those that are only on paper first."""
    kept: dict[str, tuple[bool, str]] = {}
    for one in found.papers:
        has_file, _name = kept.get(one.requirement, (False, ""))
        kept[one.requirement] = (has_file or one.file_id is not None or one.read_at is not None, words.shortened(one.name, 120))
    ordered = sorted(kept.items(), key=lambda pair: pair[1][0])
    return [(key, name if has_file else _("%(name)s (chưa số hóa)") % {"name": name}) for key, (has_file, name) in ordered]
