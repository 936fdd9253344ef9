"""The gallery: every component with all its examples, in Vietnamese and in English. Shown in the demonstration only."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as page
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, override

from motcua.kernel.errors import NotFound
from motcua.kit.ui.components.language_switch.component import LANGUAGES
from motcua.kit.ui.registry import Component, Example, UnknownComponent, component, components
from motcua.kit.ui.render import render
from motcua.kit.ui.words import spoken
from motcua.kit.web import audience


def example_html(found: Component, example: Example, *, around: Mapping[str, Any] | None = None, language: str | None = None) -> str:
    """One example rendered in ``language`` (the active one when not given)."""
    with override(language or get_language()):
        arguments = dict(spoken(example.arguments))
        if example.content is not None:
            arguments["content"] = example.content.say()
        return render(found.name, page=around, **arguments)


def _usage(found: Component, example: Example) -> str:
    shown = json.dumps(spoken(example.arguments), ensure_ascii=False, indent=2, default=str)
    tag = "uiblock" if example.content is not None else "ui"
    return f"{{% {tag} {found.tag_name!r} … %}}\n{shown}"


def _documentation(text: str) -> SafeString:
    """A docstring as HTML: its ``names`` as code, its paragraphs apart."""
    marked = re.sub(r"``(.+?)``", r"<code>\1</code>", escape(text))
    return mark_safe(re.sub(r"\n\s*\n", "</p><p>", marked))  # noqa: S308 - escaped above


def _entry(found: Component, around: Mapping[str, Any]) -> dict[str, Any]:
    examples = [
        {"title": example.title.say(), "html": example_html(found, example, around=around), "usage": _usage(found, example)}
        for example in found.examples
    ]
    return {"component": found, "examples": examples, "documentation": _documentation(found.documentation)}


def _show(request: HttpRequest, chosen: Sequence[Component], one: Component | None) -> HttpResponse:
    if not settings.MOTCUA_DEMO:
        raise NotFound
    asked = request.GET.get("lang", "")
    language = asked if asked in dict(LANGUAGES) else (get_language() or "vi")[:2]
    from django.middleware.csrf import get_token

    with override(language):
        context = {
            "one": one,
            "crumbs": [(gettext("Bộ thành phần giao diện"), "/ui/"), (one.tag_name if one else "",)],
            "shown": [_entry(found, {"request": request, "csrf_token": get_token(request)}) for found in chosen],
            "query": f"?lang={language}",
            "languages": [{"text": name, "href": f"?lang={code}", "current": code == language} for code, name in LANGUAGES],
            "languages_label": gettext("Ngôn ngữ"),
        }
        return page(request, "kit/gallery.html", context)


@audience("public")
def gallery(request: HttpRequest) -> HttpResponse:
    """All components. Raises NotFound outside the demonstration."""
    return _show(request, list(components().values()), None)


@audience("public")
def gallery_component(request: HttpRequest, name: str) -> HttpResponse:
    """One component with its documentation and the arguments of each example."""
    try:
        found = component(name)
    except UnknownComponent:
        raise NotFound from None
    return _show(request, [found], found)
