"""A person's drafts as things: the list, the link to go on elsewhere, begin anew, throw away and take back, print."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from motcua.kernel.dates_vi import show_instant
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.eforms import api
from motcua.platform.eforms.contracts import DraftSummary, SignerState
from motcua.platform.eforms.rules.words import pick


@audience("citizen")
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """Open drafts, forms that others ask me to confirm, and what was just thrown away."""
    actor, now, language = actor_of(request), clock.now(), language_of(request)
    asked = [one for one in api.invitations(actor=actor, now=now) if one.state in (SignerState.ASKED, SignerState.LAPSED)]
    context = {
        "drafts": [_card(request, draft) for draft in api.drafts_of(actor=actor, now=now)],
        "discarded": [
            {
                "title": _title(draft, language),
                "until": _("Xoá hẳn lúc %(at)s") % {"at": show_instant(draft.expires_at, language)},
                "restore": reverse("eforms_restore", args=[draft.uuid]),
            }
            for draft in api.discarded_drafts(actor=actor, now=now)
        ],
        "asked": [
            {
                "title": pick(language, one.title_vi, one.title_en),
                "href": reverse("eforms_invitation", args=[one.uuid]),
                "text": _("Được mời lúc %(at)s") % {"at": show_instant(one.asked_at, language)},
            }
            for one in asked
        ],
    }
    return render(request, "eforms/drafts.html", context)


def _title(draft: DraftSummary, language: str) -> str:
    return pick(language, str(draft.context.get("title_vi") or draft.title_vi), str(draft.context.get("title_en") or draft.title_en))


def _card(request: HttpRequest, draft: DraftSummary) -> dict[str, Any]:
    language = language_of(request)
    updated, until = show_instant(draft.updated_at, language), show_instant(draft.expires_at, language)
    return {
        "title": _title(draft, language),
        "href": reverse("eforms_resume", args=[draft.uuid]),
        "text": _("Đã xong %(done)s trên %(all)s trang") % {"done": draft.pages_done, "all": draft.pages},
        "meta": _("Sửa lần cuối %(updated)s, giữ đến %(until)s") % {"updated": updated, "until": until},
        "send": reverse("eforms_send_link", args=[draft.uuid]),
        "clone": reverse("eforms_clone", args=[draft.uuid]),
        "discard": reverse("eforms_discard", args=[draft.uuid]),
    }


@audience("citizen")
@require_POST
def send_link(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Send me the link, to go on with on another device."""
    api.send_link(draft_id=draft_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã gửi liên kết vào hộp thư và điện thoại của bạn."))
    return HttpResponseRedirect(reverse("eforms_drafts"))


@audience("citizen")
@require_POST
def clone(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Begin a new draft from this one."""
    made = api.clone_draft(draft_id=draft_id, owner=actor_of(request), context={}, now=clock.now())
    return HttpResponseRedirect(reverse("eforms_resume", args=[made.uuid]))


@audience("citizen")
@require_POST
def restore(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Take back what was thrown away."""
    api.restore_draft(draft_id=draft_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã khôi phục bản nháp."))
    return HttpResponseRedirect(reverse("eforms_drafts"))


@audience("citizen")
@require_safe
def printed(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The draft on one clean page for the printer."""
    paper = api.print_data(draft_id=draft_id, actor=actor_of(request), now=clock.now(), language=language_of(request))
    groups = [
        {
            "title": group["title"],
            "facts": [{"name": a["label"], "value": a["text"].split("\n"), "source": a["source"]} for a in group["answers"]],
        }
        for group in paper["groups"]
    ]
    context = {"paper": paper, "groups": groups, "back_url": reverse("eforms_resume", args=[draft_id])}
    return render(request, "eforms/print.html", context)
