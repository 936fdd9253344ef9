"""A paper is put in, corrected, replaced, or taken over from an earlier dossier."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid, NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.services.vault import api as vault
from motcua.services.vault import conf
from motcua.services.vault.policies import own_store
from motcua.services.vault.web import words

PREFIX = "f_"
_PLAIN = ("kind", "file")
_LONGEST = 500
_NO_FILE = "Chọn bản quét hoặc ảnh chụp giấy tờ."
_BOX = {
    vault.FieldKind.TEXT: "text", vault.FieldKind.NUMBER: "number", vault.FieldKind.DATE: "date", vault.FieldKind.CHOICE: "select",
    vault.FieldKind.PERSONAL_NUMBER: "personal_number", vault.FieldKind.TAX_CODE: "tax_code", vault.FieldKind.HEALTH_CARD: "text",
}  # fmt: skip


@never_cache
@audience("citizen")
@require_GET
def choose_kind(request: HttpRequest) -> HttpResponse:
    """What kind of paper it is."""
    store = own_store(actor_of(request)).partition(":")[0]
    language, names = language_of(request), words.groups()
    kinds = vault.offered(store=store, on=local_date(clock.now()))
    named = [(k.group, k.name(language), reverse("vault_add_kind", args=[k.key])) for k in kinds]
    groups = [(title, [(name, url) for group, name, url in named if group == key]) for key, title in names.items()]
    return render(request, "vault/choose_kind.html", {"groups": [g for g in groups if g[1]]})


@never_cache
@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """Its file and its fields."""
    made = vault.kind_of(key=kind)
    if made is None or made.key != kind:
        raise Http404

    def keep() -> vault.HeldDocument:
        content, name = upload_of(request)
        typed = typed_of(request, made)
        return vault.add_paper(kind=kind, typed=typed, content=content, name=name, actor=actor_of(request), now=clock.now())

    title = _("Thêm: %(kind)s") % {"kind": made.name(language_of(request))}
    return page_of(request, made, keep, title=title, back=reverse("vault_add"), with_file=True)


@never_cache
@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Correct and confirm the fields; a note and tags of any paper."""
    held, made = _own(request, document_id)

    def keep() -> vault.HeldDocument:
        return vault.correct_paper(document_id=document_id, typed=typed_of(request, made), actor=actor_of(request), now=clock.now())

    title = _("Sửa: %(title)s") % {"title": held.title}
    back = reverse("vault_document", args=[held.uuid])
    return page_of(request, None if held.official else made, keep, title=title, back=back, held=held)


@never_cache
@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """A newer paper takes the place of this one."""
    held, made = _own(request, document_id)
    if held.official or made is None:
        raise vault.PaperIssued

    def keep() -> vault.HeldDocument:
        content, name = upload_of(request)
        return vault.replace_paper(
            document_id=document_id, typed=typed_of(request, made), content=content, name=name, actor=actor_of(request), now=clock.now()
        )

    title = _("Thay bản mới: %(title)s") % {"title": held.title}
    return page_of(request, made, keep, title=title, back=reverse("vault_document", args=[held.uuid]), held=held, with_file=True)


@never_cache
@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest) -> HttpResponse:
    """Papers that were given with earlier dossiers; none is ticked beforehand."""
    actor = actor_of(request)
    if request.method == "POST":
        chosen = {int(one) for one in request.POST.getlist("papers")[:200] if one.isascii() and one.isdigit()}
        try:
            taken = vault.take_over(papers=chosen, actor=actor, now=clock.now())
        except NamedError as refusal:
            messages.warning(request, refusal.sentence(language_of(request)))
        else:
            messages.success(request, _("Đã đưa %(count)s giấy tờ vào kho. Mở từng giấy tờ để xác nhận thông tin.") % {"count": len(taken)})
            return HttpResponseRedirect(reverse("vault_list"))
    rows = [
        {
            "value": str(p.paper_id), "text": p.name,
            "hint": _("hồ sơ %(code)s, nộp lúc %(day)s") % {"code": p.dossier_code, "day": words.moment(p.added_at)},
        }
        for p in casework.papers_of_mine(actor=actor, now=clock.now())
    ]  # fmt: skip
    return render(request, "vault/take_over.html", {"options": rows, "back_url": reverse("vault_list"), "page_title": _("Lấy từ hồ sơ cũ")})


def _own(request: HttpRequest, document_id: UUID) -> tuple[vault.HeldDocument, vault.PaperKind | None]:
    held = vault.document(document_id=document_id, actor=actor_of(request), now=clock.now())
    return held, vault.kind_of(key=held.kind)


def page_of(
    request: HttpRequest, kind: vault.PaperKind | None, keep: Callable[[], vault.HeldDocument], *, title: str, back: str,
    held: vault.HeldDocument | None = None, with_file: bool = False, after: str = "vault_document",
) -> HttpResponse:  # fmt: skip
    """The form of a paper: what is wrong beside its field, what was typed kept; ``after`` names the page of what was kept."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            kept = keep()
        except NamedError as refusal:
            errors = words.errors_of(refusal, request, name="file" if with_file else "note", prefix=PREFIX, plain=_PLAIN)
        else:
            messages.success(request, _("Đã lưu “%(title)s” vào kho.") % {"title": kept.title})
            return HttpResponseRedirect(reverse(after, args=[kept.uuid]))
    sent = request.method == "POST"
    context = {
        "page_title": title, "back_url": back, "errors": errors, "boxes": _boxes(request, kind, held, errors), "with_file": with_file,
        "card": kind is not None and kind.key == "identity_card", "card_text": request.POST.get("card_text", "")[:_LONGEST],
        "note": request.POST.get("note", "") if sent else held.note if held else "", "max_mb": conf.MAX_MB, "fields": kind is not None,
        "tags": request.POST.get("tags", "") if sent else ", ".join(held.tags) if held else "", "error_text": errors.get("note", ""),
        "confirmed": request.POST.get("confirmed") if sent else "", "of_unit": after != "vault_document",
    }  # fmt: skip
    return render(request, "vault/paper_form.html", context, status=422 if errors else 200)


def _boxes(
    request: HttpRequest, kind: vault.PaperKind | None, held: vault.HeldDocument | None, errors: dict[str, str]
) -> list[dict[str, Any]]:
    language = language_of(request)
    found = []
    for field in kind.fields if kind else ():
        name = f"{PREFIX}{field.name}"
        known = held.facts[field.name].value if held is not None and field.name in held.facts else ""
        options = [("", "–"), *((key, en if language == "en" else vi) for key, vi, en in field.options)] if field.options else None
        found.append({
            "kind": _BOX[field.kind], "name": name, "label": field.label(language), "required": field.required, "options": options,
            "hint": field.hint_en if language == "en" else field.hint_vi, "error": errors.get(name, ""),
            "value": _sent(request, name) if request.method == "POST" else known,
        })  # fmt: skip
    return found


def typed_of(request: HttpRequest, kind: vault.PaperKind | None) -> vault.PaperTyped:
    """Only fields of the kind are read, whatever else was sent."""
    typed = {field.name: _sent(request, f"{PREFIX}{field.name}") for field in (kind.fields if kind else ())}
    return vault.PaperTyped(
        fields=typed, card_text=request.POST.get("card_text", "")[:_LONGEST], note=request.POST.get("note", ""),
        tags=request.POST.get("tags", ""), confirmed=request.POST.get("confirmed") == "true",
    )  # fmt: skip


def _sent(request: HttpRequest, name: str) -> str:
    """A text, or a date of three boxes as one."""
    parts = [request.POST.get(f"{name}-{part}", "").strip() for part in ("day", "month", "year")]
    return "/".join(parts)[:_LONGEST] if any(parts) else request.POST.get(name, "")[:_LONGEST]


def upload_of(request: HttpRequest) -> tuple[bytes, str]:
    """The file that was sent and its name, read to one byte beyond what is taken. ``Invalid`` without one."""
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile):
        raise Invalid(fields={"file": (_NO_FILE, "Choose the scan or photograph of the paper.")})
    return given.read(conf.MAX_MB * 1_000_000 + 1), given.name or "tep"
