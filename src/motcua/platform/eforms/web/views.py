"""One thing per page: show it, keep what was typed, go on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.foundation.files import api as files_api
from motcua.kernel.actors import Actor
from motcua.kit import clock
from motcua.kit.web import audience, file_response
from motcua.platform.eforms import api
from motcua.platform.eforms.contracts import Draft, DraftState, DraftUnknown, FieldError, FieldKind
from motcua.platform.eforms.web.keeping import INPUT, kept_when_signed_out, permission
from motcua.platform.eforms.web.pages import page_context

LEAVE = "_thoat"


@audience("citizen")
@require_safe
def resume(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The first page not yet filled in, or the check page."""
    draft = api.draft(draft_id=draft_id, actor=_actor(request))
    pages = api.asked_pages(form=api.definition_of(draft=draft), values=draft.values)
    waiting = next((p.key for p in pages if p.key not in draft.visited), "")
    return HttpResponseRedirect(_page_url(draft, waiting) if waiting else check_url(draft))


@kept_when_signed_out
@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, draft_id: UUID, page: str) -> HttpResponse:
    """A page of questions; a POST keeps everything and goes on when nothing is wrong."""
    if request.method == "POST":
        return _save(request, draft_id, page)
    draft = _open(request, draft_id)
    if draft is None:
        return HttpResponseRedirect(_after(api.draft(draft_id=draft_id, actor=_actor(request))))
    errors: tuple[FieldError, ...] = ()
    if page in draft.visited or "giu" in request.GET:
        errors = api.page_errors(draft=draft, page=page, now=clock.now())
    return _show(request, draft, page, errors)


def _save(request: HttpRequest, draft_id: UUID, page: str) -> HttpResponse:
    actor, now = _actor(request), clock.now()
    data = {key: request.POST.getlist(key) for key in request.POST if not key.startswith(("_", "csrf"))}
    files = {key: request.FILES.getlist(key) for key in request.FILES}
    result = api.save_page(draft_id=draft_id, page=page, data=data, files=files, actor=actor, now=now)
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


def _next_wrong(draft: Draft) -> str:
    """After a change from the check page: a page that this answer has opened and nobody has seen yet."""
    pages = api.asked_pages(form=api.definition_of(draft=draft), values=draft.values)
    unseen = next((p.key for p in pages if p.key not in draft.visited), "")
    return _page_url(draft, unseen, query="?sua=1") if unseen else ""


def _show(request: HttpRequest, draft: Draft, page: str, errors: tuple[FieldError, ...], status: int = 200) -> HttpResponse:
    language = str(getattr(request, "language", "vi"))
    context = page_context(draft=draft, page=page, errors=errors, now=clock.now(), language=language)
    changing = "sua" in request.GET
    earlier = context.pop("earlier")
    context |= {
        "back_url": check_url(draft) if changing else _page_url(draft, earlier) if earlier else draft.context.get("about", "/"),
        "form_action": _page_url(draft, page, query=_back_query(request)),
        "save_name": LEAVE,
        "keep_name": INPUT,
        "keep_value": permission(draft),
        "returned": "giu" in request.GET,
    }
    return render(request, "eforms/page.html", context, status=status)


@audience("citizen")
@require_POST
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Throw an open draft away."""
    actor = _actor(request)
    leave = str(api.draft(draft_id=draft_id, actor=actor).context.get("leave", "/"))
    api.discard_draft(draft_id=draft_id, actor=actor, now=clock.now())
    messages.success(request, _("Đã xoá bản nháp và các tệp trong đó."))
    return HttpResponseRedirect(leave)


@audience("citizen")
@require_safe
def file(request: HttpRequest, draft_id: UUID, file_id: UUID) -> HttpResponse:
    """A file that the owner has uploaded into this draft."""
    draft = api.draft(draft_id=draft_id, actor=_actor(request))
    form = api.definition_of(draft=draft)
    refs = [ref for page in form.pages for f in page.fields if f.kind == FieldKind.FILE for ref in draft.values.get(f.name, ())]
    found = next((ref for ref in refs if ref["file_id"] == str(file_id)), None)
    if found is None:
        raise DraftUnknown
    return file_response(name=found["name"], mime=found["mime"], content=files_api.open(file_id=file_id), download=False)  # type: ignore[return-value]


def check_url(draft: Draft) -> str:
    """The page on which everything is checked and submitted; its name came with the draft's context."""
    return reverse(str(draft.context["check"]), args=[draft.uuid])


def _open(request: HttpRequest, draft_id: UUID) -> Draft | None:
    draft = api.draft(draft_id=draft_id, actor=_actor(request))
    return draft if draft.state == DraftState.OPEN else None


def _after(draft: Draft) -> str:
    """A draft that was submitted: its check page knows where the dossier is."""
    return check_url(draft)


def _back_query(request: HttpRequest) -> str:
    return "?sua=1" if "sua" in request.GET else ""


def _page_url(draft: Draft, page: str, *, query: str = "") -> str:
    return f"{reverse('eforms_page', args=[draft.uuid, page])}{query}"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
