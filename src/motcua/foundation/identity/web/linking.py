"""Ways to sign in that a person linked, closed and opened again; for administrators, the refused ones that wait."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.foundation.identity import api
from motcua.foundation.identity.web import words
from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of


@audience("citizen")
@require_POST
def change(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Close (``mo=0``) or open (``mo=1``) one of my ways to sign in; closing the one in use signs me out."""
    actor, wants_open = actor_of(request), request.POST.get("mo") == "1"
    assert actor.subject_id is not None
    if wants_open and (ask := api.confirm(request=request, act=_("mở lại một cách đăng nhập"))):
        return ask
    if api.set_link(person_id=actor.subject_id, provider=provider_id, is_open=wants_open, actor=actor, now=clock.now()):
        name = words.sign_in_word(provider_id, language_of(request))
        told = _("Đã mở lại đăng nhập bằng %(name)s.") if wants_open else _("Đã gỡ đăng nhập bằng %(name)s.")
        messages.success(request, told % {"name": name})
    return redirect("identity_account")


@audience("officer", roles=(Role.ADMIN,))
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Refused sign-ins that contradict what is known; each person finds the look among those who read her data."""
    language = language_of(request)
    facts = {"full_name": _("họ tên"), "born_on": _("ngày sinh"), "subject": _("mã chủ thể")}
    actor = actor_of(request)
    found = api.mismatches(actor=actor)
    api.note_refusals(person_ids=[one.person_id for one in found], actor=actor, now=clock.now())
    rows = [
        {
            "id": one.uuid,
            "number": one.masked_number,
            "provider": words.sign_in_word(one.provider, language),
            "differs": ", ".join(facts[name] for name in one.differs),
            "known": f"{one.known_name} · {one.known_born:%d/%m/%Y}" if one.known_born else one.known_name,
            "told": f"{one.told_name} · {one.told_born}" if one.told_born else one.told_name,
            "times": one.times,
            "acceptable": one.acceptable,
            "last": words.moment(one.last_at),
        }
        for one in found
    ]
    return render(request, "identity/mismatches.html", {"rows": rows})


@audience("officer", roles=(Role.ADMIN,))
@require_POST
def settle(request: HttpRequest, mismatch_id: UUID) -> HttpResponse:
    """Accept (``nhan=1``) the provider for this person from now on, or keep refusing it."""
    accept = request.POST.get("nhan") == "1"
    if accept and (ask := api.confirm(request=request, act=_("chấp nhận một lần đăng nhập không khớp"))):
        return ask
    if api.settle_mismatch(mismatch_id=mismatch_id, accept=accept, actor=actor_of(request), now=clock.now()):
        told = _("Đã chấp nhận; lần đăng nhập tới sẽ được.") if accept else _("Đã từ chối; cách đăng nhập này vẫn bị chặn.")
        messages.success(request, told)
    return redirect("identity_mismatches")
