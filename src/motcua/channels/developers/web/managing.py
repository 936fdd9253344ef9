"""The administrator's pages: clients, subscriptions, attempts, replay. A new secret is on the answer's page, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.channels.developers import api
from motcua.channels.developers.contracts import SCOPES, AddressRefused, DeliveryView, NewSecret, SettingWrong, SubscriptionUnknown
from motcua.foundation.identity import api as identity
from motcua.kernel.clock import local
from motcua.kit import clock, rooms
from motcua.kit.web import actor_of, audience, language_of, row_number

_STATES = {"waiting": "waiting", "done": "done", "dead": "late"}


@never_cache
@audience("officer", roles=api.ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
@identity.confirmed(act=gettext_lazy("thêm ứng dụng kết nối"), sending=True)
def clients(request: HttpRequest) -> HttpResponse:
    """All clients, and the form for a new one."""
    errors: dict[str, str] = {}
    made: NewSecret | None = None
    if request.method == "POST":
        try:
            made = api.create_client(
                name=request.POST.get("name", ""), contact=request.POST.get("contact", ""), scopes=request.POST.getlist("scopes"),
                unit_codes=_words(request, "units"), per_minute=_number(request.POST.get("per_minute", "")), actor=actor_of(request),
                now=clock.now(),
            )
        except SettingWrong as wrong:
            errors = {name: _said(request, told) for name, told in wrong.fields.items()}
    return _clients_page(request, made=made, errors=errors)


@never_cache
@audience("officer", roles=api.ROLES)
@require_POST
@identity.confirmed(act=gettext_lazy("đổi khoá của ứng dụng kết nối"))
def new_secret(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A new secret for a client."""
    return _clients_page(request, made=api.new_client_secret(client_id=client_id, actor=actor_of(request), now=clock.now()), errors={})


@audience("officer", roles=api.ROLES)
@require_POST
def revoke(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """End a client."""
    api.revoke_client(client_id=client_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã thu hồi ứng dụng."))
    return redirect("developers_clients")


@never_cache
@audience("officer", roles=api.ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
@identity.confirmed(act=gettext_lazy("đăng ký nơi nhận thông báo"), sending=True)
def subscriptions(request: HttpRequest) -> HttpResponse:
    """All subscriptions, and the form for one of the city's own."""
    errors: dict[str, str] = {}
    made: NewSecret | None = None
    if request.method == "POST":
        try:
            made = api.subscribe(
                url=request.POST.get("url", "").strip(), events=request.POST.getlist("events"), unit_codes=_words(request, "units"),
                procedures=_words(request, "procedures"), actor=actor_of(request), now=clock.now(),
            )
        except SettingWrong as wrong:
            errors = {name: _said(request, told) for name, told in wrong.fields.items()}
        except AddressRefused as refused:
            errors = {"url": refused.sentence(language_of(request))}
    english = language_of(request) == "en"
    context = {
        "tabs": tabs("developers_subscriptions"), "made": made, "errors": errors, "typed": request.POST if errors else {},
        "columns": [_("Địa chỉ nhận"), _("Sự kiện"), _("Đang chờ"), _("Đã dừng")],
        "rows": [
            [{"text": s.url, "href": reverse("developers_subscription", args=[s.subscription_id]), "breaks": True},
             str(len(s.events)), str(s.waiting), {"text": str(s.dead), "state": "late" if s.dead else ""}]
            for s in api.subscriptions(actor=actor_of(request))
        ],
        "events": [{"value": name, "text": en if english else vi} for name, (vi, en) in api.EVENTS.items()],
    }  # fmt: skip
    return render(request, "developers/subscriptions.html", context, status=422 if errors else 200)


@never_cache
@audience("officer", roles=api.ROLES)
@require_GET
def subscription(request: HttpRequest, subscription_id: UUID) -> HttpResponse:
    """One subscription with the log of its messages."""
    return _subscription_page(request, subscription_id, made=None)


@never_cache
@audience("officer", roles=api.ROLES)
@require_POST
def act(request: HttpRequest, subscription_id: UUID) -> HttpResponse:
    """Test it, change its secret, try stopped messages again, end it."""
    actor, now, what = actor_of(request), clock.now(), request.POST.get("what", "")
    if what == "rotate":
        if ask := identity.confirm(request=request, act=_("đổi khoá ký thông báo")):
            return ask
        return _subscription_page(
            request, subscription_id, made=api.rotate_secret(subscription_id=subscription_id, actor=actor, now=now)
        )
    if what == "ping":
        sent = api.ping(subscription_id=subscription_id, actor=actor, now=now)
        answer = str(sent.status) if sent.status else sent.error
        if sent.heard:
            messages.success(request, _("Bên nhận đã trả lời %(answer)s.") % {"answer": answer})
        else:
            messages.warning(request, _("Bên nhận chưa nhận được: %(answer)s") % {"answer": answer})
    elif what == "replay":
        count = api.replay(subscription_id=subscription_id, actor=actor, now=now)
        messages.success(request, _("%(n)s thông báo được gửi lại.") % {"n": count})
    elif what == "end":
        api.unsubscribe(subscription_id=subscription_id, actor=actor, now=now)
        messages.success(request, _("Đã kết thúc đăng ký."))
        return redirect("developers_subscriptions")
    return redirect("developers_subscription", subscription_id=subscription_id)


def _clients_page(request: HttpRequest, *, made: NewSecret | None, errors: dict[str, str]) -> HttpResponse:
    english = language_of(request) == "en"
    found = api.clients(actor=actor_of(request))
    context = {
        "tabs": tabs("developers_clients"), "made": made, "errors": errors, "typed": request.POST if errors else {},
        "clients": [
            {"view": c, "made": _moment(c.created_at), "used": _moment(c.last_used_at), "scopes": ", ".join(c.scopes),
             "units": ", ".join(c.units) or "–", "id": str(c.client_id)}
            for c in found
        ],
        "scopes": [{"value": name, "text": en if english else vi, "hint": name} for name, (vi, en) in SCOPES.items()],
    }  # fmt: skip
    return render(request, "developers/clients.html", context, status=422 if errors else 200)


def _subscription_page(request: HttpRequest, subscription_id: UUID, *, made: NewSecret | None) -> HttpResponse:
    actor = actor_of(request)
    found = api.subscriptions(actor=actor, subscription_id=subscription_id)
    if not found:
        raise SubscriptionUnknown
    before = row_number(request.GET.get("truoc", ""))
    rows, after = api.deliveries(actor=actor, subscription_id=subscription_id, before=before)
    view = found[0]
    context = {
        "tabs": tabs("developers_subscriptions"), "view": view, "made": made,
        "facts": [
            {"name": _("Sự kiện"), "value": ", ".join(view.events)}, {"name": _("Đơn vị"), "value": ", ".join(view.units) or _("Tất cả")},
            {"name": _("Thủ tục"), "value": ", ".join(view.procedures) or _("Tất cả")},
            {"name": _("Khoá cũ còn ký đến"), "value": _moment(view.rotating_until)},
        ],
        "columns": [_("Lúc"), _("Sự kiện"), _("Trạng thái"), _("Trả lời")],
        "rows": [_row(d) for d in rows], "next_href": f"?truoc={after}" if after else "",
    }
    return render(request, "developers/subscription.html", context)


def _row(view: DeliveryView) -> list[Any]:
    words = {"waiting": _("Đang chờ"), "done": _("Đã nhận"), "dead": _("Đã dừng")}
    tries = _("lần thử: %(n)s") % {"n": view.attempts}
    return [
        _moment(view.created_at), {"text": view.event, "breaks": True},
        {"text": words[view.state], "state": _STATES[view.state], "hint": tries}, str(view.last_status or view.last_error or "–"),
    ]


def tabs(current: str) -> list[dict[str, Any]]:
    """The administrator's pages of connected applications."""
    pages = [
        ("developers_clients", _("Ứng dụng")), ("developers_subscriptions", _("Đăng ký nhận thông báo")),
        ("developers_usage", _("Lượt gọi")),
    ]  # fmt: skip
    if rooms.is_on("signon"):  # people's sign-in at other systems is looked after by the same administrators
        pages.append(("signon_applications", _("Ứng dụng đăng nhập")))
    return [{"text": text, "href": reverse(name), "current": name == current} for name, text in pages]


def _said(request: HttpRequest, told: tuple[str, str]) -> str:
    return told[1] if language_of(request) == "en" else told[0]


def _words(request: HttpRequest, name: str) -> list[str]:
    return [part for part in request.POST.get(name, "").replace(",", " ").split() if part][:500]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else 0  # noqa: PLR2004 - longer is refused anyway


def _moment(at: datetime | None) -> str:
    return f"{local(at):%d/%m/%Y %H:%M:%S}" if at else "–"
