"""What casework's pages show of this room: a row when filing, a panel on the page of the dossier for its owner and for the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kernel.actors import Actor, Role
from motcua.kernel.dates_vi import show_instant
from motcua.kernel.money import format_dong
from motcua.kit import shell
from motcua.kit.web import actor_of, language_of
from motcua.platform.casework.contracts import (
    AtSubmission,
    Dossier,
    DossierPanel,
    DossierStatus,
    FilingPanel,
    at_submission,
    dossier_panels,
    filing_panels,
)
from motcua.services.post import api, rules
from motcua.services.post.contracts import ConsignmentState, ConsignmentView
from motcua.services.post.web.desk import tag

_WITH_RESULT = frozenset({DossierStatus.RESOLVED, DossierStatus.HANDED_BACK})
_ENDED = frozenset({DossierStatus.REFUSED, DossierStatus.WITHDRAWN, DossierStatus.STOPPED, DossierStatus.HANDED_BACK})


def register() -> None:
    """Add the panels, what happens at submission, and the desk's menu item."""
    filing_panels.add(FilingPanel(key="post", render=filing))
    dossier_panels.add(DossierPanel(key="post.citizen", audience="citizen", render=owners))
    dossier_panels.add(DossierPanel(key="post.officer", audience="officer", render=officers))
    at_submission.add(AtSubmission(key="post", run=api.attach))
    shell.inbox_tabs.add(
        shell.InboxTab(
            key="post.waiting", label_vi="Kết quả gửi bưu điện", label_en="Results to be posted", url_name="post_desk",
            roles=frozenset({Role.RECEPTION}), count=_waiting, order=40,
        )
    )  # fmt: skip


def _waiting(*, actor: Actor, now: datetime) -> int:
    return len(api.waiting(actor=actor))


def filing(request: HttpRequest, draft_id: UUID) -> str:
    """How the result is returned, on the page where everything is checked."""
    if not api.offered():
        return ""
    chosen = api.of_draft(draft_id=draft_id, actor=actor_of(request))
    context = {"chosen": chosen, "fee": format_dong(chosen.fee) if chosen else "", "href": reverse("post_choose_draft", args=[draft_id])}
    return render_to_string("post/_filing.html", context, request=request)


def owners(request: HttpRequest, dossier: Dossier) -> str:
    """Where the result is, for its owner."""
    return _panel(request, dossier, change="post_choose")


def officers(request: HttpRequest, dossier: Dossier) -> str:
    """The same for the desk once there is a result, with the button to hand it over; before, where reception writes the address down."""
    if dossier.status in _WITH_RESULT:
        return _panel(request, dossier, change="post_choose_desk")
    if dossier.status in _ENDED or Role.RECEPTION not in actor_of(request).roles or not api.offered():
        return ""
    return render_to_string("post/_ask.html", {"change": reverse("post_choose_desk", args=[dossier.code])}, request=request)


def _panel(request: HttpRequest, dossier: Dossier, *, change: str) -> str:
    found = api.of_shown(dossier=dossier)
    ended, at_desk = dossier.status in _ENDED, change == "post_choose_desk"
    reception = Role.RECEPTION in actor_of(request).roles
    changeable = api.offered() and not ended and (not at_desk or reception) and (found is None or found.state in rules.CHANGEABLE)
    if found is None and not changeable:
        return ""
    sends = at_desk and reception and found is not None and found.state in rules.SENDABLE and dossier.status is DossierStatus.RESOLVED
    context: dict[str, Any] = {
        "code": dossier.code, "found": found, "change": reverse(change, args=[dossier.code]) if changeable else "", "sends": sends,
        "tag": tag(found.state, language_of(request)) if found else None, "facts": _facts(request, found) if found else (),
        "at_desk": at_desk,
    }  # fmt: skip
    return render_to_string("post/_panel.html", context, request=request)


def _facts(request: HttpRequest, found: ConsignmentView) -> list[dict[str, str]]:
    if found.state is ConsignmentState.DROPPED:
        return []
    language = language_of(request)
    facts = [{"name": _("Người nhận"), "value": f"{found.address.name}, {found.address.phone}"}] if found.address.name else []
    facts += [{"name": _("Địa chỉ"), "value": found.address.shown}] if found.address.line else []
    facts.append({"name": _("Cước thu khi phát"), "value": format_dong(found.fee)})
    if found.tracking_code:
        facts.append({"name": _("Số hiệu bưu gửi"), "value": found.tracking_code})
    facts += [
        {"name": step.status.en if language == "en" else step.status.vi, "value": show_instant(step.at, language)} for step in found.steps
    ]
    if found.problem:
        facts.append({"name": _("Lý do"), "value": found.problem})
    return facts
