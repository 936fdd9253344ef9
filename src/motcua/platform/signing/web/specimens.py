"""Pictures that signatures show: an officer brings his own hand signature, an administrator also the seal of a unit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError, NotFound
from motcua.kernel.text import sort_key
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.platform.signing import api
from motcua.platform.signing.contracts import SpecimenKind

_LARGEST = 5_000_000
_OWN = "own"


@never_cache
@audience("officer")
@require_http_methods(["GET", "HEAD", "POST"])
def specimens(request: HttpRequest) -> HttpResponse:
    """The form, what is in use, and what was wrong with a picture."""
    actor, language = actor_of(request), language_of(request)
    whose, errors, status = request.POST.get("whose", _OWN), {}, 200
    if request.method == "POST":
        given = request.FILES.get("picture")
        if given is None or isinstance(given, list) or (given.size or 0) > _LARGEST:
            errors, status = {"picture": _("Chọn một ảnh PNG dưới 5 MB.")}, 422
        else:
            try:
                holder, kind = _holder(actor, whose)
                api.set_specimen(holder_ref=holder, kind=kind, content=given.read(), actor=actor, now=clock.now())
            except NamedError as refusal:
                errors, status = {"picture": refusal.sentence(language)}, refusal.status
            else:
                messages.success(request, _("Đã dùng ảnh này cho các chữ ký từ bây giờ. Văn bản đã ký không đổi."))
                return redirect("signing_specimens")
    context: dict[str, Any] = {
        "page_title": _("Mẫu chữ ký và dấu"), "errors": errors, "whose": whose, "options": _options(actor, language),
        "in_use": api.own_specimen(actor=actor, now=clock.now()) is not None,
    }
    return render(request, "signing/specimens.html", context, status=status)


@never_cache
@audience("officer")
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The officer's own picture in use; nobody else's is shown."""
    content = api.own_specimen(actor=actor_of(request), now=clock.now())
    if content is None:
        raise NotFound
    return file_response(name="mau-chu-ky.png", mime="image/png", content=content, download=False)  # type: ignore[return-value]


def _holder(actor: Actor, whose: str) -> tuple[str, SpecimenKind]:
    return (actor.ref, SpecimenKind.HAND) if whose == _OWN else (f"unit:{whose[:20]}", SpecimenKind.SEAL)


def _options(actor: Actor, language: str) -> list[tuple[str, str]]:
    """Himself; for an administrator also the units of today that have an agency code."""
    own_one = [(_OWN, _("Chữ ký tay của tôi (mực xanh)"))]
    if Role.ADMIN not in actor.roles:
        return own_one
    today = local_date(clock.now())
    known = sorted((*units.communes(on=today), *units.agencies(on=today)), key=lambda unit: sort_key(unit.full_name))
    return [*own_one, *((u.code, _("Dấu của %(unit)s") % {"unit": u.label(language)}) for u in known if u.agency_code)]
