"""Refusals of the provider, for people (pages) and for clients (OAuth error codes)."""

from __future__ import annotations

from typing import ClassVar

from motcua.kernel.errors import NamedError


class UnknownClient(NamedError):
    """The client or its return address is not registered: nobody is redirected anywhere."""

    code = "vneid.unknown_client"
    vi = "Hệ thống yêu cầu đăng nhập chưa được đăng ký, hoặc địa chỉ quay về không khớp. Không có thông tin nào được gửi đi."
    en = "The system that asks you to sign in is not registered, or its return address does not match. Nothing was sent."
    status = 400


class SignInLapsed(NamedError):
    """The sign-in page is older than ten minutes or was finished."""

    code = "vneid.sign_in_lapsed"
    vi = "Phiên đăng nhập đã hết hạn hoặc đã hoàn tất. Quay lại trang dịch vụ và đăng nhập lại."
    en = "This sign-in has expired or is finished. Go back to the service and sign in again."
    status = 410


class OAuthError(Exception):
    """An OAuth 2.0 error answer (RFC 6749 §4.1.2.1, §5.2)."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        self.error, self.description, self.status = error, description, status
        super().__init__(f"{error}: {description}")


class InvalidGrant(OAuthError):
    """Code or verifier refused; one answer for every cause, so that a thief learns nothing."""

    SENTENCE: ClassVar[str] = "the code is unknown, expired, used, or does not belong to this client, address or verifier"

    def __init__(self) -> None:
        super().__init__("invalid_grant", self.SENTENCE)
