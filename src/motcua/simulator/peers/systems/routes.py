"""``/systems/{system}/{service}/{key}``: one record of a declared system, only to the gateway that holds the secret."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from motcua.kernel.errors import NotFound
from motcua.simulator.peers.asking import require_secret
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.systems.declared import declared, made_up

_LONGEST_KEY = 60


def routes(*, settings: Settings, faults: Faults) -> list[Route]:
    """Endpoints under ``/systems``; a fault may be switched on for one system by its name as ``endpoint``."""

    async def one(request: Request) -> Response:
        require_secret(request, settings.systems_secret)
        system, key = request.path_params["system"], request.path_params["key"]
        await faults.gate(peer="systems", endpoint=system)
        service = declared().get((system, request.path_params["service"]))
        if service is None or len(key) > _LONGEST_KEY or key.startswith("khong-co"):
            raise NotFound
        if faults.hit(peer="systems", fault="garbage", endpoint=system) is not None:
            return PlainTextResponse("<html>proxy error</html", media_type="application/json")
        return JSONResponse(made_up(service, key), headers={"cache-control": "no-store"})

    return [Route("/{system}/{service}/{key}", one)]
