"""Whoever was given a link opens it; officers open what was shared with their units, and ask for papers."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.kit.web.audiences import to_sign_in
from motcua.services.vault import api as vault
from motcua.services.vault.policies import HANDLING, units_of
from motcua.services.vault.web import words
from motcua.services.vault.web.papers import signature
from motcua.services.vault.web.sharing import asked_row
from motcua.services.vault.web.units import to_add

OPENED = "vault.opened"  # of a session: which openings it may read files of


@never_cache
@audience("public")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Who shares what, for what, until when; pressing the button opens it. A preview by a messenger opens and counts nothing."""
    key = vault.Key(token=token, pin=request.POST.get("pin", "")[:20], address=request.META.get("REMOTE_ADDR", ""))
    return _quiet(_receive(request, key, reverse("vault_link", args=[token])))


@never_cache
@audience("officer", roles=HANDLING)
@require_http_methods(["GET", "HEAD", "POST"])
def from_list(request: HttpRequest, share_id: UUID) -> HttpResponse:
    """The same without a link, for officers of the unit that it was shared with."""
    key = vault.Key(share_id=share_id, pin=request.POST.get("pin", "")[:20])
    return _quiet(_receive(request, key, reverse("vault_unit_share", args=[share_id])))


@never_cache
@audience("public")
@require_GET
def file(request: HttpRequest, share_id: UUID, opening_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """The file of a share that this session has opened; ``?tai=1`` takes it away where that is allowed."""
    if str(opening_id) not in request.session.get(OPENED, []):
        raise vault.LinkDead
    take = "tai" in request.GET
    actor = actor_of(request)
    held, content, name = vault.open_shared_file(share_id=share_id, opening_id=opening_id, download=take, actor=actor, now=clock.now())
    answer = file_response(name=name, mime=held.mime, content=content, download=take)
    answer["Referrer-Policy"] = "same-origin"
    return answer


@audience("officer", roles=HANDLING)
@require_POST
def checked(request: HttpRequest, share_id: UUID, opening_id: UUID) -> HttpResponse:
    """The officer has compared the fields with the original."""
    seen = request.POST.get("seen", "")
    vault.check_shared(share_id=share_id, opening_id=opening_id, seen=seen, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã ghi nhận: thông tin đã được đối chiếu với bản gốc."))
    return HttpResponseRedirect(reverse("vault_unit_list"))


@never_cache
@audience("officer", roles=HANDLING)
@require_GET
def unit_list(request: HttpRequest) -> HttpResponse:
    """What is shared with the officer's units, what they asked for, and what they issued and received."""
    actor, now = actor_of(request), clock.now()
    shared = vault.shared_with_units(actor=actor, now=now)
    rows = [
        {
            "title": s.title, "href": reverse("vault_unit_share", args=[s.uuid]), "about": s.dossier_code or words.views(s.views),
            "note": _("%(purpose)s; đến %(until)s") % {"purpose": s.purpose, "until": words.moment(s.expires_at)},
        }
        for s in shared
    ]  # fmt: skip
    own = sorted(units_of(actor))
    unit = request.GET.get("don-vi", "") if request.GET.get("don-vi", "") in own else (own[0] if own else "")
    wanted = vault.PaperFilter(words=request.GET.get("q", "")[:80], unit_code=unit)
    kept = vault.search(actor=actor, wanted=wanted, now=now)[:100] if unit else ()
    context = {
        "shared": rows, "asked": [asked_row(r, request) for r in vault.requests_of_units(actor=actor)][:50],
        "kept": [words.link(p, address="vault_unit_document") for p in kept], "q": wanted.words, "unit": words.unit_name(unit, request),
        "code": unit, "add": to_add(request, unit) if unit else [],
        "units": [{"text": words.unit_name(code, request), "href": f"?don-vi={code}", "current": code == unit} for code in own],
        "gone": [words.link(p, address="vault_unit_document") for p in vault.removed(actor=actor, now=now, unit_code=unit)[:20] if p.title],
    }  # fmt: skip
    return render(request, "vault/unit_list.html", context)


@never_cache
@audience("officer", roles=HANDLING)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask the party of a dossier for a paper."""
    actor, errors = actor_of(request), {}
    sent = {name: (request.POST or request.GET).get(name, "")[:300] for name in ("dossier_code", "kind", "purpose", "unit_code")}
    own = sorted(units_of(actor))
    if request.method == "POST":
        sent["unit_code"] = sent["unit_code"] or (own[0] if own else "")
        try:
            vault.ask_for_paper(**sent, actor=actor, now=clock.now(), idempotency_key=words.keyed(request))
        except NamedError as refusal:
            errors = words.errors_of(refusal, request, name="dossier_code", plain=("kind", "purpose"))
        else:
            messages.success(request, _("Đã gửi yêu cầu. Người nộp hồ sơ trả lời trong 14 ngày."))
            return HttpResponseRedirect(reverse("vault_unit_list"))
    kinds = [("", "–"), *((k.key, k.name(language_of(request))) for k in vault.offered_to_all(on=clock.today()))]
    context = {
        "page_title": _("Xin xem một giấy tờ cho hồ sơ"), "back_url": reverse("vault_unit_list"), "errors": errors, "typed": sent,
        "kinds": kinds, "units": [(code, words.unit_name(code, request)) for code in own], "key": request.POST.get("key") or uuid4().hex,
    }  # fmt: skip
    return render(request, "vault/ask.html", context, status=422 if errors else 200)


@audience("officer", roles=HANDLING)
@require_POST
def take_back(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """The unit does not need the paper any more."""
    vault.take_back(request_id=request_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã rút yêu cầu."))
    return HttpResponseRedirect(reverse("vault_unit_list"))


def _receive(request: HttpRequest, key: vault.Key, here: str) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    try:
        if request.method != "POST":
            shown = vault.look(key=key, actor=actor, now=now)
            return render(request, "vault/link.html", _cover(request, shown, here))
        try:
            shown = vault.open_share(key=key, actor=actor, now=now)
        except vault.PinWrong as refusal:
            cover = _cover(request, vault.look(key=key, actor=actor, now=now), here)
            return render(request, "vault/link.html", {**cover, "errors": {"pin": refusal.sentence(language_of(request))}}, status=422)
    except vault.LinkForUnit:
        return to_sign_in(request)
    request.session[OPENED] = [*request.session.get(OPENED, []), str(shown.opening_id)][-20:]
    return render(request, "vault/link_open.html", _content(request, shown))


def _cover(request: HttpRequest, shown: vault.Shown, here: str) -> dict[str, Any]:
    """Before opening: with a PIN nothing but that there is one."""
    share = shown.share
    told = [
        {"name": _("Người chia sẻ"), "value": shown.sharer}, {"name": _("Giấy tờ"), "value": share.title},
        {"name": _("Mục đích"), "value": share.purpose}, {"name": _("Xem được đến"), "value": words.moment(share.expires_at)},
        {"name": _("Dành cho"), "value": words.unit_name(share.unit_code, request) or _("Ai có liên kết này")},
    ]  # fmt: skip
    return {"facts": [] if share.has_pin else told, "has_pin": share.has_pin, "here": here, "errors": {}}


def _content(request: HttpRequest, shown: vault.Shown) -> dict[str, Any]:
    paper, share = shown.paper, shown.share
    if paper is None:
        raise vault.LinkDead
    return {
        **_cover(request, shown, ""), "paper": paper, "share": share, "opening_id": shown.opening_id, "newer": shown.newer,
        "paper_facts": words.facts(paper, request, own=False), "state": words.STATES[paper.standing],
        "state_text": words.standing(paper, own=False),
        "signatures": [signature(s) for s in paper.report["signatures"]], "is_picture": paper.mime != "application/pdf",
        "may_check": bool(share.unit_code) and any(f.trust is vault.Trust.STATED for f in paper.facts.values()), "sharer": shown.sharer,
        "seen": vault.seen_of(paper=paper), "may_keep": bool(share.unit_code) and share.with_file and share.may_download,
    }  # fmt: skip


def _quiet(answer: HttpResponse) -> HttpResponse:
    """The address holds a secret: it goes to no other site and into no index. Under ``no-referrer`` a form would come without origin."""
    answer["Referrer-Policy"], answer["X-Robots-Tag"] = "same-origin", "noindex, nofollow"
    return answer
