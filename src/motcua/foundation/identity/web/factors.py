"""An officer's second factors: authenticator app, passkeys, recovery codes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as passkey_views
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.foundation.identity import api, rules
from motcua.foundation.identity.actions import FACTOR
from motcua.foundation.identity.actions.factors import lock_factors
from motcua.foundation.identity.web.adapters import FACTOR_TYPES
from motcua.foundation.identity.web.citizens import account_links
from motcua.foundation.identity.web.officers import Problems
from motcua.foundation.identity.web.session import begin_officer, is_officer_account
from motcua.foundation.identity.web.waiting import counted
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.kit.web.audiences import to_sign_in

_SHOWN = "identity.handed_code"


class _Told:
    """A form view that changes a factor and tells so, in one transaction; of two changes of one account at once, one waits."""

    factor = ("added", Authenticator.Type.TOTP)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Change it, and tell; with a first factor recovery codes are made."""
        with transaction.atomic():
            account, now = int(self.request.user.pk), clock.now()  # type: ignore[attr-defined]
            lock_factors(account_id=account)
            refused = self.refused(form)
            if refused is not None:
                return refused
            answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            what, kind = self.factor
            api.note_factor_changed(account_id=account, what=what, kind=kind, now=now)
            if getattr(self, "did_generate_recovery_codes", False):
                api.note_factor_changed(account_id=account, what="added", kind=Authenticator.Type.RECOVERY_CODES, now=now)
        return answer

    def refused(self, form: BaseForm) -> HttpResponse | None:
        """The answer when it cannot be changed as the factors stand now."""
        return None


class _Activate(_Told, Problems, totp_views.ActivateTOTPView):  # type: ignore[misc]
    template_name = "identity/totp.html"


class _Deactivate(_Told, totp_views.DeactivateTOTPView):  # type: ignore[misc]
    template_name = "identity/totp_remove.html"
    factor = ("removed", Authenticator.Type.TOTP)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Why it cannot be removed is said before anything is sent: the form is bound from the beginning."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "is_last": bool(context["form"].errors)}

    def refused(self, form: BaseForm) -> HttpResponse | None:
        """The last factor stays, also when the other one went after the form was checked; one that is gone is not removed again."""
        get_object_or_404(Authenticator, pk=self.authenticator.pk)
        if get_adapter().can_delete_authenticator(self.authenticator):
            return None
        form.add_error(None, get_adapter().validation_error("cannot_delete_authenticator"))
        answer: HttpResponse = self.form_invalid(form)
        return answer


class _AddPasskey(_Told, Problems, passkey_views.AddWebAuthnView):  # type: ignore[misc]
    template_name = "identity/passkey_add.html"
    factor = ("added", Authenticator.Type.WEBAUTHN)


class _RenamePasskey(_Told, Problems, passkey_views.EditWebAuthnView):  # type: ignore[misc]
    template_name = "identity/passkey_rename.html"
    success_url = reverse_lazy("mfa_index")
    factor = ("renamed", Authenticator.Type.WEBAUTHN)


class _RemovePasskey(_Told, passkey_views.RemoveWebAuthnView):  # type: ignore[misc]
    template_name = "identity/passkey_remove.html"
    success_url = reverse_lazy("mfa_index")
    factor = ("removed", Authenticator.Type.WEBAUTHN)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether it is the last factor."""
        return {**super().get_context_data(**kwargs), "is_last": not get_adapter().can_delete_authenticator(self.object)}

    def refused(self, form: BaseForm) -> HttpResponse | None:
        """The last factor stays: the next sign-in would ask for a password alone."""
        if get_adapter().can_delete_authenticator(self.object):
            return None
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return answer


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


class _NewCodes(_Told, recovery_views.GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = "identity/recovery_codes_new.html"
    factor = ("renewed", Authenticator.Type.RECOVERY_CODES)
    success_url = reverse_lazy("mfa_view_recovery_codes")


def _officers_only(view: Callable[..., Any]) -> Any:
    """For officers' accounts, with or without a second factor yet: whoever has one must have used it in this session.

    After a reset he shows the code that was handed over to him first: a password alone must not set up a factor of its thief.
    The first factor set up right after the password counts for this session: the officer has just shown to hold it.
    """

    @audience("public")
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_officer_account(request):
            return to_sign_in(request)
        held = set(_factors(request))
        wanted = None if held else api.handed_code_wanted(account_id=int(request.user.pk or 0))
        if wanted is not None and request.session.get(_SHOWN) != str(wanted):
            return HttpResponseRedirect(reverse("identity_handed_code"))
        if held and not rules.has_second_factor(get_authentication_records(request, request.user)):
            return to_sign_in(request)
        answer: HttpResponseBase = view(request, *args, **kwargs)
        if request.method == "POST" and not held:
            _use_first_factor(request)
        return answer

    return guarded


def _factors(request: HttpRequest) -> list[int]:
    return list(Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTOR_TYPES).values_list("pk", flat=True))


def _use_first_factor(request: HttpRequest) -> None:
    made = Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTOR_TYPES).first()
    if made is not None:
        post_authentication(request, made)
        api.finish_reset(account_id=made.user_id, now=clock.now())
        begin_officer(request, account_id=made.user_id, now=clock.now())


def _index(request: HttpRequest) -> HttpResponse:
    """The factors of this officer."""
    rows = Authenticator.objects.filter(user_id=request.user.pk).order_by("pk")
    totp = next((row for row in rows if row.type == Authenticator.Type.TOTP), None)
    keys = [row for row in rows if row.type == Authenticator.Type.WEBAUTHN]
    passkeys = [{"id": row.pk, "name": row.wrap().name, "created_at": row.created_at} for row in keys]
    codes: list[str] = next((row.wrap().get_unused_codes() for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), [])
    context = {"totp": totp, "passkeys": passkeys, "codes_left": len(codes), "missing": totp is None and not passkeys}
    mine = actor_of(request).subject_id
    context["reset"] = None if mine is None else api.open_reset(officer_id=mine, now=clock.now())
    context["links"] = account_links(request, audience="officer")
    return render(request, "identity/factors.html", context)


@never_cache
@audience("public")
@require_http_methods(["GET", "HEAD", "POST"])
def handed_code(request: HttpRequest) -> HttpResponseBase:
    """After the password: the code that an administrator handed over, once, before new factors are set up."""
    if not is_officer_account(request):
        return to_sign_in(request)
    account, errors = int(request.user.pk or 0), {}
    wanted = api.handed_code_wanted(account_id=account)
    if wanted is None or request.session.get(_SHOWN) == str(wanted):
        return HttpResponseRedirect(reverse("mfa_index"))
    if request.method == "POST":
        try:
            _show(request, account=account)
        except ValidationError as problem:
            errors["ma"] = str(problem.messages[0])
        else:
            return HttpResponseRedirect(reverse("mfa_index"))
    return render(request, "identity/handed_code.html", {"errors": errors}, status=422 if errors else 200)


def _show(request: HttpRequest, *, account: int) -> None:
    """Use the code; wrong ones are counted like wrong second factors. ValidationError."""

    def check() -> UUID:
        try:
            return api.use_handed_code(account_id=account, code=request.POST.get("ma", "")[:40], now=clock.now())
        except api.HandedCodeWrong as problem:
            raise ValidationError(problem.sentence(language_of(request))) from problem

    shown = counted(kind=FACTOR, name=str(request.user.get_username()), check=check)
    request.session.cycle_key()
    request.session[_SHOWN] = str(shown)


index = _officers_only(_index)
activate = _officers_only(_Activate.as_view())
deactivate = _officers_only(_Deactivate.as_view())
add_passkey = _officers_only(_AddPasskey.as_view())
rename_passkey = _officers_only(_RenamePasskey.as_view())
remove_passkey = _officers_only(_RemovePasskey.as_view())
recovery_codes = _officers_only(never_cache(_Codes.as_view()))
new_recovery_codes = _officers_only(_NewCodes.as_view())
