"""For whom I may act, whom my organisation lets act for it, and the switch between them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.foundation.identity import api
from motcua.foundation.identity.contracts import NotRepresentative
from motcua.foundation.identity.queries.levels import own_address
from motcua.foundation.identity.web import authorising
from motcua.foundation.identity.web.session import ORGANISATION
from motcua.kernel.actors import Actor
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of


@never_cache
@audience("citizen")
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Organisations that I may act for, and what was offered to me."""
    actor, now = actor_of(request), clock.now()
    person = _subject(actor)
    waiting = [a for a in api.authorisations_to(person_id=person, now=now) if a.state is api.AuthorisationState.WAITING]
    context = {
        "organisations": [_card(one) for one in api.represented_by(person_id=person, now=now)],
        "waiting": [{"found": a, "href": reverse("identity_authorisation", args=[a.uuid])} for a in waiting],
    }
    return render(request, "identity/organisations.html", context)


@audience("citizen")
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Act for an organisation, or for myself again (empty value); ``next`` says where to go on, within this site."""
    actor, now = actor_of(request), clock.now()
    person, wanted = _subject(actor), request.POST.get("organisation", "")
    back = own_address(request, request.POST.get("next") or reverse("identity_organisations"))
    if not wanted:
        if request.session.pop(ORGANISATION, None):
            api.note_acting(actor=actor, organisation_id=None, now=now)
        return redirect(back)
    try:
        organisation_id = UUID(wanted)
    except ValueError as error:
        raise NotRepresentative from error
    organisation = api.must_represent(person_id=person, organisation_id=organisation_id, now=now)
    request.session[ORGANISATION] = str(organisation.uuid)
    api.note_acting(actor=actor, organisation_id=organisation.uuid, now=now)
    return redirect(back)


@never_cache
@audience("citizen")
@require_GET
def one(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """An organisation of mine: its facts, who represents it, whom it lets act for it."""
    actor, now = actor_of(request), clock.now()
    body = api.must_represent(person_id=_subject(actor), organisation_id=organisation_id, now=now)
    by_law = body.scope is None
    ended = request.GET.get("da_het") == "1"
    given = api.authorisations_of(organisation_id=body.uuid, now=now, ended=ended) if by_law else ()
    context: dict[str, Any] = {
        "body": body, "facts": _facts(body, now=now), "by_law": by_law, "ended": ended, "speaks": actor.organisation_id == body.uuid,
        "columns": [_("Người được uỷ quyền"), _("Được làm"), _("Đến hết ngày"), _("Trạng thái")],
        "rows": [authorising.row(a, reverse("identity_authorisation", args=[a.uuid])) for a in given],
    }  # fmt: skip
    return render(request, "identity/organisation.html", context)


@never_cache
@audience("citizen", min_level=2)
@require_http_methods(["GET", "POST"])
@api.confirmed(act=gettext_lazy("uỷ quyền làm thủ tục thay tổ chức"), level=2)
def give(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Let a person act for the organisation: fill in, and it waits for her to accept. A second press gives nothing twice."""
    actor, now = actor_of(request), clock.now()
    body = api.must_represent(person_id=_subject(actor), organisation_id=organisation_id, now=now)
    if body.scope is not None or actor.organisation_id != body.uuid:
        raise NotRepresentative
    if request.method == "GET":
        return _form(request, body, {"khoa": str(uuid4()), "viec": [api.ActFor.FILE.value]}, {})
    form = authorising.typed(request.POST)
    facts, problems = authorising.read(form, now=now)
    if problems:
        return _form(request, body, form, problems)
    try:
        made = api.authorise(organisation_id=body.uuid, actor=actor, now=now, idempotency_key=form["khoa"][:80], **facts)
    except NamedError as problem:
        return _form(request, body, form, {"so_dinh_danh": problem.sentence(language_of(request))})
    messages.success(request, _("Đã ghi. Uỷ quyền có hiệu lực khi %(name)s đăng nhập và nhận.") % {"name": made.name})
    return redirect("identity_authorisation", authorisation_id=made.uuid)


@never_cache
@audience("citizen")
@require_GET
def show(request: HttpRequest, authorisation_id: UUID) -> HttpResponse:
    """One authorisation, for its receiver and for the organisation."""
    actor, now = actor_of(request), clock.now()
    found = api.authorisation(authorisation_id=authorisation_id, person_id=_subject(actor), now=now)
    received = {a.uuid for a in api.authorisations_to(person_id=_subject(actor), now=now)}
    waits = found.state is api.AuthorisationState.WAITING
    mine_to_end = found.uuid in received
    context = {
        "found": found, "facts": authorising.facts(found), "may_accept": waits and mine_to_end,
        "may_end": found.state is not api.AuthorisationState.ENDED and (mine_to_end or actor.organisation_id == found.organisation.uuid),
        "end_text": _end_text(waits=waits, receiver=mine_to_end),
    }  # fmt: skip
    return render(request, "identity/authorisation.html", context)


@audience("citizen", min_level=2)
@require_POST
@api.confirmed(act=gettext_lazy("nhận uỷ quyền của tổ chức"), level=2)
def accept(request: HttpRequest, authorisation_id: UUID) -> HttpResponse:
    """I agree to act for the organisation."""
    found = api.accept_authorisation(authorisation_id=authorisation_id, actor=actor_of(request), now=clock.now())
    told = _("Bạn đã nhận. Chọn “Thay mặt tổ chức này” khi cần làm việc cho %(name)s.")
    messages.success(request, told % {"name": found.organisation.name})
    return redirect("identity_organisations")


@audience("citizen")
@require_POST
def end(request: HttpRequest, authorisation_id: UUID) -> HttpResponse:
    """End it now: revoke, decline or give back."""
    api.end_authorisation(authorisation_id=authorisation_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Uỷ quyền đã hết hiệu lực từ bây giờ."))
    return redirect("identity_organisations")


def _subject(actor: Actor) -> UUID:
    assert actor.subject_id is not None
    return actor.subject_id


def _card(body: api.Organisation) -> dict[str, Any]:
    bounds = "" if body.scope is None else "; ".join(authorising.verb_word(verb) for verb in api.ActFor if verb in body.scope.verbs)
    return {"body": body, "bounds": bounds, "href": reverse("identity_organisation", args=[body.uuid])}


def _facts(body: api.Organisation, *, now: Any) -> list[dict[str, str]]:
    kinds = {
        api.OrganisationKind.ENTERPRISE: _("doanh nghiệp, tổ chức"),
        api.OrganisationKind.BRANCH: _("chi nhánh, đơn vị phụ thuộc"),
        api.OrganisationKind.HOUSEHOLD: _("hộ, cá nhân kinh doanh"),
    }
    who = ", ".join(r.full_name for r in api.representatives(organisation_id=body.uuid, now=now))
    return [
        {"name": _("Tên"), "value": body.name},
        {"name": _("Mã số thuế"), "value": body.shown_code},
        {"name": _("Loại"), "value": kinds[body.kind]},
        {"name": _("Người đại diện theo pháp luật"), "value": who},
    ]


def _end_text(*, waits: bool, receiver: bool) -> str:
    if not receiver:
        return _("Thu hồi ngay")
    return _("Không nhận") if waits else _("Trả lại quyền")


def _form(request: HttpRequest, body: api.Organisation, form: dict[str, Any], errors: dict[str, str]) -> HttpResponse:
    context = {"body": body, "fields": authorising.fields(form, errors), "errors": errors, "key": form["khoa"]}
    return render(request, "identity/authorise.html", context, status=422 if errors else 200)
