"""The desk: results that wait for the post, and the button that hands one over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from motcua.kernel.actors import Role
from motcua.kernel.errors import NamedError, NotFound
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.services.post import api
from motcua.services.post.contracts import ConsignmentState

_TAGS = {
    ConsignmentState.CHOSEN: "waiting", ConsignmentState.ORDERED: "moving", ConsignmentState.REFUSED: "late",
    ConsignmentState.HANDED_OVER: "moving", ConsignmentState.DELIVERED: "done", ConsignmentState.RETURNED: "late",
    ConsignmentState.DROPPED: "none",
}  # fmt: skip


def tag(state: ConsignmentState, language: str) -> dict[str, str]:
    """The word and the shape of a state."""
    return {"text": state.en if language == "en" else state.vi, "state": _TAGS[state]}


@audience("officer", roles=[Role.RECEPTION])
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits to be handed over, came back, or was refused."""
    actor = actor_of(request)
    found = api.waiting(actor=actor)
    codes = [one.dossier_code for one in found]
    casework.note_list(codes=codes, actor=actor, now=clock.now(), source="post.desk", contact=True, at_work=True)
    rows = [
        {
            "code": one.dossier_code, "href": reverse("casework_desk", args=[one.dossier_code]),
            "tag": tag(one.state, language_of(request)),
            "name": one.address.name, "address": one.address.shown, "problem": one.problem,
            "can_send": one.state is not ConsignmentState.ORDERED,
        }
        for one in found
    ]
    return render(request, "post/desk.html", {"rows": rows, "here": request.path})


@audience("officer", roles=[Role.RECEPTION])
@require_POST
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """Give one result to the post and ask for its tracking code at once; when the post is silent, it is asked again by itself."""
    now = clock.now()
    try:
        api.hand_over(code=code, actor=actor_of(request), now=now)
        api.order_due(now=now, code=code)
        found = api.of_dossier(code=code, actor=actor_of(request))
    except NotFound:
        raise
    except NamedError as refusal:
        messages.error(request, refusal.sentence(language_of(request)))
    else:
        if found is not None and found.tracking_code:
            messages.success(request, _("Đã giao bưu điện, số hiệu %(code)s.") % {"code": found.tracking_code})
        elif found is not None and found.state is ConsignmentState.REFUSED:
            messages.error(request, _("Bưu điện không nhận: %(why)s") % {"why": found.problem})
        else:
            messages.warning(request, _("Bưu điện chưa trả lời. Hệ thống hỏi lại; số hiệu hiện ở trang hồ sơ."))
    back = request.POST.get("back", "")
    return redirect(back) if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else redirect("casework_desk", code=code)
