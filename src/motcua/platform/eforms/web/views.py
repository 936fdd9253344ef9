"""One thing per page: show it, keep what was typed, go on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.foundation.files import api as files_api
from motcua.kernel.actors import Role
from motcua.kernel.clock import local, local_date
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.platform.eforms import api
from motcua.platform.eforms.contracts import UPLOADS, Draft, DraftState, DraftUnknown, FieldError
from motcua.platform.eforms.policies import kept_as
from motcua.platform.eforms.web.keeping import INPUT, device_of, kept_when_signed_out, permission, sent_with
from motcua.platform.eforms.web.pages import page_context

DESK = (Role.RECEPTION,)  # who fills in a form for a person at the counter; a draft is its owner's alone all the same
LEAVE = "_thoat"
REFRESH = "_nguon"


@audience("citizen", officers=DESK)
@require_safe
def resume(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The first page not yet filled in, or the check page."""
    draft = api.draft(draft_id=draft_id, actor=actor_of(request))
    pages = api.asked_pages(form=api.definition_of(draft=draft), values=draft.values, today=local_date(clock.now()))
    waiting = next((p.key for p in pages if p.key not in draft.visited), "")
    return HttpResponseRedirect(_page_url(draft, waiting) if waiting else check_url(draft))


@kept_when_signed_out
@audience("citizen", officers=DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, draft_id: UUID, page: str) -> HttpResponse:
    """A page of questions; a POST keeps everything and goes on when nothing is wrong."""
    if request.method == "POST":
        return _save(request, draft_id, page)
    draft = _open(request, draft_id)
    if draft is None:
        return HttpResponseRedirect(_after(api.draft(draft_id=draft_id, actor=actor_of(request))))
    errors: tuple[FieldError, ...] = ()
    if page in draft.visited or "giu" in request.GET:
        errors = api.page_errors(draft=draft, page=page, now=clock.now())
    if page in draft.conflicts:
        return HttpResponseRedirect(reverse("eforms_conflict", args=[draft_id, page]))
    return _show(request, draft, page, errors)


def _save(request: HttpRequest, draft_id: UUID, page: str) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    result = api.save_page(draft_id=draft_id, page=page, actor=actor, now=now, **sent_with(request))
    if result.conflict:
        return HttpResponseRedirect(reverse("eforms_conflict", args=[draft_id, page]))
    found = [_searched(request, draft_id, key) for key in request.POST if key.endswith("-search")]
    if not all(found):
        messages.warning(request, _("Nguồn dữ liệu chưa trả lời. Thử lại sau, hoặc chọn dùng điều bạn gõ."))
    if REFRESH in request.POST:
        api.refresh_prefill(draft_id=draft_id, page=page, actor=actor, now=now)
        return HttpResponseRedirect(reverse("eforms_page", args=[draft_id, page]) + _back_query(request))
    draft = api.draft(draft_id=draft_id, actor=actor)
    if LEAVE in request.POST:
        messages.success(request, _("Đã lưu bản nháp. Bạn có thể làm tiếp bất cứ lúc nào trước ngày hết hạn."))
        return HttpResponseRedirect(str(draft.context.get("leave", "/")))
    if result.errors:
        return _show(request, draft, page, result.errors, status=422)
    if result.stay:
        return HttpResponseRedirect(_page_url(draft, page, query=_back_query(request)))
    if "sua" in request.GET or not result.next_page:
        return HttpResponseRedirect(_next_wrong(draft) or check_url(draft))
    return HttpResponseRedirect(_page_url(draft, result.next_page))


def _searched(request: HttpRequest, draft_id: UUID, key: str) -> bool:
    name = key.removesuffix("-search")
    query = request.POST.get(f"{name}-query", "")
    return api.search_reference(draft_id=draft_id, name=name, query=query, actor=actor_of(request), now=clock.now())


@kept_when_signed_out
@audience("citizen", officers=DESK)
@require_POST
def autosave(request: HttpRequest, draft_id: UUID, page: str) -> HttpResponse:
    """Keep what is being typed; the page's script asks for it and shows when it was done."""
    now = clock.now()
    result = api.save_page(draft_id=draft_id, page=page, actor=actor_of(request), now=now, going_on=False, **sent_with(request))
    return JsonResponse({"version": result.version, "conflict": result.conflict, "stale": result.stale, "at": f"{local(now):%H:%M}"})


@audience("citizen", officers=DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request: HttpRequest, draft_id: UUID, page: str) -> HttpResponse:
    """Two devices answered otherwise: the person chooses which answers stay."""
    actor, now = actor_of(request), clock.now()
    language = language_of(request)
    found = api.conflict(draft_id=draft_id, page=page, actor=actor, now=now, language=language)
    if request.method == "POST":
        mine = {d.name for d in found if request.POST.get(d.name) == "typed"}
        api.settle_conflict(draft_id=draft_id, page=page, mine=mine, actor=actor, now=now)
    if request.method == "POST" or not found:
        return HttpResponseRedirect(reverse("eforms_page", args=[draft_id, page]))
    none = _("(chưa trả lời)")
    shown = [
        {
            "name": d.name,
            "label": d.label,
            "value": "typed",
            "options": [
                ("typed", f"{d.typed or none} – {_('bạn vừa gõ ở thiết bị này')}"),
                ("kept", f"{d.kept or none} – {_('đã lưu từ thiết bị khác')}"),
            ],
        }
        for d in found
    ]
    save_url = reverse("eforms_autosave", args=[draft_id, page])
    return render(request, "eforms/conflict.html", {"differences": shown, "page_title": _("Chọn bản muốn giữ"), "save_url": save_url})


def _next_wrong(draft: Draft) -> str:
    """After a change from the check page: a page that this answer has opened and nobody has seen yet."""
    pages = api.asked_pages(form=api.definition_of(draft=draft), values=draft.values, today=local_date(clock.now()))
    unseen = next((p.key for p in pages if p.key not in draft.visited), "")
    return _page_url(draft, unseen, query="?sua=1") if unseen else ""


def _show(request: HttpRequest, draft: Draft, page: str, errors: tuple[FieldError, ...], status: int = 200) -> HttpResponse:
    language = language_of(request)
    context = page_context(draft=draft, page=page, errors=errors, now=clock.now(), language=language)
    changing = "sua" in request.GET
    earlier = context.pop("earlier")
    context |= {
        "back_url": check_url(draft) if changing else _page_url(draft, earlier) if earlier else draft.context.get("about", "/"),
        "form_action": _page_url(draft, page, query=_back_query(request)),
        "save_name": LEAVE,
        "keep_name": INPUT,
        "keep_value": permission(draft),
        "device": device_of(request),
        "save_url": reverse("eforms_autosave", args=[draft.uuid, page]),
        "kept_as": kept_as(draft=draft, actor=actor_of(request), address=request.META.get("REMOTE_ADDR", "")),
        "returned": "giu" in request.GET,
    }
    return render(request, "eforms/page.html", context, status=status)


@audience("citizen", officers=DESK)
@require_POST
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Throw an open draft away."""
    actor = actor_of(request)
    leave = str(api.draft(draft_id=draft_id, actor=actor).context.get("leave", "/"))
    api.discard_draft(draft_id=draft_id, actor=actor, now=clock.now())
    messages.success(request, _("Đã xoá bản nháp. Trong 24 giờ tới bạn vẫn khôi phục được ở trang Bản nháp của tôi."))
    return HttpResponseRedirect(leave)


@audience("citizen", officers=DESK)
@require_safe
def file(request: HttpRequest, draft_id: UUID, file_id: UUID) -> HttpResponse:
    """A file that the owner has uploaded into this draft."""
    draft = api.draft(draft_id=draft_id, actor=actor_of(request))
    form = api.definition_of(draft=draft)
    refs = [ref for page in form.pages for f in page.fields if f.kind in UPLOADS for ref in draft.values.get(f.name, ())]
    found = next((ref for ref in refs if ref["file_id"] == str(file_id)), None)
    if found is None:
        raise DraftUnknown
    return file_response(name=found["name"], mime=found["mime"], content=files_api.open(file_id=file_id), download=False)  # type: ignore[return-value]


def check_url(draft: Draft) -> str:
    """The page on which everything is checked and submitted; its name came with the draft's context."""
    return reverse(str(draft.context["check"]), args=[draft.uuid])


def _open(request: HttpRequest, draft_id: UUID) -> Draft | None:
    draft = api.draft(draft_id=draft_id, actor=actor_of(request))
    return draft if draft.state == DraftState.OPEN else None


def _after(draft: Draft) -> str:
    """A draft that was submitted: its check page knows where the dossier is."""
    return check_url(draft)


def _back_query(request: HttpRequest) -> str:
    return "?sua=1" if "sua" in request.GET else ""


def _page_url(draft: Draft, page: str, *, query: str = "") -> str:
    return f"{reverse('eforms_page', args=[draft.uuid, page])}{query}"
