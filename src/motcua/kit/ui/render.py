"""Renders a component to HTML, from a template tag or from Python."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.template import Context, Origin, Template
from django.utils.safestring import SafeString, mark_safe

from motcua.kit.ui.registry import Component, component

_PASSED: Final = ("request", "csrf_token", "csp_nonce")


@cache
def _template(name: str, file: str) -> Template:
    found = component(name)
    source = "{% load i18n l10n ui %}" + found.source(file).rstrip()
    return Template(source, origin=Origin(str(found.folder / file)), name=f"{name}/{file}")


def _context(found: Component, arguments: Mapping[str, Any], page: Mapping[str, Any]) -> dict[str, Any]:
    return {**{key: page[key] for key in _PASSED if key in page}, "component": found.name, **found.build(**arguments)}


def render(name: str, /, *, page: Mapping[str, Any] | None = None, **arguments: Any) -> SafeString:
    """The HTML of component ``name`` with its ``arguments``.

    ``page`` is the surrounding template's context, of which only the request and the CSRF token are passed on. Raises
    :class:`~motcua.kit.ui.registry.UnknownComponent`, and TypeError for an argument that the component does not take.
    """
    found = component(name)
    html = _template(found.name, "template.html").render(Context(_context(found, arguments, page or {})))
    return mark_safe(html.strip())  # noqa: S308 - the component's template has escaped its arguments


def render_part(context: Context, file: str) -> SafeString:
    """Another template of the same component's folder, with the same context."""
    html = _template(context["component"], f"{file}.html").render(context)
    return mark_safe(html.strip())  # noqa: S308 - rendered by an autoescaping template
