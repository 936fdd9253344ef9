"""The list of a store, one paper with what it says, its file, and what its holder does with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.kernel.clock import local, local_date
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.platform.credentials import api as credentials
from motcua.services.vault import api as vault
from motcua.services.vault.policies import own_store
from motcua.services.vault.web import words

_MB = 1_000_000
_LONGEST = 80


@never_cache
@audience("citizen")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All papers of the store, found by words and narrowed by kind and standing."""
    actor, now = actor_of(request), clock.now()
    asked = {name: request.GET.get(name, "")[:_LONGEST] for name in ("q", "loai", "trang-thai", "nhan", "sap-xep")}
    wanted = vault.PaperFilter(
        words=asked["q"], kind=asked["loai"], standing=asked["trang-thai"], tag=asked["nhan"], order=asked["sap-xep"] or "newest"
    )
    found = vault.search(actor=actor, wanted=wanted, now=now)
    use = vault.use_of_store(actor=actor)
    context = {
        "files": [words.link(p) for p in found], "asked": asked, "use": _use(use), "any": use.papers > 0, "tabs": tabs(request, "papers"),
        "kinds": _kinds(request), "standings": words.standings(), "orders": _orders(), "active": _active(request, asked),
        "result": _("%(count)s giấy tờ") % {"count": len(found)}, "organisation": actor.organisation_id is not None,
        "chosen_standing": asked["trang-thai"], "chosen_order": asked["sap-xep"],
    }  # fmt: skip
    return render(request, "vault/list.html", context)


@never_cache
@audience("citizen")
@require_GET
def one(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """One paper: who issued it, its fields, whether its signatures hold, its versions, with whom it is shared."""
    actor, now = actor_of(request), clock.now()
    held = vault.document(document_id=document_id, actor=actor, now=now)
    history = vault.versions(document_id=document_id, actor=actor, now=now)
    shared = vault.shares(actor=actor, now=now, document_id=document_id)
    card = credentials.credentials_of(actor=actor, source_refs=[f"vault.document:{held.uuid}"])
    context: dict[str, Any] = {
        "held": held, "card": card[0].uuid if card else None,
        "state": words.STATES[held.standing], "state_text": words.standing(held), "about": about(held),
        "facts": words.facts(held, request), "signatures": [signature(s) for s in held.report["signatures"]],
        "revoked": local(held.revoked_at).strftime("%d/%m/%Y") if held.revoked_at else "", "own": not held.official,
        "ended": held.standing == vault.Standing.ENDED, "is_picture": held.mime != "application/pdf",
        "versions": [words.link(v) | {"title": _("Bản %(n)s") % {"n": v.version}} for v in history] if len(history) > 1 else [],
        "shares": [_share(s, request) for s in shared], "checked": words.moment(held.checked_at),
        "provenance": vault.provenance(document_id=document_id), "restricted": vault.held_back(actor=actor_of(request), now=clock.now()),
    }  # fmt: skip
    return render(request, "vault/document.html", context)


@never_cache
@audience("citizen")
@require_GET
def download(request: HttpRequest, document_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """The file itself; ``?xem=1`` shows it in the browser."""
    held, content, name = vault.open_document(document_id=document_id, actor=actor_of(request), now=clock.now())
    return file_response(name=name, mime=held.mime, content=content, download="xem" not in request.GET)


@never_cache
@audience("citizen")
@require_GET
def removed(request: HttpRequest) -> HttpResponse:
    """What was removed and can still be taken back."""
    found = vault.removed(actor=actor_of(request), now=clock.now())
    rows = [{"title": p.title, "uuid": p.uuid, "when": words.moment(p.removed_at), "about": words.origin(p)} for p in found if p.title]
    return render(request, "vault/removed.html", {"rows": rows, "tabs": tabs(request, "removed")})


@audience("citizen")
@require_POST
def remove(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Take it out of the store; it can be taken back for 30 days."""
    held = vault.remove_paper(document_id=document_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã gỡ “%(title)s”. Bạn khôi phục được trong 30 ngày ở mục Đã gỡ.") % {"title": held.title})
    return HttpResponseRedirect(reverse("vault_list"))


@audience("citizen")
@require_POST
def restore(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Take it back."""
    return _done(request, document_id, vault.restore_paper, _("Đã khôi phục giấy tờ."))


@audience("citizen")
@require_POST
def recheck(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Look at its signatures again."""
    return _done(request, document_id, vault.recheck, _("Đã kiểm tra lại chữ ký."))


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The parts of the store."""
    waiting = len(vault.requests_to_me(actor=actor_of(request), now=clock.now(), waiting=True))
    places = (
        ("papers", _("Giấy tờ"), "vault_list", None), ("shares", _("Chia sẻ"), "vault_shares", None),
        ("requests", _("Yêu cầu xin xem"), "vault_requests", waiting), ("national", _("Kho quốc gia"), "vault_national", None),
        ("removed", _("Đã gỡ"), "vault_removed", None),
    )  # fmt: skip
    return [{"text": text, "href": reverse(name), "current": key == current, "count": count} for key, text, name, count in places]


def about(held: vault.HeldDocument) -> list[dict[str, str]]:
    """Where a paper comes from and what it is."""
    ends = [{"name": _("Có giá trị đến"), "value": words.last_day(held.expires_on)}] if held.expires_on else []
    note = [{"name": _("Ghi chú"), "value": held.note}] if held.note else []
    tags = [{"name": _("Nhãn"), "value": ", ".join(held.tags)}] if held.tags else []
    return [
        *([{"name": _("Cơ quan cấp"), "value": held.issuer}] if held.issuer else []),
        {"name": _("Ngày cấp"), "value": local(held.issued_at).strftime("%d/%m/%Y")}, *ends,
        {"name": _("Nguồn"), "value": words.origin(held)}, *note, *tags,
        {"name": _("Mã kiểm tra tệp (SHA-256)"), "value": held.sha256},
    ]  # fmt: skip


def signature(told: dict[str, Any]) -> list[dict[str, str]]:
    """One signature as people read it."""
    at = words.moment(datetime.fromisoformat(told["signed_at"])) if told["signed_at"] else ""
    return [
        {"name": _("Người ký"), "value": f"{told['signer']}, {told['title']}".rstrip(", ")},
        {"name": _("Cơ quan"), "value": told["organisation"]},
        {"name": _("Thời điểm ký (có dấu thời gian)"), "value": at},
        {"name": _("Mức chữ ký"), "value": f"PAdES {told['level']}"},
        {"name": _("Kết luận"), "value": _("Chữ ký hợp lệ") if told["valid"] else _("Chữ ký chưa xác minh được")},
    ]


def _done(request: HttpRequest, document_id: UUID, act: Callable[..., vault.HeldDocument], text: str) -> HttpResponse:
    held = act(document_id=document_id, actor=actor_of(request), now=clock.now())
    messages.success(request, text)
    return HttpResponseRedirect(reverse("vault_document", args=[held.uuid]))


def _share(share: vault.Share, request: HttpRequest) -> dict[str, str]:
    state, text = words.share_state(share)
    return {
        "title": words.unit_name(share.unit_code, request) or _("Ai có liên kết"), "href": reverse("vault_share", args=[share.uuid]),
        "about": words.views(share.views), "state": state, "state_text": text,
        "note": _("%(purpose)s; đến %(until)s") % {"purpose": share.purpose, "until": words.moment(share.expires_at)},
    }  # fmt: skip


def _use(use: vault.StoreUse) -> dict[str, Any]:
    text = _("Đã dùng %(used)s trên %(most)s MB cho giấy tờ bạn tự thêm") % {"used": words.size(use.used), "most": use.most // _MB}
    return {"value": min(use.used, use.most), "total": use.most, "text": text}


def _kinds(request: HttpRequest) -> list[tuple[str, str]]:
    store = own_store(actor_of(request)).partition(":")[0]
    found = vault.offered(store=store or "person", on=local_date(clock.now()))
    return [("", _("Tất cả")), *((k.key, k.name(language_of(request))) for k in found)]


def _orders() -> list[tuple[str, str]]:
    return [("newest", _("Mới thêm trước")), ("oldest", _("Cũ trước")), ("title", _("Theo tên")), ("ends", _("Sắp hết giá trị trước"))]


def _active(request: HttpRequest, asked: dict[str, str]) -> list[dict[str, str]]:
    """The filters in force, each with the address without it."""
    names = {"loai": dict(_kinds(request)), "trang-thai": dict(words.standings()), "nhan": {}, "q": {}}
    active = []
    for key in ("q", "loai", "trang-thai", "nhan"):
        if asked[key]:
            rest = {k: v for k, v in asked.items() if v and k != key}
            active.append({"text": names[key].get(asked[key], asked[key]), "remove_href": f"?{urlencode(rest)}"})
    return active
