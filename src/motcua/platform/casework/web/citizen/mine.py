"""My dossiers and drafts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import DossierRow, DossierStatus
from motcua.platform.casework.web.citizen.edge import ENDED, day, said, status_tag
from motcua.platform.eforms import api as eforms

SHOWN = 20


@audience("citizen")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for me first, then all my dossiers, then drafts."""
    actor, now = actor_of(request), clock.now()
    page = casework.my_dossiers(actor=actor, now=now, cursor=request.GET.get("sau", ""), limit=SHOWN)
    rows = [row_of(request, row) for row in page.rows]
    context = {
        "waiting": [row for row in rows if row["todo"]],
        "rows": rows,
        "total": page.total,
        "drafts": [draft_of(request, draft) for draft in eforms.drafts_of(actor=actor, now=now)],
        "next_href": f"?sau={page.next_cursor}" if page.next_cursor else "",
    }
    return render(request, "casework/citizen/mine.html", context)


def row_of(request: HttpRequest, row: DossierRow) -> dict[str, Any]:
    """One dossier as a card: its state, and what the person has to do, if anything."""
    tag = status_tag(request, row.status, row.due_state)
    todo, href = "", reverse("casework_status", args=[row.code])
    if row.waiting_for_fee:
        todo = _("Nộp phí, lệ phí để hồ sơ được tiếp nhận")
    elif row.status == DossierStatus.SUPPLEMENT:
        todo, href = _("Bổ sung giấy tờ"), reverse("casework_supplement", args=[row.code])
    elif row.status == DossierStatus.RESOLVED:
        todo = _("Nhận kết quả")
    meta = _("Nộp ngày %(day)s") % {"day": day(request, row.submitted_at)}
    if row.due_at and row.status not in ENDED:
        meta = f"{meta} · {_('Hẹn trả %(day)s') % {'day': day(request, row.due_at)}}"
    name = forms.short_name(row.procedure_name)
    return {"code": row.code, "name": name, "href": href, "todo": todo, "tag": tag, "meta": meta, "open": row.status not in ENDED}


def draft_of(request: HttpRequest, draft: eforms.DraftSummary) -> dict[str, Any]:
    """One draft as a card."""
    title = said(request, str(draft.context.get("title_vi") or draft.title_vi), str(draft.context.get("title_en") or ""))
    return {
        "title": title,
        "href": forms.draft_url(draft.uuid),
        "discard": reverse("eforms_discard", args=[draft.uuid]),
        "text": _("Đã xong %(done)s trên %(all)s trang") % {"done": draft.pages_done, "all": draft.pages},
        "meta": _("Sửa lần cuối %(day)s, giữ đến %(until)s")
        % {"day": day(request, draft.updated_at), "until": day(request, draft.expires_at)},
        "language": language_of(request),
    }
