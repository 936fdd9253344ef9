"""allauth's hooks: where people land, what is remembered in the session, what is said when something is wrong."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from requests import RequestException

from motcua.foundation.identity.actions import PASSWORD, note_success
from motcua.foundation.identity.contracts import AccountKind, SignInStopped, VneidUnavailable
from motcua.foundation.identity.web import session
from motcua.foundation.identity.web.waiting import count_failure, refuse_if_waiting
from motcua.kit import clock
from motcua.kit.fields import decrypt, encrypt
from motcua.kit.web.middleware import error_answer

FACTOR_TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts: no open registration, no English flash messages, landing by kind."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đã bị khoá. Liên hệ quản trị viên của đơn vị."),
        "username_password_mismatch": _("Mã cán bộ hoặc mật khẩu không đúng."),
        "too_many_login_attempts": _("Sai quá nhiều lần. Chờ 5 phút rồi thử lại."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "incorrect_code": _("Mã xác thực không đúng."),
        "rate_limited": _("Bạn thao tác quá nhanh. Chờ một phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers here: citizens come from VNeID, officers are created."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say what happened themselves."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Officers to their desk, citizens to the front page."""
        return "/lam-viec/" if getattr(request.user, "kind", "") == AccountKind.OFFICER else settings.LOGIN_REDIRECT_URL

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The front page."""
        return "/"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """A password is looked at only when this name and this address may try again; then as for every other name."""
        refuse_if_waiting(request, kind=PASSWORD, name=str(credentials.get("username") or ""))
        super().pre_authenticate(request, **credentials)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Forget a name's wrong attempts after the right password; a wrong one was counted."""
        user = super().authenticate(request, **credentials)
        if user is not None:
            note_success(kind=PASSWORD, name=str(credentials.get("username") or ""))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password, whether an account of that name exists or not."""
        count_failure(request, kind=PASSWORD, name=str(credentials.get("username") or ""))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Changing second factors needs a password or factor shown within the last ten minutes, at sign-in or since."""
        records = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - float(record.get("at", 0)) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Remember the level of this sign-in, tell that a session opened, send officers without a second factor to set one up."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        now = clock.now()
        if user.kind == AccountKind.OFFICER:
            full = session.begin_officer(request, account_id=user.pk, now=now)
            return response if full else HttpResponseRedirect(reverse("mfa_index"))
        session.begin_citizen(request, login=(kwargs.get("signal_kwargs") or {}).get("sociallogin"), now=now)
        return response

    def login(self, request: HttpRequest, user: Any) -> None:
        """Django's log-in, which empties another's session: its id is remembered, so that its end can be told."""
        if not session.is_signing_in(request):
            session.remember_before(request)
        super().login(request, user)

    def logout(self, request: HttpRequest) -> None:
        """End the session for everybody who hears of it, then empty it.

        allauth signs out before each sign-in: somebody who steps up keeps her session, another's is told as replaced.
        """
        if session.signs_in_again(request):
            return
        if session.is_signing_in(request):
            session.remember_before(request)
        else:
            session.close(request, now=clock.now())
        super().logout(request)


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The e-identity provider: errors in our words, loopback never through a proxy."""

    def on_authentication_error(self, request: HttpRequest, provider: Any, exception: Any = None, **kwargs: Any) -> None:
        """Answer with a named error instead of allauth's page."""
        named = VneidUnavailable() if isinstance(exception, RequestException) else SignInStopped()
        raise ImmediateHttpResponse(error_answer(request, named))

    def get_requests_session(self) -> Any:
        """A session that does not take a proxy from the environment for a provider on this machine."""
        session = super().get_requests_session()
        session.trust_env = not all(c["settings"]["server_url"].startswith(_LOOPBACK) for c in settings.MOTCUA_IDENTITY_CLIENTS)
        return session

    def authenticate_by_email(self, *args: Any, **kwargs: Any) -> None:
        """Never: an address proves nobody."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets encrypted like personal data, errors in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Mã không đúng hoặc đã dùng. Chờ mã mới trên ứng dụng rồi nhập lại."),
        "passkey_refused": _("Không nhận được khoá truy cập này. Hãy thử lại, hoặc dùng mật khẩu và mã xác thực, hoặc một mã dự phòng."),
        "passkey_not_made": _("Chưa tạo được khoá truy cập. Hãy thử lại, hoặc dùng ứng dụng xác thực."),
        "cannot_delete_authenticator": _("Không gỡ được lớp xác thực cuối cùng."),
    }

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Not the last one: the next sign-in would set up another by a password alone."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTOR_TYPES).exclude(pk=authenticator.pk)
        return bool(others.exists())

    def encrypt(self, text: str) -> str:
        """Under the keys of personal columns."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Back to the secret."""
        return decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        """Name in the officer's authenticator app."""
        return str(settings.MFA_TOTP_ISSUER)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name and domain that a passkey is bound to."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": str(settings.MFA_TOTP_ISSUER)}

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)
