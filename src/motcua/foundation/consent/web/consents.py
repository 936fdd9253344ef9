"""My consents: what I am asked, what I agreed to and when, and taking it back as easily as giving it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.foundation.consent import api as consent
from motcua.foundation.consent.web.words import Words, at
from motcua.foundation.identity import api as identity
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of


@audience("citizen")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every purpose by consent with its text and one form, what rests on the law, and the history."""
    return _page(request)


@audience("citizen")
@require_POST
def give(request: HttpRequest, purpose: str) -> HttpResponse:
    """Agree to the text that was shown; without the tick nothing is recorded."""
    version = request.POST.get("ban", "")
    if request.POST.get("dong-y") != "co" or not (version.isascii() and version.isdigit()):
        return _page(request, wrong=purpose, status=422)
    evidence = {"session": identity.session_id(request=request), "page": request.path}
    try:
        consent.give(
            subject_id=_me(request), purpose=purpose, version=int(version[:6]), language=language_of(request), way=consent.Way.WEB,
            actor=actor_of(request), now=clock.now(), evidence=evidence,
        )  # fmt: skip
    except consent.TextChanged as changed:
        return _page(request, problem=changed, status=changed.status)
    messages.success(request, _("Đã ghi nhận sự đồng ý của bạn. Bạn có thể rút bất cứ lúc nào tại đây."))
    return redirect("consent_mine")


@audience("citizen")
@require_POST
def withdraw(request: HttpRequest, purpose: str) -> HttpResponse:
    """Take back, at once and without a reason."""
    ended = consent.withdraw(subject_id=_me(request), purpose=purpose, way=consent.Way.WEB, actor=actor_of(request), now=clock.now())
    if ended:
        messages.success(request, _("Đã rút. Từ lúc này không cơ quan nào được dùng dữ liệu của bạn cho việc đó."))
    return redirect("consent_mine")


@audience("citizen")
@require_GET
def one(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """One consent with the very text agreed to. Anybody else's does not exist."""
    held = consent.consent(subject_id=_me(request), consent_id=consent_id, now=clock.now())
    words = Words(language=language_of(request), now=clock.now())
    facts = [
        {"name": _("Mục đích"), "value": words.purpose(held.purpose)},
        {"name": _("Đồng ý với"), "value": _controller(held.controller, words)},
        {"name": _("Đồng ý lúc"), "value": at(held.given_at)},
        {"name": _("Cách"), "value": _way(held.way)},
        {"name": _("Kết thúc"), "value": _end(held)},
        {"name": _("Bản nội dung"), "value": str(held.version)},
        {"name": _("Mã kiểm tra nội dung (SHA-256)"), "value": held.text_hash},
    ]
    return render(request, "consent/consent.html", {"facts": facts, "words": held.words, "lang": held.language})


def _page(request: HttpRequest, *, wrong: str = "", problem: NamedError | None = None, status: int = 200) -> HttpResponse:
    now, language = clock.now(), language_of(request)
    words = Words(language=language, now=now)
    held = consent.consents_of(subject_id=_me(request), now=now)
    known = consent.purposes(on=clock.today())
    asked = [_asked(p, held, words) for p in known if p.text is not None]
    errors = [{"text": _("Đánh dấu vào ô “Tôi đã đọc và đồng ý” nếu bạn đồng ý."), "field": f"dong-y-{wrong}"}] if wrong else []
    context = {
        "asked": asked,
        "errors": errors,
        "wrong": wrong,
        "problem": problem.sentence(language) if problem else "",
        "law": [_law(p, words) for p in known if p.text is None],
        "law_columns": [_("Mục đích"), _("Căn cứ"), _("Dữ liệu"), _("Giữ bao lâu")],
        "history": [_line(c, words) for c in held],
        "history_columns": [_("Mục đích"), _("Đồng ý lúc"), _("Kết thúc"), _("Nội dung")],
    }
    return render(request, "consent/mine.html", context, status=status)


def _asked(purpose: consent.Purpose, held: tuple[consent.Consent, ...], words: Words) -> dict[str, Any]:
    assert purpose.text is not None
    own = next((c for c in held if c.purpose == purpose.code and c.held), None)
    live = own is not None and own.live
    facts = [
        {"name": _("Dữ liệu"), "value": words.categories(purpose)},
        {"name": _("Ai dùng"), "value": "; ".join(_controller(code, words) for code in purpose.controllers)},
        {"name": _("Giữ bao lâu"), "value": purpose.retention(words.language)},
        {"name": _("Căn cứ"), "value": purpose.citation},
    ]
    return {
        "code": purpose.code,
        "name": purpose.name(words.language),
        "plain": purpose.plain(words.language),
        "facts": facts,
        "text": purpose.text.words(words.language),
        "version": purpose.text.version,
        "live": live,
        "held": own is not None,
        "asks_again": own is not None and not live,
        "since": at(own.given_at) if own else "",
        "field": f"dong-y-{purpose.code}",
    }


def _law(purpose: consent.Purpose, words: Words) -> list[dict[str, Any]]:
    name = {"text": purpose.name(words.language), "hint": purpose.plain(words.language)}
    return [name, {"text": purpose.citation}, {"text": words.categories(purpose)}, {"text": purpose.retention(words.language)}]


def _line(held: consent.Consent, words: Words) -> list[dict[str, Any]]:
    return [
        {"text": words.purpose(held.purpose), "hint": _controller(held.controller, words)},
        {"text": at(held.given_at), "hint": _way(held.way)},
        {"text": _end(held), "state": "done" if held.live else "stopped"},
        {"text": _("Bản %(n)s") % {"n": held.version}, "href": reverse("consent_one", args=[held.uuid])},
    ]


def _controller(code: str, words: Words) -> str:
    return _("Các cơ quan của thành phố") if code == "*" else words.agency(code)


def _way(way: consent.Way) -> str:
    return {consent.Way.WEB: _("trên trang này"), consent.Way.COUNTER: _("tại quầy"), consent.Way.APP: _("trong ứng dụng")}[way]


def _end(held: consent.Consent) -> str:
    if held.cause is consent.EndCause.WITHDRAWN:
        return _("đã rút %(at)s") % {"at": at(held.ended_at)}
    if held.cause is consent.EndCause.REPLACED:
        return _("thay bằng bản mới %(at)s") % {"at": at(held.ended_at)}
    return _("đang có hiệu lực") if held.live else _("chờ hỏi lại")


def _me(request: HttpRequest) -> UUID:
    me = actor_of(request).subject_id
    assert me is not None  # the audience let only people pass
    return me
