"""REST edge: audiences of django-ninja operations, bearer tokens of machines, refusals as problem+json, and the one API object."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Protocol

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from ninja import Header, NinjaAPI, Query, Router
from ninja.errors import HttpError, ValidationError

from motcua.kernel.actors import ANONYMOUS, Actor, ActorKind
from motcua.kernel.errors import Forbidden, Invalid, NamedError
from motcua.kit import clock, openapi, rooms
from motcua.kit.registry import Registry
from motcua.kit.web.audiences import KINDS, SignInNeeded, refuse
from motcua.kit.web.audiences import Audience as Rule

PROBLEM = "application/problem+json"
KEY = "Idempotency-Key"
Key = Annotated[
    str,
    Header(
        alias=KEY, min_length=8, max_length=64, pattern=r"^[\x21-\x7e]+$", examples=["0190a1b2-0000-7000-8000-00000000c0de"],
        description="A key of the caller for this write. The same key with the same body gives the same answer; with another body 422.",
    ),
]  # fmt: skip
Limit = Annotated[int, Query(ge=1, le=200, description="Rows of a page, at most 200.")]
Cursor = Annotated[str, Query(max_length=200, description="The cursor `next` of the page before; empty for the first.")]


class Bearer(Protocol):
    """A room that knows whose a bearer token is."""

    key: str

    def actor_of(self, *, token: str, now: datetime) -> Actor | None:
        """The machine behind the token; None when it is not a token of this room or has ended. May raise a named refusal (rate)."""
        ...


bearers: Registry[Bearer] = Registry(key=lambda b: b.key)


class Unreadable(NamedError):
    """The body is not what its type says."""

    code = "rest.unreadable"
    vi = "Không đọc được nội dung yêu cầu. Kiểm tra định dạng JSON rồi gửi lại."
    en = "The body of the request cannot be read. Check its JSON and send it again."
    status = 400


class KeyMissing(NamedError):
    """A write came without its idempotency key."""

    code = "rest.idempotency_key_missing"
    vi = "Thiếu hoặc sai tiêu đề Idempotency-Key (8 đến 64 ký tự). Mỗi việc ghi cần một mã riêng, gửi lại thì giữ nguyên mã."
    en = "The header Idempotency-Key (8 to 64 characters) is missing or wrong. Every write needs a key of its own; a repetition keeps it."
    status = 422


class Audience:
    """The ``auth=`` of an operation: ``Audience("public"|"citizen"|"officer"|"machine", roles=…)``.

    ``also`` opens it to further kinds; ``scope`` is what a machine's token must carry. A ``machine`` operation without a scope
    authenticates the message itself, by signature.
    """

    def __init__(self, kind: str, *, roles: Any = (), min_level: int = 0, also: tuple[str, ...] = (), scope: str = "") -> None:
        if not {kind, *also} <= set(KINDS):
            msg = f"audience {kind!r} is none of {KINDS}"
            raise ValueError(msg)
        self.rule = Rule(kind=kind, roles=frozenset(roles), min_level=min_level)
        self.kinds, self.scope = (kind, *also), scope

    def __call__(self, request: HttpRequest) -> Any:
        """The actor when allowed (truthy); raises a named error otherwise."""
        actor = caller(request)
        if actor.kind not in {ActorKind.ANONYMOUS, ActorKind.MACHINE} and from_another_site(request):
            raise Forbidden(
                reason_vi="yêu cầu đến từ trang của một nơi khác.", reason_en="the request comes from a page of another site."
            )
        if self.rule.kind == "public" or (self.rule.kind == "machine" and not self.scope):
            return actor
        if actor.kind == ActorKind.ANONYMOUS:
            raise SignInNeeded
        if actor.kind == ActorKind.MACHINE:
            self._require_scope(actor)
            return actor
        kind = str(actor.kind) if actor.kind in self.kinds else next((k for k in self.kinds if k != "machine"), "officer")
        roles = self.rule.roles if kind == "officer" else frozenset()
        refuse(request, Rule(kind=kind, roles=roles, min_level=self.rule.min_level if kind == "citizen" else 0))
        return actor

    def _require_scope(self, actor: Actor) -> None:
        if "machine" not in self.kinds:
            raise Forbidden(
                reason_vi="việc này chỉ người đã đăng nhập làm được, ứng dụng thì không.",
                reason_en="only a person who is signed in may do this, not an application.",
            )
        if self.scope not in actor.scopes:
            wanted = self.scope or "–"
            raise Forbidden(reason_vi=f"ứng dụng cần phạm vi {wanted}.", reason_en=f"the application needs the scope {wanted}.")


def from_another_site(request: HttpRequest) -> bool:
    """Whether a browser sends a write for a page that is not ours: the session's cookie goes along from neighbouring sites too.

    Browsers name the page's origin on every write; programs name none, and pages of ours the one they came from.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return False
    origin, site = request.headers.get("Origin", ""), request.headers.get("Sec-Fetch-Site", "")
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return site in {"cross-site", "same-site"} or (bool(origin) and origin not in ours)


def caller(request: HttpRequest) -> Actor:
    """Who calls: the machine of a bearer token, else the person of the session. A token that nobody knows is refused, never ignored."""
    header = request.headers.get("Authorization", "")
    scheme, _, token = header.partition(" ")
    if scheme.lower() == "bearer":
        now = clock.now()
        found = next((a for b in bearers if (a := b.actor_of(token=token.strip(), now=now)) is not None), None)
        if found is None:
            raise SignInNeeded
        request.actor = found  # type: ignore[attr-defined]
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return actor


def problem(request: HttpRequest, error: NamedError) -> HttpResponse:
    """A refusal as RFC 9457 has it, with both languages beside ``detail`` in the reader's."""
    language = (get_language() or "vi")[:2]
    body = {
        "type": f"urn:motcua:error:{error.code}", "title": error.code, "status": error.status,
        "detail": error.sentence("en" if language == "en" else "vi"), **error.as_dict(),
    }
    answer = JsonResponse(body, status=error.status, content_type=PROBLEM, json_dumps_params={"ensure_ascii": False})
    wait = error.params.get("retry_after")
    if wait is not None:
        answer["Retry-After"] = str(wait)
    return answer


def wrong_input(error: ValidationError) -> NamedError:
    """What ninja found wrong, as one of our refusals: the missing key by its name, anything else by its fields."""
    fields: dict[str, tuple[str, str]] = {}
    for found in error.errors:
        place = [str(part) for part in found["loc"]]
        if place[:1] == ["header"] and place[-1].lower() == KEY.lower():
            return KeyMissing()
        name = ".".join(place[2:] if place[0] == "body" and len(place) > 2 else place[1:]) or place[0]  # noqa: PLR2004 - body, parameter, field
        fields[name] = (f"Giá trị chưa hợp lệ: {found['msg']}", str(found["msg"]))
    return Invalid(fields=fields)


def new_api(**about: Any) -> NinjaAPI:
    """An API whose refusals are problem+json and whose document tells audiences, scopes and refusals."""
    api = openapi.Described(docs_url=None, openapi_url="/openapi.json", **about)
    @api.exception_handler(NamedError)
    def refused(request: HttpRequest, error: NamedError) -> HttpResponse:
        return problem(request, error)

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return problem(request, wrong_input(error))

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, _error: HttpError) -> HttpResponse:
        return problem(request, Unreadable())

    return api


def build_api() -> NinjaAPI:
    """One OpenAPI 3.1 document over the routers of all rooms, at ``/api/v1/``."""
    api = new_api(title="Một Cửa", version="1", urls_namespace="api", description=openapi.ABOUT)
    for room in rooms.discover():
        module = rooms.part(room, "rest.api")
        if module is not None:
            router: Router = module.router
            api.add_router(f"/{room.name}/", router)
    return api
