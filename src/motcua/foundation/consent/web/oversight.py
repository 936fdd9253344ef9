"""For the data protection officer and leaders: how data are used, what is unusual, and the readings behind it. Looking is recorded."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import api as consent
from motcua.foundation.consent.web.readings import asked_of, wanted_of
from motcua.foundation.consent.web.words import Words, at
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of

_ROLES = (Role.ADMIN, Role.LEADER)
_ROWS = 50
_LONGEST_REF = 80
_GROUND = "Luật 91/2025/QH15 Điều 33"


@audience("officer", roles=_ROLES)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Readings by agency and purpose, and readings that ask for an explanation."""
    actor, now = actor_of(request), clock.now()
    found = consent.unusual(actor=actor, now=now)
    names = consent.officer_names(refs={u.reader_ref for u in found})
    words = Words(language=language_of(request), now=now, officers=names)
    usage = consent.usage(actor=actor, now=now)
    _record(request, {})
    context = {
        "days": int(registers.rule(code="consent.oversight_days", on=clock.today()).value),
        "unusual_columns": [_("Vì sao hỏi"), _("Cán bộ"), {"text": _("Số lượt"), "numeric": True}, _("Lần cuối"), _("Xem lại")],
        "unusual": [_unusual(u, words) for u in found],
        "usage_columns": [_("Cơ quan"), _("Mục đích"), {"text": _("Số lượt"), "numeric": True}, {"text": _("Số người"), "numeric": True}],
        "usage": [_usage(u, words) for u in usage],
        "list_href": reverse("consent_oversight_list"),
    }
    return render(request, "consent/oversight.html", context)


@audience("officer", roles=_ROLES)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The readings themselves: who, when, why, in which dossier; persons are not named."""
    actor, now = actor_of(request), clock.now()
    asked = {**asked_of(request.GET), "nguoi": request.GET.get("nguoi", "").strip()[:_LONGEST_REF]}
    wanted = wanted_of(asked, reader_ref=asked["nguoi"], without_own=True)
    page = consent.overseen(actor=actor, wanted=wanted, now=now, before=request.GET.get("truoc") or None, limit=_ROWS)
    names = consent.officer_names(refs={a.reader_ref for a in page.accesses})
    words = Words(language=language_of(request), now=now, officers=names)
    said = {name: value for name, value in asked.items() if value}
    _record(request, said)
    context = {
        "columns": [_("Lúc"), _("Ai xem"), _("Mục đích, căn cứ"), _("Hồ sơ"), _("Dữ liệu"), {"text": _("Số người"), "numeric": True}],
        "rows": [_row(a, words) for a in page.accesses],
        "asked": asked,
        "narrowed": bool(said),
        "purposes": [(code, p.name(words.language)) for code, p in sorted(words.purposes.items())],
        "next_href": f"?{urlencode({**said, 'truoc': page.next_before})}" if page.next_before else "",
        "first_href": f"?{urlencode(said)}" if request.GET.get("truoc") else "",
    }
    return render(request, "consent/oversight_list.html", context)


def _record(request: HttpRequest, asked: dict[str, str]) -> None:
    actor, details = actor_of(request), dict(asked)
    audit.record(action="consent.overseen", object_ref="consent.access", actor=actor, now=clock.now(), ground=_GROUND, details=details)


def _unusual(found: consent.UnusualReading, words: Words) -> dict[str, Any]:
    why = {
        "no_dossier": _("Xem nhiều người trong một ngày, không gắn với hồ sơ"),
        "night": _("Xem vào ban đêm"),
        "own": _("Người được xem trùng họ tên với chính cán bộ"),
        "colleague": _("Người được xem trùng họ tên với đồng nghiệp cùng đơn vị"),
    }[found.kind]
    href = f"{reverse('consent_oversight_list')}?{urlencode({'nguoi': found.reader_ref})}"
    limit = _("ngưỡng %(n)s") % {"n": found.limit}
    name = words.officers.get(found.reader_ref, found.reader_post)
    cells = [
        {"text": why, "hint": limit},
        {"text": name, "hint": words.agency(found.reader_unit)},
        str(found.count),
        at(found.last_at),
        {"text": _("Xem các lượt"), "href": href},
    ]
    return {"tone": "waiting", "cells": cells}


def _usage(found: consent.UsageRow, words: Words) -> list[Any]:
    asked = {"co_quan": found.agency, "muc_dich": found.purpose}
    href = f"{reverse('consent_oversight_list')}?{urlencode(asked)}"
    agency = words.agency(found.agency) or _("Chính người dân và hệ thống")
    return [agency, {"text": words.purpose(found.purpose), "href": href}, str(found.readings), str(found.people)]


def _row(read: consent.Access, words: Words) -> list[Any]:
    who, post = words.who(read)
    return [
        at(read.at),
        {"text": who, "hint": post},
        {"text": words.purpose(read.purpose), "hint": read.ground},
        read.dossier or "–",
        {"text": words.facts(read) or "–", "hint": words.place(read)},
        str(read.people),
    ]
