"""What people see: their rights in plain words, their requests with clocks, the copy of their data."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from motcua.foundation.consent import api as consent
from motcua.foundation.identity import api as identity
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import ActorKind
from motcua.kernel.dates_vi import show_instant
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.platform.casework.contracts import DossierRow
from motcua.services.privacy import api
from motcua.services.privacy.contracts import Right
from motcua.services.privacy.web import edge, restricting


@never_cache
@audience("public")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The rights, each with its days and its way in; below, the person's own requests."""
    actor, now, language = actor_of(request), clock.now(), language_of(request)
    today = edge.today_of(now)
    english = language == "en"
    rights = [
        {
            "name": r.name_en if english else r.name_vi, "plain": r.plain_en if english else r.plain_vi,
            "href": reverse("casework_start", args=[r.procedure]),
            "days": registers.rule(code=f"privacy.fulfilment_{r.key}_days", on=today).value,
        }
        for r in api.rights()
    ]  # fmt: skip
    mine = actor.kind is ActorKind.CITIZEN and actor.subject_id is not None
    limit = consent.restricted(person_id=actor.subject_id) if mine and actor.subject_id else None
    held = limit.kinds if limit else frozenset()
    context = {
        "rights": rights, "answer": registers.rule(code="privacy.response_days", on=today).value, "signed_in": mine,
        "requests": [_mine(right, row, language) for right, row in api.my_requests(actor=actor, now=now)] if mine else [],
        "held": [(r.key, r.name_en if english else r.name_vi) for r in api.rights() if r.key in held],
        "uses": restricting.uses(limit, dossier="", now=now, language=language) if limit else None,
    }  # fmt: skip
    return render(request, "privacy/rights.html", context)


@audience("citizen")
@require_POST
def lift(request: HttpRequest, kind: str) -> HttpResponse:
    """End one's own restriction or objection."""
    actor = actor_of(request)
    if kind not in set(consent.Wish) or actor.subject_id is None:
        raise Http404
    if consent.lift(person_id=actor.subject_id, kind=consent.Wish(kind), actor=actor, now=clock.now()):
        messages.success(request, _("Đã bỏ. Từ bây giờ dữ liệu của bạn lại được dùng như trước."))
    return redirect("privacy_rights")


@audience("citizen")
@require_GET
def take(request: HttpRequest, code: str) -> HttpResponse | StreamingHttpResponse:
    """The copy of one's data, at level 2 and freshly confirmed only: whoever found an open telephone does not get it."""
    step_up = identity.require_level(request=request, level=2, next_url=request.get_full_path(), sensitive=True)
    if step_up is not None:
        return step_up
    content = api.package(code=code, actor=actor_of(request), now=clock.now())
    return file_response(name=f"du-lieu-{code}.zip", mime="application/zip", content=content)


def _mine(right: Right, row: DossierRow, language: str) -> dict[str, str]:
    due = row.due_at
    return {
        "name": right.name_en if language == "en" else right.name_vi, "code": row.code, "href": reverse("casework_status", args=[row.code]),
        "status": row.status.en if language == "en" else row.status.vi, "due": show_instant(due, language) if due else "",
    }  # fmt: skip
