"""Words for those who receive personal data, with the way to the page of their right or application for those who may open it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kernel.actors import Role
from motcua.kernel.dates_vi import show_date
from motcua.services.privacy.contracts import Activity, Recipient, RecipientKind


def columns() -> list[dict[str, Any]]:
    """Columns of the table of recipients."""
    return [{"text": t} for t in (_("Bên nhận"), _("Qua đâu"), _("Dữ liệu nhận được"), _("Mục đích"))]


def row(found: Recipient, *, language: str, roles: Collection[Role]) -> list[Any]:
    """One line of it."""
    english = language == "en"
    since = _("từ %(day)s") % {"day": show_date(found.since, language)} if found.since else ""
    return [
        {"text": found.name_en if english else found.name_vi, "href": _page(found, roles), "hint": since},
        found.what_en if english else found.what_vi, fields(found, language), found.purpose_en if english else found.purpose_vi,
    ]  # fmt: skip


def fields(found: Recipient, language: str) -> str:
    """The data in words; that nobody described them is said, not guessed."""
    if found.fields is None:
        return _("Dịch vụ chưa mô tả dữ liệu trả về")
    return ", ".join(en if language == "en" else vi for vi, en in found.fields)


def names(activity: Activity, language: str) -> list[str]:
    """Who receives data of the activity, each once."""
    return list(dict.fromkeys(r.name_en if language == "en" else r.name_vi for r in activity.receivers))


def line(found: Recipient, language: str) -> str:
    """One recipient in a cell of a file."""
    name, what = (found.name_en, found.what_en) if language == "en" else (found.name_vi, found.what_vi)
    return f"{name} ({what}): {fields(found, language)}"


def _page(found: Recipient, roles: Collection[Role]) -> str:
    if found.kind is RecipientKind.APPLICATION:
        return reverse("signon_application", args=[found.ref]) if Role.ADMIN in roles else ""
    return reverse("exchange_log") if {Role.ADMIN, Role.OPERATOR} & set(roles) else ""
