"""The holder shares a paper, sees its use and takes it back; she answers what units ask of her."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.foundation.identity import api as identity
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.services.vault import api as vault
from motcua.services.vault import conf
from motcua.services.vault.web import words
from motcua.services.vault.web.papers import tabs

_PLAIN = ("purpose", "days", "fields", "unit_code", "pin", "most_views")
_NO_UNIT = "-"  # no unit has this code: nothing chosen is never anybody
DAYS, VIEWS = ("1", "7", "30", "90"), ("", "1", "3", "10")


@never_cache
@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """What is shown, to whom, for what and how long; the link is shown in the answer, once."""
    held = vault.document(document_id=document_id, actor=actor_of(request), now=clock.now())
    if held.official and (ask := identity.confirm(request=request, act=_("chia sẻ một giấy tờ do cơ quan nhà nước cấp"))):
        return ask
    errors: dict[str, str] = {}
    if request.method == "POST":
        key = words.keyed(request)
        try:
            given, actor = terms(request, held), actor_of(request)
            made = vault.share(document_id=document_id, terms=given, actor=actor, now=clock.now(), idempotency_key=key)
        except NamedError as refusal:
            errors = words.errors_of(refusal, request, name="purpose", plain=_PLAIN)
        else:
            return _made(request, made)
    to_unit = request.POST.get("to", "unit") == "unit"
    context = {
        "page_title": _("Chia sẻ: %(title)s") % {"title": held.title}, "back_url": reverse("vault_document", args=[held.uuid]),
        "errors": errors, "typed": request.POST, "key": request.POST.get("key") or uuid4().hex, "to": "unit" if to_unit else "link",
        "fields": field_options(request, held), "chosen": request.POST.getlist("fields"), "held": held,
        "units": [("", "–"), *words.unit_options(request)],
        **choices(),
    }  # fmt: skip
    return render(request, "vault/share_form.html", context, status=422 if errors else 200)


@never_cache
@audience("citizen")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Everything that is or was shared."""
    found = vault.shares(actor=actor_of(request), now=clock.now())
    return render(request, "vault/shares.html", {"rows": [_row(s, request) for s in found], "tabs": tabs(request, "shares")})


@never_cache
@audience("citizen")
@require_GET
def one(request: HttpRequest, share_id: UUID) -> HttpResponse:
    """One share with every use of it."""
    found = vault.one_share(share_id=share_id, actor=actor_of(request), now=clock.now())
    held = vault.document(document_id=found.document_id, actor=actor_of(request), now=clock.now())
    uses = [
        {
            "title": words.act(o.act), "at": words.moment(o.at), "state": "done",
            "who": f"{o.post}, {words.unit_name(o.unit_code, request)}".strip(", ") or _("Người có liên kết"),
        }
        for o in vault.openings(share_id=share_id, actor=actor_of(request))
    ]  # fmt: skip
    state, text = words.share_state(found)
    context = {
        "share": found, "held": held, "facts": facts(found, held, request), "uses": uses, "state": state, "state_text": text,
        "live": found.state == vault.ShareState.LIVE, "open": found.state in {vault.ShareState.LIVE, vault.ShareState.USED_UP},
    }  # fmt: skip
    return render(request, "vault/share.html", context)


@audience("citizen")
@require_POST
def revoke(request: HttpRequest, share_id: UUID) -> HttpResponse:
    """Take it back at once."""
    vault.revoke_share(share_id=share_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã thu hồi. Từ bây giờ không ai mở được bằng lượt chia sẻ này."))
    return HttpResponseRedirect(reverse("vault_share", args=[share_id]))


@never_cache
@audience("citizen")
@require_POST
def renew(request: HttpRequest, share_id: UUID) -> HttpResponse:
    """Another secret link; the one before is dead."""
    if ask := identity.confirm(request=request, act=_("tạo liên kết mới cho giấy tờ đang chia sẻ")):
        return ask
    return _made(request, vault.renew_link(share_id=share_id, actor=actor_of(request), now=clock.now()))


@never_cache
@audience("citizen")
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What units asked for."""
    found = vault.requests_to_me(actor=actor_of(request), now=clock.now())
    return render(request, "vault/requests.html", {"rows": [asked_row(r, request) for r in found], "tabs": tabs(request, "requests")})


@never_cache
@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Agree with one of the papers, or decline."""
    actor, now = actor_of(request), clock.now()
    asked = vault.request_to_me(request_id=request_id, actor=actor)
    errors: dict[str, str] = {}
    if request.method == "POST":
        agrees = request.POST.get("answer") != "no"
        if agrees and (ask := identity.confirm(request=request, act=_("chia sẻ giấy tờ với cơ quan đã xin"))):
            return ask
        try:
            text = _answered(request, asked)
        except NamedError as refusal:
            errors = words.errors_of(refusal, request, name="document", plain=_PLAIN)
        else:
            messages.success(request, text)
            return HttpResponseRedirect(reverse("vault_requests"))
    kind = vault.kind_of(key=asked.kind)
    wanted = vault.PaperFilter(kind=asked.kind if kind and kind.key != "other" else "")
    papers = () if vault.held_back(actor=actor, now=now) else vault.search(actor=actor, wanted=wanted, now=now)
    options = [{"value": str(p.uuid), "text": p.title, "hint": f"{words.origin(p)}, {words.standing(p)}"} for p in papers]
    context = {
        "page_title": _("%(unit)s xin xem giấy tờ") % {"unit": words.unit_name(asked.unit_code, request)}, "asked": asked, "errors": errors,
        "row": asked_row(asked, request), "options": options, "back_url": reverse("vault_requests"), "typed": request.POST,
        "waits": asked.state == vault.RequestState.ASKED and asked.ends_at > now, **choices(),
    }  # fmt: skip
    return render(request, "vault/answer.html", context, status=422 if errors else 200)


def terms(request: HttpRequest, held: vault.HeldDocument) -> vault.ShareTerms:
    """What the form says; only fields of this paper are read, and a unit only when it is chosen as the receiver."""
    sent = request.POST
    return vault.ShareTerms(
        purpose=sent.get("purpose", ""), days=number(sent.get("days", "")),
        unit_code="" if sent.get("to") == "link" else sent.get("unit_code", "") or _NO_UNIT,
        fields=tuple(f for f in held.facts if f in sent.getlist("fields")), with_file=sent.get("with_file") == "true",
        may_download=sent.get("may_download") == "true", pin=sent.get("pin", "").strip(),
        most_views=number(sent.get("most_views", "") or "0"),
    )  # fmt: skip


def number(text: str) -> int:
    """A small whole number, or -1, which no rule lets pass."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else -1  # noqa: PLR2004 - at most four digits


def choices() -> dict[str, Any]:
    """How long, and how often."""
    return {
        "days": [(d, _("%(days)s ngày") % {"days": d}) for d in DAYS if int(d) <= conf.SHARE_DAYS_MOST],
        "views": [(v, _("%(count)s lượt") % {"count": v} if v else _("Không giới hạn")) for v in VIEWS],
    }


def field_options(request: HttpRequest, held: vault.HeldDocument) -> list[dict[str, str]]:
    """The fields of the paper to choose from."""
    language = language_of(request)
    return [{"value": n, "text": words.field_name(held, n, language), "hint": words.value(held, n, language)} for n in held.facts]


def facts(share: vault.Share, held: vault.HeldDocument, request: HttpRequest) -> list[dict[str, Any]]:
    """What a share says."""
    names = [words.field_name(held, n, language_of(request)) for n in share.fields]
    file = [_("tệp, được tải về") if share.may_download else _("tệp, chỉ xem")] if share.with_file else []
    return [
        {"name": _("Giấy tờ"), "value": share.title, "href": reverse("vault_document", args=[share.document_id])},
        {"name": _("Chia sẻ với"), "value": words.unit_name(share.unit_code, request) or _("Ai có liên kết")},
        {"name": _("Mục đích"), "value": share.purpose}, {"name": _("Nội dung"), "value": [*file, *names]},
        {"name": _("Hết hạn"), "value": words.moment(share.expires_at)},
        {"name": _("Số lượt mở"), "value": f"{share.views} / {share.most_views}" if share.most_views else str(share.views)},
        {"name": _("Mã PIN"), "value": _("có") if share.has_pin else _("không")},
    ]  # fmt: skip


def asked_row(asked: vault.PaperRequest, request: HttpRequest) -> dict[str, Any]:
    """A request as lists and pages show it."""
    kind = vault.kind_of(key=asked.kind)
    states = {
        vault.RequestState.ASKED: ("waiting", _("chờ trả lời")), vault.RequestState.AGREED: ("done", _("đã đồng ý")),
        vault.RequestState.DECLINED: ("stopped", _("đã từ chối")), vault.RequestState.TAKEN_BACK: ("none", _("đã rút")),
        vault.RequestState.EXPIRED: ("none", _("đã hết hạn")),
    }  # fmt: skip
    state, text = states[asked.state]
    return {
        "uuid": asked.uuid, "kind": kind.name(language_of(request)) if kind else asked.kind,
        "unit": words.unit_name(asked.unit_code, request), "dossier": asked.dossier_code, "purpose": asked.purpose,
        "asked": words.moment(asked.asked_at), "ends": words.moment(asked.ends_at),
        "state": state, "state_text": text, "reason": asked.reason, "share_id": asked.share_id,
        "waits": asked.state == vault.RequestState.ASKED,
    }  # fmt: skip


def _answered(request: HttpRequest, asked: vault.PaperRequest) -> str:
    actor, now = actor_of(request), clock.now()
    if request.POST.get("answer") == "no":
        vault.decline(request_id=asked.uuid, reason=request.POST.get("reason", ""), actor=actor, now=now)
        return _("Đã từ chối yêu cầu.")
    held = vault.document(document_id=_uuid(request.POST.get("document", "")), actor=actor, now=now)
    given = vault.ShareTerms(
        purpose=asked.purpose, days=number(request.POST.get("days", "")), fields=tuple(held.facts), with_file=True,
        may_download=request.POST.get("may_download") == "true",
    )  # fmt: skip
    vault.agree(request_id=asked.uuid, document_id=held.uuid, terms=given, actor=actor, now=now)
    return _("Đã chia sẻ với cơ quan yêu cầu. Bạn có thể thu hồi bất cứ lúc nào ở mục Chia sẻ.")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise vault.DocumentUnknown from error


def _made(request: HttpRequest, made: vault.ShareMade) -> HttpResponse:
    """The link and its QR code, once; a repeated press shows the share without them."""
    if not made.token:
        return HttpResponseRedirect(reverse("vault_share", args=[made.share.uuid]))
    url = request.build_absolute_uri(reverse("vault_link", args=[made.token]))
    to = words.unit_name(made.share.unit_code, request) or _("Ai có liên kết")
    context = {"share": made.share, "url": url, "to": to, "until": words.moment(made.share.expires_at)}
    answer_page = render(request, "vault/share_made.html", context)
    answer_page["Referrer-Policy"] = "same-origin"
    return answer_page


def _row(share: vault.Share, request: HttpRequest) -> dict[str, str]:
    state, text = words.share_state(share)
    receiver = words.unit_name(share.unit_code, request) or _("Ai có liên kết")
    return {
        "title": share.title or _("Giấy tờ đã xoá"), "href": reverse("vault_share", args=[share.uuid]), "about": words.views(share.views),
        "note": _("%(to)s; %(purpose)s; đến %(until)s")
        % {"to": receiver, "purpose": share.purpose, "until": words.moment(share.expires_at)}, "state": state, "state_text": text,
    }  # fmt: skip
