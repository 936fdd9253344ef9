"""Where a person is signed in, and ending it; the administrator's help: end an officer's sessions, unlock, set a new password."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.foundation.identity import actions, api, queries
from motcua.foundation.identity.contracts import NotSignedIn, SessionEnd, SessionUnknown
from motcua.foundation.identity.web import words
from motcua.foundation.identity.web.session import machine
from motcua.kernel.actors import ActorKind, Role
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of

_PASSWORD_BYTES = 12


@never_cache
@audience("citizen", officers=list(Role))
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Every open session of mine, this one first."""
    language, current = language_of(request), queries.session_id(request=request)
    found = api.sessions_of(account_id=_account(request), machine_now=machine.now())
    rows = [
        {
            "id": str(one.uuid),
            "is_this": str(one.uuid) == current,
            "device": one.device or _("Thiết bị không rõ"),
            "place": one.place,
            "began": words.moment(one.began_at),
            "seen": words.moment(one.seen_at),
            "how": words.sign_in_word(one.provider, language),
            "level": one.level,
        }
        for one in found
    ]
    rows.sort(key=lambda row: not row["is_this"])
    context = {"rows": rows, "others": len(rows) > 1, "is_officer": actor_of(request).kind is ActorKind.OFFICER}
    return render(request, "identity/sessions.html", context)


@audience("citizen", officers=list(Role))
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End one session of mine, or all but this one (``phien=khac``)."""
    wanted, current = request.POST.get("phien", ""), queries.session_id(request=request)
    actor, now = actor_of(request), clock.now()
    if wanted == "khac":
        count = api.end_sessions(subject_ref=actor.ref, except_session=UUID(current), actor=actor, now=now)
        messages.success(request, _("Đã kết thúc %(n)s phiên khác.") % {"n": count})
        return redirect("identity_sessions")
    ended = actions.end_session(session_id=_uuid(wanted), now=now, cause=SessionEnd.REVOKED, actor=actor, account_id=_account(request))
    if not ended:
        raise SessionUnknown
    if wanted == current:
        logout(request)
        return redirect("/")
    messages.success(request, _("Phiên đã kết thúc. Thiết bị đó phải đăng nhập lại."))
    return redirect("identity_sessions")


@audience("officer", roles=(Role.ADMIN,))
@require_POST
def end_officers(request: HttpRequest, code: str) -> HttpResponse:
    """End all sessions of an officer."""
    now, actor = clock.now(), actor_of(request)
    found = api.officer_by_code(code=code, now=now)
    count = api.end_sessions(subject_ref=f"officer:{found.uuid}", actor=actor, now=now)
    messages.success(request, _("Đã kết thúc %(n)s phiên.") % {"n": count})
    return redirect("identity_staff_one", code=code)


@audience("officer", roles=(Role.ADMIN,))
@require_POST
def unlock(request: HttpRequest, code: str) -> HttpResponse:
    """Let an officer who typed wrong too often try again at once."""
    now = clock.now()
    found = api.officer_by_code(code=code, now=now)
    removed = api.unlock(officer_id=found.uuid, actor=actor_of(request), now=now)
    messages.success(request, _("Đã mở khoá đăng nhập.") if removed else _("Cán bộ này không bị khoá đăng nhập."))
    return redirect("identity_staff_one", code=code)


@never_cache
@audience("officer", roles=(Role.ADMIN,))
@require_POST
@api.confirmed(act=gettext_lazy("cấp mật khẩu mới cho cán bộ"))
def new_password(request: HttpRequest, code: str) -> HttpResponse:
    """A new long random password, shown once; every open session of the officer ends."""
    now, password = clock.now(), secrets.token_urlsafe(_PASSWORD_BYTES)
    found = api.officer_by_code(code=code, now=now)
    api.set_password(officer_id=found.uuid, password=password, actor=actor_of(request), now=now)
    return render(request, "identity/password_made.html", {"officer": found, "password": password})


def _account(request: HttpRequest) -> int:
    if request.user.pk is None:
        raise NotSignedIn
    return int(request.user.pk)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise SessionUnknown from error
