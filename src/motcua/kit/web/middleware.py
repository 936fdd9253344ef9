"""Edge middleware: named errors become pages or JSON once; every answer carries the security headers."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from motcua.kernel.actors import ANONYMOUS
from motcua.kernel.errors import NamedError, NotFound
from motcua.kit.addresses import client_address

Handler = Callable[[HttpRequest], HttpResponse]


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a program."""
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json")


def error_answer(request: HttpRequest, error: NamedError) -> HttpResponse:
    """The page or JSON of a named error, in the reader's language."""
    if wants_json(request):
        return JsonResponse(error.as_dict(), status=error.status, json_dumps_params={"ensure_ascii": False})
    language = (get_language() or "vi")[:2]
    context = {"error": error, "sentence": error.sentence(language), "status": error.status}
    return render(request, "kit/error.html", context, status=error.status)


class ErrorMiddleware:
    """Maps ``NamedError`` (and Django's 404) raised by views."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.language = (get_language() or "vi")[:2]  # type: ignore[attr-defined]
        if not hasattr(request, "actor"):
            request.actor = ANONYMOUS  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what is ours; let the rest become a 500."""
        if isinstance(exception, NamedError):
            return error_answer(request, exception)
        if isinstance(exception, Http404):
            return error_answer(request, NotFound())
        if isinstance(exception, DataError | ValueError) and ("NUL" in str(exception) or "surrogates" in str(exception)):
            return error_answer(request, UnreadableText())
        return None


class UnreadableText(NamedError):
    """Text with a NUL character or half a character, which PostgreSQL cannot keep and no person types."""

    code = "unreadable_text"
    vi = "Nội dung gửi lên có ký tự không đọc được. Xoá ký tự lạ rồi gửi lại."
    en = "What was sent has an unreadable character. Remove it and send again."
    status = 400


class ClientAddressMiddleware:
    """Sets ``REMOTE_ADDR`` to the visitor's address where trusted proxies (``MOTCUA_TRUSTED_PROXIES``) stand in front of this process.

    The header is taken away here: nobody behind this middleware reads it a second time, by other rules.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.trusted = settings.MOTCUA_TRUSTED_PROXIES

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        if self.trusted:
            peer = request.META.get("REMOTE_ADDR", "")
            request.META["REMOTE_ADDR"] = client_address(peer=peer, forwarded=forwarded, trusted=self.trusted)
        return self.get_response(request)


# What a page of ours may ask the device for; everything else is refused to it and to whatever could get into it.
_ALLOWED = (
    "camera=(self), geolocation=(self), microphone=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), "
    "accelerometer=(), bluetooth=(), browsing-topics=(), display-capture=(), gyroscope=(), hid=(), magnetometer=(), midi=(), payment=(), "
    "screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()"
)


class SecurityHeadersMiddleware:
    """Strict content security policy and its companions. No inline script or style anywhere."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        live = settings.MOTCUA_LIVE_URL
        forms = " ".join(settings.MOTCUA_FORM_ACTIONS)
        self.policy = "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self' data: blob:",
                "font-src 'self'",
                f"connect-src 'self' {live}".strip(),
                "manifest-src 'self'",
                "worker-src 'self'",
                "base-uri 'none'",
                f"form-action 'self' {forms}".strip(),
                "frame-ancestors 'none'",
            )
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A page whose form leads to another system after redirects names that system's origin, for itself alone.
        origins = " ".join(getattr(response, "form_actions", ()))
        policy = self.policy.replace("form-action 'self'", f"form-action 'self' {origins}") if origins else self.policy
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", _ALLOWED)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def bad_request(request: HttpRequest, exception: SuspiciousOperation | None = None) -> HttpResponse:
    """Django's 400 in the house's words."""
    return error_answer(request, NamedError())


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 404 in the house's words."""
    return error_answer(request, NotFound())


class ServerFault(NamedError):
    """A fault of ours."""

    code = "server_fault"
    vi = "Hệ thống gặp sự cố khi xử lý yêu cầu này. Những gì bạn đã lưu vẫn còn. Hãy thử lại sau ít phút hoặc gọi 1022."
    en = "The system failed on this request. What you saved is kept. Try again in a few minutes or call 1022."
    status = 500


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's 500 in the house's words; must not depend on the database."""
    if wants_json(request):
        return JsonResponse(ServerFault().as_dict(), status=500)
    try:
        return error_answer(request, ServerFault())
    except Exception:
        return HttpResponse(ServerFault.vi, status=500, content_type="text/plain; charset=utf-8")
