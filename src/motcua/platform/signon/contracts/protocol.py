"""Refusals of the protocol: a code of OAuth 2.0 or OpenID Connect for the program, a sentence in both languages for people."""

from __future__ import annotations

from typing import Any, ClassVar

from motcua.kernel.errors import NamedError


class ProtocolError(NamedError):
    """A refusal with its code of RFC 6749 or OpenID Connect Core; ``why`` is the English sentence for the program's maker."""

    code = "signon.refused"
    vi = "Yêu cầu đăng nhập không hợp lệ: {why}"
    en = "The sign-in request is not valid: {why}"
    error: ClassVar[str] = "invalid_request"

    def __init__(self, *, why: str = "", **params: Any) -> None:
        self.why = why or type(self).__doc__ or ""
        super().__init__(why=self.why, **params)


class PageRefused(ProtocolError):
    """The request cannot be answered to the application: its name or its return address is not known here."""

    code = "signon.page_refused"
    vi = "Không đăng nhập được vào ứng dụng này: {why}. Hãy quay lại ứng dụng và báo cho đơn vị quản lý ứng dụng."
    en = "You cannot be signed in to this application: {why}. Go back to it and tell the office that runs it."


class InvalidRequest(ProtocolError):
    """A parameter is missing, repeated or wrong."""

    code = "signon.invalid_request"


class RequestNotSupported(ProtocolError):
    """Request objects are not taken; push the request instead (RFC 9126)."""

    code = "signon.request_not_supported"
    error = "request_not_supported"


class ResponseTypeWrong(ProtocolError):
    """Only the authorisation code flow is offered."""

    code = "signon.response_type"
    error = "unsupported_response_type"


class InvalidScope(ProtocolError):
    """A scope that the application was not given."""

    code = "signon.invalid_scope"
    error = "invalid_scope"


class InvalidClient(ProtocolError):
    """The application did not prove who it is."""

    code = "signon.invalid_client"
    error = "invalid_client"
    status = 401


class InvalidGrant(ProtocolError):
    """The code or refresh token is unknown, used, ended or another's."""

    code = "signon.invalid_grant"
    error = "invalid_grant"


class UnauthorizedClient(ProtocolError):
    """The application may not use this way."""

    code = "signon.unauthorized_client"
    error = "unauthorized_client"


class UnsupportedGrant(ProtocolError):
    """Only authorization_code, refresh_token and client_credentials are offered."""

    code = "signon.unsupported_grant"
    error = "unsupported_grant_type"


class InvalidToken(ProtocolError):
    """The access token is unknown or has ended."""

    code = "signon.invalid_token"
    error = "invalid_token"
    status = 401


class LoginRequired(ProtocolError):
    """Nobody is signed in, and no page may be shown."""

    code = "signon.login_required"
    error = "login_required"


class ConsentRequired(ProtocolError):
    """The person has not agreed, and no page may be shown."""

    code = "signon.consent_required"
    error = "consent_required"


class LevelUnmet(ProtocolError):
    """The sign-in does not reach the assurance level that was asked for."""

    code = "signon.level_unmet"
    error = "unmet_authentication_requirements"


class AccessDenied(ProtocolError):
    """The person refused, or is not one of those for whom the application is."""

    code = "signon.access_denied"
    error = "access_denied"


class ServerBusy(ProtocolError):
    """No signing key is ready."""

    code = "signon.busy"
    error = "temporarily_unavailable"
    status = 503


class RateReached(ProtocolError):
    """Too many calls in this minute."""

    code = "signon.rate_reached"
    vi = "Bạn thao tác quá nhanh. Chờ {retry_after} giây rồi thử lại."
    en = "Too many requests. Try again in {retry_after} seconds."
    error = "temporarily_unavailable"
    status = 429
