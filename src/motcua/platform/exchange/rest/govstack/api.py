"""The operations, at ``/api/govstack/information-mediator/api/v1/…`` as the building block publishes their paths."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Status

from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.kernel.errors import Invalid, NamedError
from motcua.kit import clock
from motcua.kit.rest import new_api
from motcua.kit.web import actor_of
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.contracts import GatewayUnreachable
from motcua.platform.exchange.rest import edge
from motcua.platform.exchange.rest.govstack import mapping, schemas

api = new_api(
    title="GovStack Information Mediator: Configuration Management", version="1.0.1", urls_namespace="govstack-mediator",
    description="Façade over the data exchange. Applications are systems of members; rights of data-sharing requests are told, not taken.",
)
_Filter = Annotated[str, Query(max_length=60)]
_DONE = "done"


class InstanceExists(NamedError):
    """The instance that shall be initialised runs already."""

    code = "exchange.instance_exists"
    vi = "Trục liên thông này đang chạy; dùng PATCH hoặc PUT để đổi cấu hình."
    en = "This exchange runs already; change its configuration by PATCH or PUT."
    status = 409


@api.get("/api/v1/config", auth=edge.READ, response=schemas.MediatorConf, by_alias=True, tags=["conf"], operation_id="listIMconf")
def listed(request: HttpRequest) -> dict[str, Any]:
    """Members, applications, services that are switched on, and who may call them."""
    return mapping.told(actor=actor_of(request))


@api.post("/api/v1/config", auth=edge.MANAGE, response={201: str}, tags=["conf"], operation_id="createIMconf")
def create(request: HttpRequest, body: schemas.MediatorConf, init: bool = False) -> Any:
    """Initialising an instance: this one exists, so it is refused."""
    raise InstanceExists


@api.patch("/api/v1/config", auth=edge.MANAGE, response={201: str}, tags=["conf"], operation_id="updateIMconf")
def update(request: HttpRequest, body: schemas.MediatorConf) -> Any:
    """Register or change what is described; what is not described stays. Repeating it changes nothing."""
    mapping.apply(body, replace=False, actor=actor_of(request), now=clock.now())
    return Status(201, _DONE)


@api.put("/api/v1/config", auth=edge.MANAGE, response={201: str}, tags=["conf"], operation_id="replaceIMconf")
def replace(request: HttpRequest, body: schemas.MediatorConf) -> Any:
    """As PATCH; services not described are switched off, and rights not described and given by hand are taken back."""
    mapping.apply(body, replace=True, actor=actor_of(request), now=clock.now())
    return Status(201, _DONE)


@api.get("/api/v1/status", auth=edge.READ, response={200: None}, tags=["conf"], operation_id="checkIMconf")
def status(request: HttpRequest) -> None:
    """Whether the gateway answers, keeps its log and has taken over the newest configuration; 503 otherwise."""
    state = exchange.gateway_state()
    if not (state.ready and state.config_current):
        raise GatewayUnreachable


@api.get("/api/v1/rights/allow", auth=edge.READ, response=schemas.MediatorAllowList, tags=["rights"], operation_id="getAllowed")
def allowed(
    request: HttpRequest, memberClass: _Filter = "", memberCode: _Filter = "", applicationId: _Filter = "", serviceId: _Filter = "",  # noqa: N803
    pageSize: Annotated[int, Query(ge=1, le=1000)] = 100, nextPageToken: Annotated[str, Query(max_length=400)] = "",  # noqa: N803
) -> dict[str, Any]:
    """Who may call which services, filtered by the service's member, application and code; a page counts pairs of service and client."""
    wanted = (memberClass, memberCode, applicationId, serviceId)
    pairs = sorted(_pairs(actor_of(request), wanted))
    after = _read_token(nextPageToken)
    later = [pair for pair in pairs if pair > after]
    page, more = later[:pageSize], len(later) > pageSize
    services: dict[str, list[dict[str, str]]] = {}
    for service, client in page:
        _, member_class, member_code, application = client.split("/")
        services.setdefault(service, []).append({"memberClass": member_class, "memberCode": member_code, "applicationId": application})
    return {
        "allowList": [{**_parts(service), "rights": clients} for service, clients in services.items()],
        "nextPageToken": _token(page[-1]) if more else None,
    }


@api.patch("/api/v1/rights/allow", auth=edge.MANAGE, response={200: None}, tags=["rights"], operation_id="setAllowed")
def allow(request: HttpRequest, body: list[schemas.MediatorRights]) -> None:
    """Let applications call services; who may already stays as he is."""
    for service, clients in _asked(body):
        mapping.allow(service, clients, actor=actor_of(request), now=clock.now())


@api.patch("/api/v1/rights/deny", auth=edge.MANAGE, response={200: None}, tags=["rights"], operation_id="setDenied")
def deny(request: HttpRequest, body: list[schemas.MediatorRights]) -> None:
    """Take rights back that were given by hand; those of data-sharing requests end with the request."""
    for service, clients in _asked(body):
        mapping.deny(service, clients, actor=actor_of(request), now=clock.now())


def _pairs(actor: Actor, wanted: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Service and client of every right, groups resolved, for the services that were asked for."""
    groups = {g.name: g.clients for g in exchange.groups(actor=actor)}
    seen: set[tuple[str, str]] = set()
    for right in exchange.rights(actor=actor, now=clock.now()):
        parts = right.service.split("/")[1:]
        if any(asked and asked != part for asked, part in zip(wanted, parts, strict=True)):
            continue
        name = right.subject.removeprefix(protocol.GROUP)
        seen |= {(right.service, client) for client in (groups.get(name, ()) if name != right.subject else (right.subject,))}
    yield from seen


def _asked(body: list[schemas.MediatorRights]) -> Iterator[tuple[str, list[str]]]:
    for one in body:
        service = edge.service_of(one.memberClass, one.memberCode, one.applicationId, one.serviceId)
        yield service, [edge.client_of(c.memberClass, c.memberCode, c.applicationId) for c in one.rights]


def _parts(service: str) -> dict[str, str]:
    return dict(zip(("memberClass", "memberCode", "applicationId", "serviceId"), service.split("/")[1:], strict=True))


def _token(pair: tuple[str, str]) -> str:
    return base64.urlsafe_b64encode("\n".join(pair).encode()).decode()


def _read_token(text: str) -> tuple[str, str]:
    try:
        service, client = base64.urlsafe_b64decode(text.encode()).decode().split("\n") if text else ("", "")
    except ValueError:
        raise Invalid(fields={"nextPageToken": ("Mã trang không đúng.", "This is no page token.")}) from None
    return service, client
