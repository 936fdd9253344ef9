"""The officer's own page of delegations: what I gave, what I was given, what waits for me."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.foundation.identity import api
from motcua.foundation.identity.web import given, papers, words
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.ui.days import typed_day
from motcua.kit.web import actor_of, audience, language_of

_PURPOSE = "identity.delegation"


@audience("officer")
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What I gave, what I was given, and what waits for my confirmation."""
    actor, now = actor_of(request), clock.now()
    with_ended = request.GET.get("da_het") == "1"
    assert actor.subject_id is not None
    places = words.places(language_of(request))
    context = {
        "columns": heads(),
        "waiting": [row(d, places) for d in api.delegations_waiting(actor=actor, now=now)],
        "given": [row(d, places) for d in api.delegations_of(officer_id=actor.subject_id, now=now, ended=with_ended)],
        "received": [row(d, places) for d in api.delegations_to(officer_id=actor.subject_id, now=now, ended=with_ended)],
        "with_ended": with_ended,
        "may_give": bool(actor.own_positions),
    }
    return render(request, "identity/delegations.html", context)


@audience("officer")
@require_http_methods(["GET", "POST"])
@api.confirmed(act=gettext_lazy("giao uỷ quyền"))
def give(request: HttpRequest) -> HttpResponse:
    """Fill in, see what will happen, give. Nothing typed is lost; a second press gives nothing twice."""
    actor, now = actor_of(request), clock.now()
    if request.method == "GET":
        own = actor.own_positions
        only = {"chuc_vu": str(own[0].position_id)} if len(own) == 1 else {}
        return _form(request, {**given.typed({}), **typed_day("tu", clock.today()), **only}, {})
    form = given.typed(request.POST)
    try:
        form["tep"] = papers.keep(request, kept=form["tep"], purpose=_PURPOSE)
    except NamedError as problem:
        return _form(request, {**form, "tep": ""}, {papers.FIELD: problem.sentence(language_of(request))})
    try:
        facts = given.read(form, now=now)
        if request.POST.get("buoc") == "giao":
            key = request.POST.get("khoa", "")[:80]
            made = api.delegate(**facts, actor=actor, now=now, idempotency_key=key)
            messages.success(request, _("Đã ghi uỷ quyền cho %(name)s.") % {"name": made.receiver.full_name})
            return redirect("identity_delegation", delegation_id=made.uuid)
        planned = api.delegate(**facts, actor=actor, now=now, dry_run=True)
    except given.NotReadable as problem:
        return _form(request, form, problem.problems)
    except NamedError as problem:
        return _form(request, form, {"chuc_vu": problem.sentence(language_of(request))})
    places = words.places(language_of(request))
    context = {
        "promises": given.promises(planned, places),
        "facts": facts_of(planned, places),
        "hidden": sorted({**form, "khoa": str(planned.uuid)}.items()),
    }
    return render(request, "identity/delegation_check.html", context)


@audience("officer")
@require_GET
def show(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    """One delegation, and what I may do with it."""
    actor, now = actor_of(request), clock.now()
    found, places = api.delegation(delegation_id=delegation_id, actor=actor, now=now), words.places(language_of(request))
    context = {
        "found": found,
        "facts": facts_of(found, places),
        "promises": given.promises(found, places) if found.state is not api.DelegationState.ENDED else [],
        "is_open": found.state is not api.DelegationState.ENDED,
        "may_confirm": any(d.uuid == found.uuid for d in api.delegations_waiting(actor=actor, now=now)),
        "returning": actor.ref == found.receiver.ref,
    }
    return render(request, "identity/delegation.html", context)


@audience("officer")
@require_POST
def revoke(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    """End it now."""
    api.revoke_delegation(delegation_id=delegation_id, reason=request.POST.get("ly_do", ""), actor=actor_of(request), now=clock.now())
    messages.success(request, _("Uỷ quyền đã hết hiệu lực từ bây giờ."))
    return redirect("identity_delegation", delegation_id=delegation_id)


@audience("officer")
@require_POST
@api.confirmed(act=gettext_lazy("xác nhận uỷ quyền"))
def confirm(request: HttpRequest, delegation_id: UUID) -> HttpResponse:
    """The second person agrees."""
    api.confirm_delegation(delegation_id=delegation_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã xác nhận. Uỷ quyền có hiệu lực theo thời hạn ghi trong đó."))
    return redirect("identity_delegation", delegation_id=delegation_id)


@audience("officer")
@require_GET
def paper(request: HttpRequest, delegation_id: UUID) -> HttpResponseBase:
    """The scan of the document, for those whom the delegation concerns."""
    found = api.delegation(delegation_id=delegation_id, actor=actor_of(request), now=clock.now())
    if found.basis.file_id is None:
        raise api.DelegationUnknown
    return papers.shown(found.basis.file_id)


def heads() -> list[str]:
    """The names of the columns of ``row``."""
    return [_("Người giao"), _("Người nhận"), _("Hình thức uỷ quyền"), _("Thời hạn uỷ quyền"), _("Văn bản"), _("Trạng thái")]


def row(d: api.Delegation, places: Mapping[str, str]) -> list[Any]:
    """A delegation as a row of the tables."""
    word, shape = words.state_word(d.state)
    period = f"{words.moment(d.valid_from)} – {words.moment(d.valid_to)}"
    link = reverse("identity_delegation", args=[d.uuid])
    return [
        {"text": d.giver.full_name, "href": link, "hint": f"{d.title or words.role_word(d.role)} · {words.place(d.unit_code, places)}"},
        d.receiver.full_name,
        {"text": words.kind_word(d.kind), "hint": given.scope_words(d.scope)},
        period,
        d.basis.number,
        {"text": word, "state": shape},
    ]


def facts_of(d: api.Delegation, places: Mapping[str, str]) -> list[dict[str, str]]:
    """A delegation as facts."""
    shown = [
        (_("Chức vụ"), f"{d.title or words.role_word(d.role)} · {words.place(d.unit_code, places)}"),
        (_("Người giao"), f"{d.giver.full_name} ({d.giver.code})"),
        (_("Người nhận"), f"{d.receiver.full_name} ({d.receiver.code})"),
        (_("Hình thức uỷ quyền"), words.kind_word(d.kind)),
        (_("Phạm vi"), given.scope_words(d.scope)),
        (_("Hiệu lực"), f"{words.moment(d.valid_from)} – {words.moment(d.valid_to)}"),
        (_("Căn cứ"), words.document(d.basis.number, d.basis.on)),
        (_("Trạng thái"), words.state_word(d.state)[0]),
    ]
    if d.reason:
        shown.append((_("Lý do"), d.reason))
    if d.ended_at is not None:
        shown.append((_("Kết thúc"), f"{words.moment(d.ended_at)} · {words.cause_word(d.ended_cause)} {d.ended_reason}".strip()))
    return [{"name": name, "value": value} for name, value in shown]


def _form(request: HttpRequest, form: dict[str, str], errors: dict[str, str]) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    places, near = words.places(language_of(request)), given.near_officers(actor, now=now)
    made = given.fields(form, posts=actor.own_positions, near=near, errors=errors, places=places, now=now)
    context = {"fields": made, "errors": errors, "kept_file": form["tep"]}
    return render(request, "identity/delegation_form.html", context, status=422 if errors else 200)
