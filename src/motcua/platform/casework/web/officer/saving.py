"""Saved views: keep the list that is open, rename, order, choose the one that opens by itself, forget."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from motcua.kernel.errors import Invalid
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.web.officer import filters
from motcua.platform.casework.web.officer.inbox import ROLES


@audience("officer", roles=ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: HttpRequest) -> HttpResponse:
    """The officer's lists; a POST keeps the list whose filters the address carries under a name."""
    actor = actor_of(request)
    wanted, tab = filters.read(request.GET)
    name, error = request.POST.get("name", ""), ""
    if request.method == "POST":
        try:
            casework.save_view(name=name, filters=wanted, actor=actor, now=clock.now(), is_default="default" in request.POST)
        except Invalid as refusal:
            error = _first(refusal, language_of(request))
        else:
            messages.success(request, _("Đã lưu danh sách “%(name)s”.") % {"name": name.strip()})
            return redirect("casework_views")
    kept = casework.saved_views(actor=actor)
    shown = filters.fields(wanted, casework.filter_choices(actor=actor, now=clock.now()), language=language_of(request))
    context = {
        "kept": [{"view": v, "href": filters.address_of(v.filter)} for v in kept],
        "name": name,
        "error": error,
        "errors": {"name": error} if error else {},
        "query": filters.write(wanted, tab=tab),
        "saving": bool(request.GET),
        "conditions": [c["text"] for c in filters.in_force(wanted, tab="", shown=shown)],
        "default": bool(request.POST.get("default")),
        "any_default": any(v.is_default for v in kept),
    }
    return render(request, "casework/officer/views.html", context, status=422 if error else 200)


@audience("officer", roles=ROLES)
@require_POST
def change(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """``act``: rename, up, down, default, plain (no default any more), forget."""
    actor = actor_of(request)
    act = request.POST.get("act", "")
    try:
        if act == "rename":
            casework.rename_view(view_id=view_id, name=request.POST.get("name", ""), actor=actor)
        elif act in ("up", "down"):
            casework.move_view(view_id=view_id, up=act == "up", actor=actor)
        elif act in ("default", "plain"):
            casework.choose_default_view(view_id=view_id if act == "default" else None, actor=actor)
        elif act == "forget" and casework.delete_view(view_id=view_id, actor=actor):
            messages.success(request, _("Đã xoá danh sách."))
    except Invalid as refusal:
        messages.warning(request, _first(refusal, language_of(request)))
    return redirect("casework_views")


def _first(refusal: Invalid, language: str) -> str:
    pair = next(iter(refusal.fields.values()), None)
    return pair[language == "en"] if pair else refusal.sentence(language)
