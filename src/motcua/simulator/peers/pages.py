"""Pages of the peers: server-rendered, autoescaped, one stylesheet, no script; Vietnamese first with English beside it."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from motcua.kernel.errors import NamedError

_TEMPLATES = Environment(
    loader=PackageLoader("motcua.simulator.peers", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def money(amount: int) -> str:
    """An amount as people read it: ``8.000 đ``."""
    return f"{amount:,} đ".replace(",", ".")


_TEMPLATES.filters["money"] = money


def page(template: str, *, status: int = 200, form_action: str = "", **context: Any) -> HTMLResponse:
    """Render a page under a strict policy; ``form_action`` adds one origin to which a form may lead after redirects."""
    policy = f"default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {form_action}"
    headers = {
        "content-security-policy": policy.strip(),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
    }
    return HTMLResponse(_TEMPLATES.get_template(template).render(**context), status_code=status, headers=headers)


def error_page(error: NamedError) -> HTMLResponse:
    """The page of a refusal."""
    return page("error.html", status=error.status, error=error, vi=error.sentence("vi"), en=error.sentence("en"))
