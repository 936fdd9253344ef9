"""The log for administrators and leaders; reading it is itself recorded."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.foundation.audit import api as audit
from motcua.kernel.actors import Role
from motcua.kernel.clock import local
from motcua.kit import clock
from motcua.kit.web import actor_of, audience

_ROLES = (Role.ADMIN, Role.LEADER)
_MAX_REF = 160


@audience("officer", roles=_ROLES)
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Entries newest first, filtered by thing or actor."""
    wanted = {name: request.GET.get(name, "").strip()[:_MAX_REF] for name in ("doi_tuong", "nguoi")}
    before = request.GET.get("truoc", "")
    page = audit.entries(
        object_ref=wanted["doi_tuong"] or None, actor_ref=wanted["nguoi"] or None, before=int(before) if before.isdecimal() else None
    )
    _record_reading(request, wanted)
    next_href = ""
    if page.next_before is not None:
        next_href = f"{reverse('audit_log')}?{urlencode({**wanted, 'truoc': page.next_before})}"
    context: dict[str, Any] = {
        "wanted": wanted,
        "narrowed": any(wanted.values()),
        "columns": [_("Thời điểm"), _("Người thực hiện"), _("Việc"), _("Đối tượng"), _("Căn cứ"), _("Chi tiết"), _("Số niêm phong")],
        "rows": [_row(entry) for entry in page.entries],
        "next_href": next_href,
        "hours": audit.hours(limit=7),
    }
    return render(request, "audit/log.html", context)


@audience("officer", roles=_ROLES)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Check the whole chain and say what was found."""
    report = audit.verify()
    if report.ok:
        messages.success(request, _("Chuỗi nhật ký nguyên vẹn: %(sealed)s mục đã niêm phong.") % {"sealed": report.sealed})
    else:
        place = report.faults[0].place
        messages.error(request, _("Chuỗi nhật ký KHÔNG nguyên vẹn, vị trí đầu tiên: %(place)s.") % {"place": place})
    return redirect("audit_log")


def _record_reading(request: HttpRequest, wanted: dict[str, str]) -> None:
    audit.record(
        action="audit.read",
        object_ref="audit.log",
        actor=actor_of(request),
        now=clock.now(),
        details={name: value for name, value in wanted.items() if value},
    )


def _row(entry: audit.AuditEntry) -> list[Any]:
    who = entry.actor_ref if not entry.on_behalf_of else f"{entry.actor_ref} → {entry.on_behalf_of}"
    details = json.dumps(entry.details, ensure_ascii=False) if entry.details else ""
    when = local(entry.at).strftime("%d/%m/%Y %H:%M:%S")
    seal = _("chờ") if entry.seq is None else str(entry.seq)
    return [when, _code(who), entry.action, _code(entry.object_ref), entry.ground, _code(details), seal]


def _code(text: str) -> dict[str, Any]:
    """A cell of ids and digests, which have no spaces to break at."""
    return {"text": text, "breaks": True}
