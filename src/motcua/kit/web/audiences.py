"""Every view declares who it is for; the declaration is also the check (HOUSE §6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from motcua.kernel.actors import ActorKind, Role
from motcua.kernel.errors import Forbidden, NamedError
from motcua.kit.web.asking import actor_of

View = TypeVar("View", bound=Callable[..., Any])
KINDS = ("public", "citizen", "officer", "machine")


class SignInNeeded(NamedError):
    """A machine or script called without credentials."""

    code = "sign_in_needed"
    vi = "Cần đăng nhập hoặc thông tin xác thực hợp lệ để dùng địa chỉ này."
    en = "This address needs a sign-in or valid credentials."
    status = 401


class LevelTooLow(NamedError):
    """The e-identity level is below what the page asks for (NĐ 69/2024)."""

    code = "level_too_low"
    vi = "Việc này cần tài khoản định danh mức {needed}; bạn đang đăng nhập ở mức {held}. Đăng nhập lại bằng VNeID mức {needed}."
    en = "This needs an e-identity of level {needed}; you are signed in at level {held}. Sign in again with VNeID level {needed}."
    status = 403


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may open an address: one of public, citizen, officer, machine; roles narrow officers; ``min_level`` narrows citizens.

    ``officers``: officers of these roles may open a citizen's page too, for a person who stands before them. ``serving``: an officer must
    hold a post now; a page about oneself may be open to whoever has left the last one.
    """

    kind: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    min_level: int = 0
    officers: frozenset[Role] = field(default_factory=frozenset)
    serving: bool = True

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            msg = f"audience {self.kind!r} is none of {KINDS}"
            raise ValueError(msg)


def audience(
    kind: str, *, roles: Iterable[Role] = (), min_level: int = 0, officers: Iterable[Role] = (), serving: bool = True
) -> Callable[[View], View]:
    """Declare and enforce the audience of a view. Anonymous visitors of pages are sent to sign-in, of machine addresses get 401."""
    rule = Audience(kind=kind, roles=frozenset(roles), min_level=min_level, officers=frozenset(officers), serving=serving)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refusal = refuse(request, rule)
            return refusal if refusal is not None else view(request, *args, **kwargs)

        guarded.motcua_audience = rule  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def declared_audience(view: Callable[..., Any]) -> Audience | None:
    """The declaration of a view, for the house's tests."""
    return getattr(view, "motcua_audience", None)


_ROLES = {
    Role.RECEPTION: ("tiếp nhận", "reception"), Role.APPRAISER: ("thẩm định", "appraisal"),
    Role.LEADER: ("lãnh đạo ký duyệt", "leadership"),
    Role.OPERATOR: ("trực điều hành", "operations"), Role.ADMIN: ("quản trị", "administration"),
}  # fmt: skip


def refuse(request: HttpRequest, rule: Audience) -> HttpResponse | None:
    """The answer that turns the visitor away, or None when the visitor may pass."""
    if rule.kind in ("public", "machine"):  # machine views authenticate the message itself, by signature
        return None
    actor = actor_of(request)
    if actor.kind == ActorKind.ANONYMOUS:
        return to_sign_in(request)
    wanted = ActorKind(rule.kind)
    if actor.kind == ActorKind.OFFICER and rule.officers & actor.roles:
        return None
    if actor.kind != wanted:
        raise _wrong_audience(wanted)
    if actor.kind == ActorKind.OFFICER and rule.serving and not actor.positions:
        raise Forbidden(reason_vi="bạn không giữ chức vụ nào vào lúc này.", reason_en="you hold no post at present.")
    if rule.roles and not rule.roles & actor.roles:
        vi, en = (", ".join(_ROLES[role][at] for role in sorted(rule.roles)) for at in (0, 1))
        raise Forbidden(reason_vi=f"cần một trong các vai trò: {vi}.", reason_en=f"one of these roles is needed: {en}.")
    if actor.level < rule.min_level:
        raise LevelTooLow(needed=rule.min_level, held=actor.level)
    return None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a person to sign-in and back; tell a script 401. What a POST carried is kept by the room that owns the form."""
    if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(SignInNeeded().as_dict(), status=401)
    target = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': target})}")


def _wrong_audience(wanted: ActorKind) -> Forbidden:
    if wanted == ActorKind.OFFICER:
        return Forbidden(reason_vi="trang này dành cho cán bộ.", reason_en="this page is for officers.")
    return Forbidden(
        reason_vi="trang này dành cho người dân, tổ chức đăng nhập bằng VNeID.",
        reason_en="this page is for people and organisations signed in with VNeID.",
    )
