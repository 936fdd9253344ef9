"""Other security servers, the gateways of the city, adapters as the gateway finds them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from motcua.kit import clock
from motcua.kit.rest import Key
from motcua.kit.web import actor_of
from motcua.platform.exchange import api
from motcua.platform.exchange.rest import edge, shapes

router = Router(tags=["exchange: servers"])
_PEER = "/peers/{instance}/{member_class}/{member_code}/{server}"


@router.get("/peers", auth=edge.READ, response=list[shapes.PeerOut])
def peers(request: HttpRequest) -> list[dict[str, Any]]:
    """Other security servers by identifier."""
    return [asdict(p) for p in api.peers(actor=actor_of(request))]


@router.get(_PEER, auth=edge.READ, response=shapes.PeerOut)
def peer(
    request: HttpRequest, response: HttpResponse, instance: edge.Code, member_class: edge.Code, member_code: edge.Code, server: edge.Code
) -> Any:
    """One other security server; its ETag goes into `If-Match`."""
    return edge.tagged(response, api.peer(id=f"{instance}/{member_class}/{member_code}/{server}", actor=actor_of(request)))


@router.put(_PEER, auth=edge.MANAGE, response={204: None})
def put_peer(
    request: HttpRequest, instance: edge.Code, member_class: edge.Code, member_code: edge.Code, server: edge.Code, body: shapes.PeerIO,
    key: Key, match: edge.Match = "",
) -> None:  # fmt: skip
    """Connect another security server, or change how; it needs the setting `message_port`."""
    server_id = f"{instance}/{member_class}/{member_code}/{server}"
    api.set_peer(server_id=server_id, **body.dict(), expected=edge.tag(match), actor=actor_of(request), now=clock.now())


@router.delete(_PEER, auth=edge.MANAGE, response={204: None})
def delete_peer(
    request: HttpRequest, instance: edge.Code, member_class: edge.Code, member_code: edge.Code, server: edge.Code, key: Key
) -> None:
    """Disconnect another security server."""
    api.remove_peer(server_id=f"{instance}/{member_class}/{member_code}/{server}", actor=actor_of(request), now=clock.now())


@router.get("/gateways", auth=edge.READ, response=list[shapes.GatewayOut])
def gateways(request: HttpRequest) -> list[dict[str, Any]]:
    """The gateways of the city and what each runs."""
    return [asdict(g) for g in api.gateways(actor=actor_of(request))]


@router.get("/adapters", auth=edge.READ, response=list[shapes.AdapterStateOut])
def adapters(request: HttpRequest) -> list[dict[str, Any]]:
    """Services behind adapters, and what kept each from working when the gateway was last asked."""
    return _adapters(request)


@router.post("/adapters/check", auth=edge.READ, response=list[shapes.AdapterStateOut])
def check_adapters(request: HttpRequest, key: Key) -> list[dict[str, Any]]:
    """Ask the gateway now; 503 when it does not answer."""
    api.check_adapters(actor=actor_of(request), now=clock.now())
    return _adapters(request)


def _adapters(request: HttpRequest) -> list[dict[str, Any]]:
    return [{**asdict(one), "ok": not one.problems} for one in api.adapter_checks(actor=actor_of(request)).values()]
