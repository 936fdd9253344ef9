"""The page on which the applicant (or reception for her) says how the result comes to her."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.foundation.identity import api as identity
from motcua.foundation.units import api as units
from motcua.kernel.actors import ActorKind, Role
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid, NamedError
from motcua.kernel.money import format_dong
from motcua.kernel.text import sort_key
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.eforms import api as eforms
from motcua.services.post import api, rules
from motcua.services.post.contracts import ConsignmentState, ConsignmentView, PostAddress

_TEXTS = ("name", "phone", "line", "elsewhere")
_Keep = Callable[[PostAddress | None], object]


@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def for_draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """At filing, beside the questions of the form."""
    actor = actor_of(request)
    draft = eforms.draft(draft_id=draft_id, actor=actor)
    back = reverse("casework_check", args=[draft_id])

    def keep(address: PostAddress | None) -> object:
        return api.choose_for_draft(draft_id=draft_id, address=address, actor=actor, now=clock.now())

    return _page(request, api.of_draft(draft_id=draft_id, actor=actor), keep, back=back, caption=str(draft.context.get("title_vi", "")))


@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def for_dossier(request: HttpRequest, code: str) -> HttpResponse:
    """On the dossier's page, until the post has the result."""
    return _dossiers(request, code, back=reverse("casework_status", args=[code]))


@audience("officer", roles=[Role.RECEPTION])
@require_http_methods(["GET", "HEAD", "POST"])
def at_the_desk(request: HttpRequest, code: str) -> HttpResponse:
    """Reception writes down what the applicant says at the counter, or mends an address that the post refused."""
    return _dossiers(request, code, back=reverse("casework_desk", args=[code]))


def _dossiers(request: HttpRequest, code: str, *, back: str) -> HttpResponse:
    actor = actor_of(request)
    known = api.of_dossier(code=code, actor=actor)
    if known is not None and known.address.name:
        casework.note_list(codes=[code], actor=actor, now=clock.now(), source="post.choose", contact=True, at_work=True)

    def keep(address: PostAddress | None) -> object:
        return api.choose(code=code, address=address, actor=actor, now=clock.now())

    return _page(request, known, keep, back=back, caption=code)


def _page(request: HttpRequest, known: ConsignmentView | None, keep: _Keep, *, back: str, caption: str) -> HttpResponse:
    chosen = known is not None and known.state is not ConsignmentState.DROPPED
    typed = _typed(request) if request.method == "POST" else known.address if known is not None else _own(request)
    by_post = request.POST.get("way") == "post" if request.method == "POST" else chosen
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            keep(typed if by_post else None)
        except Invalid as refusal:
            errors = {name: pair[1] if language_of(request) == "en" else pair[0] for name, pair in refusal.fields.items()}
        except NamedError as refusal:
            errors = {"way": refusal.sentence(language_of(request))}
        else:
            messages.success(request, _("Đã lưu cách nhận kết quả."))
            return HttpResponseRedirect(back)
    context = {
        "page_title": _("Nhận kết quả ở đâu?"), "caption": caption, "back_url": back, "errors": errors, "typed": typed,
        "way": "post" if by_post else "desk", "ways": _ways(), **_places(request),
    }  # fmt: skip
    return render(request, "post/choose.html", context, status=422 if errors else 200)


def _ways() -> list[tuple[str, str]]:
    return [
        ("desk", _("Đến bộ phận một cửa nhận, hoặc chỉ cần bản điện tử")),
        ("post", _("Bưu điện đưa bản giấy đến nhà")),
    ]


def _typed(request: HttpRequest) -> PostAddress:
    texts: dict[str, Any] = {name: request.POST.get(name, "")[:200] for name in _TEXTS}
    return PostAddress(**texts, unit_code=request.POST.get("unit", "")[:20], old_unit_code=request.POST.get("old", "")[:20])


def _own(request: HttpRequest) -> PostAddress:
    """What the city knows of the applicant herself; nothing for an officer, who types another's address."""
    actor = actor_of(request)
    if actor.kind is not ActorKind.CITIZEN or actor.subject_id is None:
        return PostAddress(name="", phone="", line="")
    person = identity.person(person_id=actor.subject_id)
    return PostAddress(name=person.full_name, phone=person.phone, line=person.residence_line, unit_code=person.residence_unit_code)


def _places(request: HttpRequest) -> dict[str, Any]:
    today, language = local_date(clock.now()), language_of(request)
    now = sorted(units.communes(on=today), key=lambda unit: sort_key(unit.full_name))
    old = [
        (commune.unit.code, f"{commune.unit.full_name}, {district.unit.full_name}")
        for province in units.tree(on=rules.LAST_OLD_DAY) for district in province.children for commune in district.children
        if commune.unit.is_commune
    ]
    return {
        "units": [("", _("Chọn xã, phường, đặc khu")), *((u.code, u.label(language)) for u in now)],
        "old_units": [("", _("Không dùng địa chỉ cũ")), *sorted(old, key=lambda pair: sort_key(pair[1]))],
        "fee_city": format_dong(api.fee(unit_code="city", on=today)), "fee_country": format_dong(api.fee(unit_code="", on=today)),
    }  # fmt: skip
