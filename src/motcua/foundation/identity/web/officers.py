"""Sign-in of officers: password, then a second factor; or a passkey alone."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from allauth.account import views as account_views
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.mfa.base import views as factor_views
from allauth.mfa.webauthn import views as passkey_views
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from motcua.foundation.identity import api, queries
from motcua.foundation.identity.queries.sessions import AUTH_TIME
from motcua.foundation.identity.web import session
from motcua.kit import clock
from motcua.kit.web import actor_of, audience

_SECRET = frozenset({"password", "oldpassword", "password1", "password2", "code", "credential"})


def problems(form: BaseForm | None) -> dict[str, str]:
    """A form's errors as the error summary takes them: field name to sentence; the whole form under its first field."""
    if form is None or not form.is_bound:
        return {}
    found = {name: str(errors[0]) for name, errors in form.errors.items() if name != "__all__"}
    if form.non_field_errors():
        found.setdefault(next(iter(form.fields)), str(form.non_field_errors()[0]))
    return found


class Problems:
    """Adds ``errors`` and ``values`` to the context of a form view."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form's errors for the summary, and what was typed (never a password)."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        form = context.get("form")
        typed = form.data if form is not None and form.is_bound else {}
        if "js_data" in context:
            context["passkey_options"] = json.dumps(context["js_data"], cls=DjangoJSONEncoder)
        shown = {key: typed[key] for key in typed if key not in _SECRET}
        return {**context, "errors": problems(form), "typed": shown}


class _SignIn(Problems, account_views.LoginView):  # type: ignore[misc]
    template_name = "identity/officer_sign_in.html"


class _Authenticate(Problems, factor_views.AuthenticateView):  # type: ignore[misc]
    template_name = "identity/second_factor.html"


class _Logout(account_views.LogoutView):  # type: ignore[misc]
    template_name = "identity/sign_out.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out here, then at the provider that vouched for the person: a shared computer must not let the next one in."""
        elsewhere = session.provider_logout(self.request)
        response: HttpResponse = super().post(*args, **kwargs)
        return HttpResponseRedirect(elsewhere) if elsewhere else response


class _Again:
    """An officer who authenticates again did so now: applications and max_age ask when that was (OpenID Connect Core §2)."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the officer's other ways to confirm, in our words."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        named = {
            "reauthenticate": _("Xác nhận bằng mật khẩu"),
            "mfa_reauthenticate": _("Xác nhận bằng mã xác thực"),
            "mfa_reauthenticate:webauthn": _("Xác nhận bằng khoá truy cập (passkey)"),
        }
        others = [{"text": named[way["id"]], "href": way["url"]} for way in context["reauthentication_alternatives"]]
        return {**context, "others": others}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Note the instant, give the session a new key, and go on; a request that allauth kept is never repeated by itself."""
        session_of: Any = self.request.session  # type: ignore[attr-defined]
        session_of.pop(STATE_SESSION_KEY, None)
        session_of.cycle_key()
        session_of[AUTH_TIME] = clock.now().isoformat()
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return answer


class _Reauthenticate(_Again, Problems, account_views.ReauthenticateView):  # type: ignore[misc]
    template_name = "identity/reauthenticate.html"


class _ReauthenticateByCode(_Again, Problems, factor_views.ReauthenticateView):  # type: ignore[misc]
    template_name = "identity/reauthenticate_code.html"


class _ReauthenticateByPasskey(_Again, Problems, passkey_views.ReauthenticateWebAuthnView):  # type: ignore[misc]
    template_name = "identity/reauthenticate_passkey.html"

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The page again, with a new challenge and the reason: the way back to what was being done is kept."""
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return answer


def _open(view: Any) -> Any:
    """The view for everybody: it checks the step of the sign-in itself."""

    @audience("public")
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = view(request, *args, **kwargs)
        return answer

    return opened


class _SignInByPasskey(passkey_views.LoginWebAuthnView):  # type: ignore[misc]
    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Back to the sign-in with the reason, the same for a passkey of nobody and a wrong one of somebody."""
        for said in form.errors.get("credential", []):
            messages.error(self.request, str(said))
        answer: HttpResponse = super().form_invalid(form)
        return answer


class _ChangePassword(Problems, account_views.PasswordChangeView):  # type: ignore[misc]
    template_name = "identity/password_change.html"
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Save it, end the other sessions and say so."""
        response: HttpResponse = super().form_valid(form)
        actor = actor_of(self.request)
        assert actor.subject_id is not None
        kept = UUID(queries.session_id(request=self.request))
        api.set_password(officer_id=actor.subject_id, password="", actor=actor, now=clock.now(), except_session=kept, checked=True)
        messages.success(self.request, _("Đã đổi mật khẩu. Các phiên khác đã kết thúc."))
        return response


change_password = audience("officer")(_ChangePassword.as_view())
sign_in = _open(_SignIn.as_view())
authenticate = _open(_Authenticate.as_view())
sign_in_by_passkey = _open(_SignInByPasskey.as_view())
sign_out = _open(_Logout.as_view())
reauthenticate = _open(_Reauthenticate.as_view())
reauthenticate_by_code = _open(_ReauthenticateByCode.as_view())
reauthenticate_by_passkey = _open(_ReauthenticateByPasskey.as_view())


@audience("public")
def inactive(request: HttpRequest) -> HttpResponse:
    """The account is locked."""
    return render(request, "identity/inactive.html", status=403)
