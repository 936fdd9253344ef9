"""The store of a unit, for its officers: a paper with what it says, put in, corrected, replaced, removed, shared with another unit."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.services.vault import api as vault
from motcua.services.vault.policies import HANDLING, UNIT, can_change, units_of
from motcua.services.vault.web import words
from motcua.services.vault.web.adding import page_of, typed_of, upload_of
from motcua.services.vault.web.papers import about, signature
from motcua.services.vault.web.sharing import choices, field_options, terms

_PLAIN = ("purpose", "days", "fields", "unit_code", "most_views")
_DETAIL, _LIST = "vault_unit_document", "vault_unit_list"


@never_cache
@audience("officer", roles=HANDLING)
@require_GET
def one(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """What a paper of the unit's store says; the reading is noted for the person whom it concerns."""
    actor, now = actor_of(request), clock.now()
    held = vault.see_document(document_id=document_id, actor=actor, now=now)
    history = vault.versions(document_id=document_id, actor=actor, now=now)
    given = vault.shares(actor=actor, now=now, document_id=document_id, unit_code=_unit(held))
    may = bool(can_change(actor=actor, holder=held.holder))
    context: dict[str, Any] = {
        "held": held, "state": words.STATES[held.standing], "state_text": words.standing(held, own=False), "about": about(held),
        "facts": words.facts(held, request, own=False), "signatures": [signature(s) for s in held.report["signatures"]],
        "unit": words.unit_name(_unit(held), request), "is_picture": held.mime != "application/pdf", "may": may,
        "issued": held.origin is vault.Origin.ISSUED, "copied": held.origin is vault.Origin.RECEIVED and held.copied,
        "versions": [
            words.link(v, address=_DETAIL) | {"title": _("Bản %(n)s") % {"n": v.version}} for v in history
        ] if len(history) > 1 else [],
        "shares": [_given(s, request) for s in given],
    }  # fmt: skip
    return render(request, "vault/unit_document.html", context)


@never_cache
@audience("officer", roles=HANDLING)
@require_GET
def file(request: HttpRequest, document_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """Its file; ``?tai=1`` takes it away. The opening is recorded."""
    held, content, name = vault.open_document(document_id=document_id, actor=actor_of(request), now=clock.now())
    return file_response(name=name, mime=held.mime, content=content, download="tai" in request.GET)


@never_cache
@audience("officer", roles=HANDLING)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, unit_code: str, kind: str) -> HttpResponse:
    """Put a paper into the store of one of the officer's units."""
    actor, made = actor_of(request), vault.kind_of(key=kind)
    if unit_code not in units_of(actor) or made is None or made not in vault.offered(store=UNIT, on=clock.today()):
        raise Http404

    def keep() -> vault.HeldDocument:
        content, name = upload_of(request)
        return vault.add_paper(
            kind=kind, typed=typed_of(request, made), content=content, name=name, actor=actor, now=clock.now(), unit_code=unit_code
        )

    title = _("Thêm giấy tờ vào kho của %(unit)s") % {"unit": words.unit_name(unit_code, request)}
    return page_of(request, made, keep, title=title, back=reverse(_LIST), with_file=True, after=_DETAIL)


@never_cache
@audience("officer", roles=HANDLING)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Correct the fields of what the unit put in; a note and tags of any paper."""
    held, made = _held(request, document_id)

    def keep() -> vault.HeldDocument:
        return vault.correct_paper(document_id=document_id, typed=typed_of(request, made), actor=actor_of(request), now=clock.now())

    fixed = held.official or held.copied
    title, back = _("Sửa: %(title)s") % {"title": held.title}, reverse(_DETAIL, args=[held.uuid])
    return page_of(request, None if fixed else made, keep, title=title, back=back, held=held, after=_DETAIL)


@never_cache
@audience("officer", roles=HANDLING)
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A newer paper takes the place of this one."""
    held, made = _held(request, document_id)
    if held.official or made is None:
        raise vault.PaperIssued
    if held.copied:
        raise vault.CopyKept

    def keep() -> vault.HeldDocument:
        content, name = upload_of(request)
        return vault.replace_paper(
            document_id=document_id, typed=typed_of(request, made), content=content, name=name, actor=actor_of(request), now=clock.now()
        )

    title, back = _("Thay bản mới: %(title)s") % {"title": held.title}, reverse(_DETAIL, args=[held.uuid])
    return page_of(request, made, keep, title=title, back=back, held=held, with_file=True, after=_DETAIL)


@audience("officer", roles=HANDLING)
@require_POST
def remove(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Take it out of the unit's store; it can be taken back for 30 days."""
    held = vault.remove_paper(document_id=document_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã gỡ “%(title)s”. Khôi phục được trong 30 ngày ngay tại đây.") % {"title": held.title})
    return HttpResponseRedirect(reverse(_DETAIL, args=[held.uuid]))


@audience("officer", roles=HANDLING)
@require_POST
def restore(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Take it back."""
    held = vault.restore_paper(document_id=document_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã khôi phục giấy tờ."))
    return HttpResponseRedirect(reverse(_DETAIL, args=[held.uuid]))


@never_cache
@audience("officer", roles=HANDLING)
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Show it to the officers of another unit, for a purpose and a period; it appears in that unit's list."""
    held, _made = _held(request, document_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        key = words.keyed(request)
        try:
            vault.share(document_id=document_id, terms=terms(request, held), actor=actor_of(request), now=clock.now(), idempotency_key=key)
        except NamedError as refusal:
            errors = words.errors_of(refusal, request, name="purpose", plain=_PLAIN)
        else:
            messages.success(request, _("Đã chia sẻ. Cán bộ của cơ quan nhận thấy giấy tờ trong kho của đơn vị họ."))
            return HttpResponseRedirect(reverse(_DETAIL, args=[held.uuid]))
    context = {
        "page_title": _("Chia sẻ: %(title)s") % {"title": held.title}, "back_url": reverse(_DETAIL, args=[held.uuid]), "errors": errors,
        "typed": request.POST, "key": request.POST.get("key") or uuid4().hex, "fields": field_options(request, held),
        "chosen": request.POST.getlist("fields"),
        "units": [("", "–"), *(pair for pair in words.unit_options(request) if pair[0] != _unit(held))], **choices(),
    }  # fmt: skip
    return render(request, "vault/unit_share.html", context, status=422 if errors else 200)


@audience("officer", roles=HANDLING)
@require_POST
def revoke(request: HttpRequest, share_id: UUID) -> HttpResponse:
    """Take a share with another unit back."""
    ended = vault.revoke_share(share_id=share_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã thu hồi. Từ bây giờ không ai mở được bằng lượt chia sẻ này."))
    return HttpResponseRedirect(reverse(_DETAIL, args=[ended.document_id]))


@audience("officer", roles=HANDLING)
@require_POST
def keep(request: HttpRequest, share_id: UUID, opening_id: UUID) -> HttpResponse:
    """Keep what was shared with the unit in its own store."""
    held = vault.keep_shared(share_id=share_id, opening_id=opening_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã lưu “%(title)s” vào kho của đơn vị. Người chia sẻ nhìn thấy việc này.") % {"title": held.title})
    return HttpResponseRedirect(reverse(_DETAIL, args=[held.uuid]))


def to_add(request: HttpRequest, unit_code: str) -> list[dict[str, str]]:
    """The kinds that may be put into the unit's store, each with its address."""
    kinds = vault.offered(store=UNIT, on=clock.today())
    return [{"text": k.name(language_of(request)), "href": reverse("vault_unit_add", args=[unit_code, k.key])} for k in kinds]


def _held(request: HttpRequest, document_id: UUID) -> tuple[vault.HeldDocument, vault.PaperKind | None]:
    """A paper that the officer may change; anybody else's is unknown."""
    actor = actor_of(request)
    held = vault.document(document_id=document_id, actor=actor, now=clock.now())
    if not can_change(actor=actor, holder=held.holder):
        raise vault.DocumentUnknown
    return held, vault.kind_of(key=held.kind)


def _unit(held: vault.HeldDocument) -> str:
    return held.holder.removeprefix(f"{UNIT}:")


def _given(share: vault.Share, request: HttpRequest) -> dict[str, Any]:
    state, text = words.share_state(share)
    return {
        "uuid": share.uuid, "to": words.unit_name(share.unit_code, request), "purpose": share.purpose,
        "until": words.moment(share.expires_at),
        "views": words.views(share.views), "state": state, "state_text": text, "live": share.state == vault.ShareState.LIVE,
    }  # fmt: skip
