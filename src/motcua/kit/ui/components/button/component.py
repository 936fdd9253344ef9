"""A button that does something (sends a form); a link that looks like one is ``link-button``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from motcua.kit.ui.items import attributes

Kind = Literal["primary", "secondary", "quiet", "urgent"]


def context(
    *,
    text: str,
    kind: Kind = "primary",
    type: Literal["submit", "button", "reset"] = "submit",  # noqa: A002 - the HTML attribute's name
    name: str = "",
    value: str = "",
    full: bool = False,
    form: str = "",
    describe: str = "",
    attrs: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """One button. ``text`` starts with a verb ("Nộp hồ sơ"); one ``primary`` on a page.

    ``kind``: primary, secondary, quiet (text only), urgent (city-wide warnings, nothing else). ``full`` fills the width on a phone.
    ``describe`` adds words that only screen readers say ("Sửa" + "họ và tên"). ``form`` is the id of a form elsewhere.
    A submit button is refused a second press by the page's script while the form is on its way; the server keeps double submits harmless.
    """
    extra = {"name": name or None, "value": value or None, "form": form or None, **(attrs or {})}
    return {"text": text, "kind": kind, "type": type, "full": full, "describe": describe, "extra": attributes(extra)}
