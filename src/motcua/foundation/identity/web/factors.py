"""An officer's second factors: authenticator app, passkeys, recovery codes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from allauth.account.authentication import get_authentication_records
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as passkey_views
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.foundation.identity import rules
from motcua.foundation.identity.web.citizens import account_links
from motcua.foundation.identity.web.officers import Problems
from motcua.foundation.identity.web.session import begin_officer, is_officer_account
from motcua.kit import clock
from motcua.kit.web import audience
from motcua.kit.web.audiences import to_sign_in

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class _Activate(Problems, totp_views.ActivateTOTPView):  # type: ignore[misc]
    template_name = "identity/totp.html"


class _AddPasskey(Problems, passkey_views.AddWebAuthnView):  # type: ignore[misc]
    template_name = "identity/passkey_add.html"


class _RemovePasskey(passkey_views.RemoveWebAuthnView):  # type: ignore[misc]
    template_name = "identity/passkey_remove.html"
    success_url = reverse_lazy("mfa_index")


class _Codes(recovery_views.ViewRecoveryCodesView):  # type: ignore[misc]
    template_name = "identity/recovery_codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The codes, the first time only, also as a file that the browser makes itself: they are kept nowhere in the clear."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if not context["can_view_codes"]:
            return {**context, "left": len(context["unused_codes"])}
        lines = [str(_("Mã dự phòng")), str(settings.MFA_TOTP_ISSUER), *context["unused_codes"], ""]
        context["file_attributes"] = {"download": "ma-du-phong.txt"}
        return {**context, "file": f"data:text/plain;charset=utf-8,{quote(chr(10).join(lines))}"}


class _NewCodes(recovery_views.GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = "identity/recovery_codes_new.html"
    success_url = reverse_lazy("mfa_view_recovery_codes")


def _officers_only(view: Callable[..., Any]) -> Any:
    """For officers' accounts, with or without a second factor yet: whoever has one must have used it in this session.

    The first factor set up right after the password counts for this session: the officer has just shown to hold it.
    """

    @audience("public")
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_officer_account(request):
            return to_sign_in(request)
        held = set(_factors(request))
        if held and not rules.has_second_factor(get_authentication_records(request, request.user)):
            return to_sign_in(request)
        answer: HttpResponseBase = view(request, *args, **kwargs)
        if request.method == "POST" and not held:
            _use_first_factor(request)
        return answer

    return guarded


def _factors(request: HttpRequest) -> list[int]:
    return list(Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS).values_list("pk", flat=True))


def _use_first_factor(request: HttpRequest) -> None:
    made = Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS).first()
    if made is not None:
        post_authentication(request, made)
        begin_officer(request, account_id=made.user_id, now=clock.now())


def _index(request: HttpRequest) -> HttpResponse:
    """The factors of this officer."""
    rows = Authenticator.objects.filter(user_id=request.user.pk).order_by("pk")
    totp = next((row for row in rows if row.type == Authenticator.Type.TOTP), None)
    keys = [row for row in rows if row.type == Authenticator.Type.WEBAUTHN]
    passkeys = [{"id": row.pk, "name": row.wrap().name, "created_at": row.created_at} for row in keys]
    codes: list[str] = next((row.wrap().get_unused_codes() for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), [])
    context = {"totp": totp, "passkeys": passkeys, "codes_left": len(codes), "missing": totp is None and not passkeys}
    context["links"] = account_links(request, audience="officer")
    return render(request, "identity/factors.html", context)


index = _officers_only(_index)
activate = _officers_only(_Activate.as_view())
add_passkey = _officers_only(_AddPasskey.as_view())
remove_passkey = _officers_only(_RemovePasskey.as_view())
recovery_codes = _officers_only(never_cache(_Codes.as_view()))
new_recovery_codes = _officers_only(_NewCodes.as_view())
