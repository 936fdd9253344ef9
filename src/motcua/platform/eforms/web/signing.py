"""Several people on one form: the owner asks, each reads and confirms."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.eforms import api
from motcua.platform.eforms.contracts import DraftUnknown, SignerState
from motcua.platform.eforms.rules.words import pick

_TAGS = {SignerState.ASKED: "waiting", SignerState.CONFIRMED: "done", SignerState.DECLINED: "stopped", SignerState.LAPSED: "late"}


def _word(state: SignerState) -> str:
    words = {
        SignerState.ASKED: _("Chờ xác nhận"),
        SignerState.CONFIRMED: _("Đã xác nhận"),
        SignerState.DECLINED: _("Từ chối"),
        SignerState.LAPSED: _("Cần xác nhận lại vì câu trả lời đã sửa"),
    }
    return words[state]


@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def signers(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Whom I have asked to confirm this draft; ask one more."""
    actor, now, error = actor_of(request), clock.now(), ""
    here = reverse("eforms_signers", args=[draft_id])
    typed = {"name": request.POST.get("ten", "")[:120], "number": request.POST.get("so", "")[:40]}
    if request.method == "POST":
        try:
            if dropped := request.POST.get("bo", ""):
                api.withdraw_invitation(draft_id=draft_id, signer_id=_uuid(dropped), actor=actor, now=now)
            else:
                api.invite_signer(draft_id=draft_id, number=typed["number"], name=typed["name"], actor=actor, now=now)
            return HttpResponseRedirect(here)
        except DraftUnknown:
            raise
        except NamedError as refusal:
            error = refusal.sentence(language_of(request))
    rows = [
        {"id": str(s.uuid), "name": s.name, "number": f"…{s.number_end}", "state": _TAGS[s.state], "state_text": _word(s.state)}
        for s in api.signers(draft_id=draft_id, actor=actor)
    ]
    back = reverse("eforms_resume", args=[draft_id])
    shown = {"signers": rows, "typed": typed, "error": error, "action": here, "page_title": _("Người cùng ký"), "back_url": back}
    shown["errors"] = [{"text": error, "field": "so"}] if error else []
    return render(request, "eforms/signers.html", shown, status=422 if error else 200)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise DraftUnknown from error


@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, signer_id: UUID) -> HttpResponse:
    """A form that somebody asks me to confirm: its answers, and my yes or no."""
    actor, now, language = actor_of(request), clock.now(), language_of(request)
    if request.method == "POST":
        confirms, digest = "tu_choi" not in request.POST, request.POST.get("ban", "")
        try:
            api.answer_invitation(signer_id=signer_id, confirms=confirms, digest=digest, actor=actor, now=now)
        except DraftUnknown:
            raise
        except NamedError as refusal:
            messages.warning(request, refusal.sentence(language))
            return HttpResponseRedirect(reverse("eforms_invitation", args=[signer_id]))
        messages.success(request, _("Đã ghi nhận xác nhận của bạn.") if confirms else _("Đã ghi nhận bạn từ chối."))
        return HttpResponseRedirect(reverse("eforms_drafts"))
    view, groups, digest = api.invitation(signer_id=signer_id, actor=actor, now=now, language=language)
    context = {
        "page_title": pick(language, view.title_vi, view.title_en),
        "state_text": _word(view.state),
        "groups": [{"title": g.title, "facts": [{"name": a.label, "value": a.text.split("\n")} for a in g.answers]} for g in groups],
        "digest": digest,
        "back_url": reverse("eforms_drafts"),
    }
    return render(request, "eforms/invitation.html", context)
