"""REST edge: audiences for django-ninja operations, and the one API object."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from motcua.kernel.actors import ANONYMOUS, ActorKind
from motcua.kernel.errors import NamedError
from motcua.kit import rooms
from motcua.kit.web.audiences import KINDS, SignInNeeded, refuse
from motcua.kit.web.audiences import Audience as Rule
from motcua.kit.web.middleware import error_answer


class Audience:
    """The ``auth=`` of an operation: ``Audience("public"|"citizen"|"officer"|"machine", roles=…)``."""

    def __init__(self, kind: str, *, roles: Any = (), min_level: int = 0) -> None:
        if kind not in KINDS:
            msg = f"audience {kind!r} is none of {KINDS}"
            raise ValueError(msg)
        self.rule = Rule(kind=kind, roles=frozenset(roles), min_level=min_level)

    def __call__(self, request: HttpRequest) -> Any:
        """The actor when allowed (truthy); raises a named error otherwise."""
        actor = getattr(request, "actor", ANONYMOUS)
        if self.rule.kind in ("public", "machine"):
            return actor
        if actor.kind == ActorKind.ANONYMOUS:
            raise SignInNeeded
        refuse(request, self.rule)
        return actor


def build_api() -> NinjaAPI:
    """One OpenAPI 3.1 document over the routers of all rooms, at ``/api/v1/``."""
    api = NinjaAPI(title="Một Cửa", version="1", urls_namespace="api", docs_url=None, openapi_url="/openapi.json")

    @api.exception_handler(NamedError)
    def named(request: HttpRequest, error: NamedError) -> HttpResponse:
        return error_answer(request, error)

    for room in rooms.discover():
        module = rooms.part(room, "rest.api")
        if module is not None:
            api.add_router(f"/{room.name}/", module.router)
    return api
