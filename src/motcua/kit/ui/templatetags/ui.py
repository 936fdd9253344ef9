"""``{% ui "button" text=… %}``, ``{% uiblock "fieldset" legend=… %}…{% enduiblock %}``, and the parts of a page's frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from motcua.kernel.actors import ANONYMOUS, Actor, ActorKind
from motcua.kit import clock
from motcua.kit.ui import frame, items, numbers, render
from motcua.kit.ui.theme import city_theme

register = template.Library()
_NOTICE = {"success": "success", "warning": "warn", "error": "urgent"}


def _page(context: Context) -> Mapping[str, Any]:
    return {str(key): value for key, value in context.flatten().items()}


@register.simple_tag(takes_context=True)
def ui(context: Context, component_name: str, /, **arguments: Any) -> SafeString:
    """One component. Texts are sentences in the page's language."""
    return render.render(component_name, page=_page(context), **arguments)


@register.simple_block_tag(takes_context=True, end_name="enduiblock")
def uiblock(context: Context, content: str, component_name: str, /, **arguments: Any) -> SafeString:
    """One component around content: the block is passed as ``content``."""
    return render.render(component_name, page=_page(context), content=mark_safe(content), **arguments)  # noqa: S308 - rendered by the page's template


@register.simple_tag(takes_context=True)
def part(context: Context, file: str) -> SafeString:
    """Another template of the same component's folder."""
    return render.render_part(context, file)


@register.filter
def attrs(extra: Mapping[str, Any] | None) -> SafeString:
    """A mapping as HTML attributes, refused if the pages' policy forbids one."""
    return items.attributes(extra)


@register.filter
def number(value: numbers.Number | None, decimals: int | None = None) -> str:
    """A number with grouped thousands in the page's language; an en dash for None."""
    return numbers.shown(value, decimals=decimals)


@register.filter
def notice_kind(message: Any) -> str:
    """The kind of notice for a message of Django's messages framework."""
    return _NOTICE.get(message.level_tag, "info")


@register.simple_tag
def city_name() -> str:
    """The city's name in the page's language."""
    return frame.city_name((get_language() or "vi")[:2])


@register.simple_tag
def theme_colour(token: str) -> str:
    """A colour of the city's light palette, for places where no style sheet reaches."""
    return city_theme().light[token]


@register.simple_tag
def ui_styles() -> SafeString:
    """Links to the city's style sheet and, where the front-end packages were fetched, to the typeface."""
    names = [f"ui/{city_theme().code}.css", *(["vendor/fonts.css"] if finders.find("vendor/fonts.css") else [])]
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((static(name),) for name in names))


@register.simple_tag
def ui_scripts() -> SafeString:
    """The two deferred scripts; every page works without them."""
    names = ("django_htmx/htmx-2.min.js", "ui/motcua.js")
    return format_html_join("", '<script src="{}" defer></script>', ((static(name),) for name in names))


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def ui_manifest() -> SafeString:
    """Link to the installable app's manifest, when the portal is switched on."""
    href = _address("portal_manifest")
    return format_html('<link rel="manifest" href="{}">', href) if href else SafeString()


@register.simple_tag
def ui_worker() -> SafeString:
    """The attribute that tells the page's script where the service worker is, when the portal is switched on."""
    href = _address("portal_worker")
    return format_html(' data-worker="{}"', href) if href else SafeString()


@register.simple_tag(takes_context=True)
def ui_header(context: Context) -> SafeString:
    """The page head from the context of every page: ``actor`` and ``shell_menu``."""
    page = _page(context)
    actor: Actor = page.get("actor") or ANONYMOUS
    known = actor.kind in (ActorKind.CITIZEN, ActorKind.OFFICER)
    request = page.get("request")
    sign_in = f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}" if request else str(settings.LOGIN_URL)
    return render.render(
        "header",
        page=page,
        city=city_name(),
        name=gettext("Một Cửa"),
        home_url=frame.home_url(actor),
        menu=frame.menu_links(page.get("shell_menu") or ()),
        person=actor.name if known else "",
        person_note=frame.position_note(actor),
        account_url=frame.account_url(actor) if known else "",
        sign_in_url="" if known or (request and request.path == settings.LOGIN_URL) else sign_in,
        language_next=request.get_full_path() if request and request.method == "GET" else "/",
        sign_out_url=_address("account_logout") if known else "",
    )


@register.simple_tag(takes_context=True)
def ui_acting(context: Context) -> SafeString:
    """For whom the person acts, while she acts for an organisation; nothing otherwise."""
    page = _page(context)
    body, request = page.get("acting_for"), page.get("request")
    if body is None:
        return SafeString()
    note = gettext("mã số thuế %(code)s") if body.scope is None else gettext("mã số thuế %(code)s, trong phạm vi được uỷ quyền")
    return render.render(
        "acting", page=page, name=body.name, note=note % {"code": body.shown_code},
        choose_url=_address("identity_organisations"), back_url=_address("identity_act_for"),
        next_url=request.get_full_path() if request and request.method == "GET" else "/",
    )


@register.simple_tag(takes_context=True)
def ui_footer(context: Context) -> SafeString:
    """The page foot: who answers for the site, the hotline, the language."""
    page = _page(context)
    request = page.get("request")
    return render.render(
        "footer",
        page=page,
        owner=gettext("Uỷ ban nhân dân %(city)s") % {"city": frame.inside(city_name())},
        contact=gettext("Cần giúp đỡ: gọi 1022, cả ngày lẫn đêm."),
        note=gettext("Bản trình diễn: người và hồ sơ đều là giả.") if settings.MOTCUA_DEMO else "",
        links=frame.foot_links(),
        next_url=request.get_full_path() if request and request.method == "GET" else "/",
    )


@register.simple_tag(takes_context=True)
def ui_inbox_tabs(context: Context, current: str = "") -> SafeString:
    """The frame of an officer's inbox: the tabs that rooms registered, with counts; ``current`` is the key of the tab shown."""
    page = _page(context)
    language = (get_language() or "vi")[:2]
    tabs = frame.inbox_tabs(page.get("actor") or ANONYMOUS, language=language, current=current, now=clock.now())
    return render.render("tabs", page=page, tabs=tabs, label=gettext("Hộp việc")) if tabs else SafeString()
