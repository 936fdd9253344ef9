"""Versions of the configuration, gateways, maintenance, status; and where gateways fetch their configuration."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from motcua.kit import clock
from motcua.kit.rest import Audience, Key
from motcua.kit.web import actor_of
from motcua.platform.exchange import api, policies
from motcua.platform.exchange.rest import edge, shapes

router = Router(tags=["exchange: running"])
_FETCH = Audience("machine", scope=policies.FETCH)
_Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/config", auth=_FETCH, response={200: Any, 304: None}, summary="The configuration of the gateway that asks")
def config(request: HttpRequest) -> HttpResponse:
    """With the gateway's own token (Bearer). The ETag is the version that `/readyz` names; with `If-None-Match` 304 when it is current."""
    holds = edge.tag(request.headers.get("If-None-Match", ""))
    sent = api.fetch_config(actor=actor_of(request), holds=holds, now=clock.now())
    answer = HttpResponse(sent.content, content_type="application/json") if sent else HttpResponse(status=304)
    answer["ETag"] = f'"{sent.version if sent else holds}"'
    answer["Cache-Control"] = "no-store"
    return answer


@router.get("/versions", auth=edge.READ, response=shapes.Versions)
def versions(
    request: HttpRequest, before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None, limit: edge.Rows = 50
) -> dict[str, Any]:
    """Versions of the configuration, newest first."""
    found = api.versions(actor=actor_of(request), before=before, limit=limit + 1)
    return {"rows": [asdict(v) for v in found[:limit]], "next": found[limit - 1].number if len(found) > limit else None}


@router.get("/versions/{number}", auth=edge.READ, response=shapes.ConfigVersionOut)
def version(request: HttpRequest, number: _Number) -> Any:
    """One version with what it changed."""
    return asdict(api.version(number=number, actor=actor_of(request)))


@router.get("/versions/{number}/preview", auth=edge.MANAGE, response=list[shapes.DifferenceOut])
def preview(request: HttpRequest, number: _Number) -> list[dict[str, Any]]:
    """What restoring it would change."""
    return [asdict(d) for d in api.preview_restore(number=number, actor=actor_of(request), now=clock.now())]


@router.post("/versions/{number}/restore", auth=edge.MANAGE, response=shapes.Restored)
def restore(request: HttpRequest, number: _Number, body: shapes.Revoking, key: Key) -> dict[str, Any]:
    """Make the tables say again what they said then, as a new version."""
    return {"number": api.restore_version(number=number, reason=body.reason, actor=actor_of(request), now=clock.now())}


@router.get("/status", auth=edge.READ, response=shapes.StatusOut)
def status(request: HttpRequest) -> dict[str, Any]:
    """Whether the gateway answers, runs the newest configuration, and how services fared in 24 hours."""
    state, resting = api.gateway_state(), api.maintenance()
    newest = api.versions(actor=actor_of(request), limit=1)
    return {
        "answers": state.answers, "ready": state.ready, "config_current": state.config_current,
        "version": newest[0].number if newest else None, "maintenance": asdict(resting) if resting else None,
        "services": [asdict(h) for h in api.service_health(now=clock.now())],
    }  # fmt: skip


@router.put("/maintenance", auth=edge.MANAGE, response={204: None})
def begin(request: HttpRequest, body: shapes.MaintenanceIO, key: Key) -> None:
    """Let the exchange rest, or change what callers are told."""
    api.begin_maintenance(**body.dict(), actor=actor_of(request), now=clock.now())


@router.delete("/maintenance", auth=edge.MANAGE, response=shapes.TakenBack)
def end(request: HttpRequest, key: Key) -> dict[str, bool]:
    """The exchange works again."""
    return {"taken": api.end_maintenance(actor=actor_of(request), now=clock.now())}


@router.put("/gateways/{code}", auth=edge.MANAGE, response={204: None})
def put_gateway(request: HttpRequest, code: edge.Code, body: shapes.GatewayIn, key: Key) -> None:
    """Name a gateway."""
    api.set_gateway(code=code, **body.dict(), actor=actor_of(request), now=clock.now())


@router.delete("/gateways/{code}", auth=edge.MANAGE, response={204: None})
def delete_gateway(request: HttpRequest, code: edge.Code, key: Key) -> None:
    """Forget a gateway; its token ends at once."""
    api.remove_gateway(code=code, actor=actor_of(request), now=clock.now())


@router.post("/gateways/{code}/token", auth=edge.MANAGE, response=shapes.GatewayTokenOut)
def gateway_token(request: HttpRequest, response: HttpResponse, code: edge.Code, key: Key) -> dict[str, str]:
    """A new token for a gateway, told this once; the old one ends."""
    response["Cache-Control"] = "no-store"
    return {"token": api.make_gateway_token(code=code, actor=actor_of(request), now=clock.now())}
