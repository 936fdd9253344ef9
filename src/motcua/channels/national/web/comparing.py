"""The comparison with the portal, and statuses that a ministry's system says."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.channels.national import api
from motcua.channels.national.contracts import PortalRefused, PortalUnavailable
from motcua.channels.national.web import words
from motcua.kernel.actors import Actor
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of


@never_cache
@audience("officer", roles=api.ROLES)
def differences(request: HttpRequest) -> HttpResponse:
    """What differs, with one button each; POST compares now or settles everything."""
    actor = actor_of(request)
    language = language_of(request)
    if request.method == "POST":
        return _act(request, actor, language)
    last = api.last_comparison(actor=actor)
    context = {
        "tabs": words.tabs("national_differences"), "items": words.difference_items(api.differences(actor=actor), language), "last": last,
        "at": words.moment(last.at) if last else "",
    }  # fmt: skip
    return render(request, "national/differences.html", context)


@audience("officer", roles=api.ROLES)
@require_POST
def settle(request: HttpRequest, difference_id: int) -> HttpResponse:
    """Send our state again, or fetch what is missing here."""
    actor = actor_of(request)
    api.settle(difference_id=difference_id, actor=actor, now=clock.now())
    messages.success(request, _("Đã xếp hàng gửi lại; lần đối chiếu sau sẽ kiểm tra."))
    return redirect("national_differences")


@never_cache
@audience("officer", roles=api.ROLES)
@require_GET
def mirrors(request: HttpRequest) -> HttpResponse:
    """Dossiers whose status a ministry's system says."""
    actor = actor_of(request)
    language = language_of(request)
    rows = words.mirror_rows(api.mirrors(actor=actor), language)
    return render(
        request, "national/mirrors.html", {"tabs": words.tabs("national_mirrors"), "columns": words.mirror_columns(), "rows": rows}
    )


def _act(request: HttpRequest, actor: Actor, language: str) -> HttpResponse:
    now = clock.now()
    try:
        if request.POST.get("act") == "all":
            count = api.settle_all(actor=actor, now=now)
            messages.success(request, _("Đã xếp hàng gửi lại %(n)s hồ sơ.") % {"n": count})
        else:
            done = api.compare(now=now)
            if done.error:
                messages.warning(request, done.error)
            else:
                told = _("Đã đối chiếu %(all)s hồ sơ, %(bad)s điểm lệch.") % {"all": done.compared, "bad": done.differences}
                messages.success(request, told)
    except (PortalUnavailable, PortalRefused) as away:
        messages.warning(request, away.sentence(language))
    return redirect("national_differences")
