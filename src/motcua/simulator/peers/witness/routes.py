"""``/witness``: an append-only place for the roots of an audit log. Written from the wire format, not from the city's code."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from motcua.kernel.errors import NamedError
from motcua.simulator.peers.asking import require_bearer
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.errors import BadRequest
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.store import Store

ROOT = "witness_root"
_PAGE = 1000


class AlreadyHeld(NamedError):
    """Another root of this number was given before."""

    code = "witness.already_held"
    vi = "Đã giữ một gốc khác mang số {number}."
    en = "Another root of number {number} is held."
    status = 409


class Witness:
    """Takes each number once and in order, gives back all; there is no way to change or to remove."""

    def __init__(self, *, store: Store, settings: Settings, faults: Faults) -> None:
        self._store, self._settings, self._faults = store, settings, faults

    async def take(self, request: Request) -> JSONResponse:
        """Keep further roots; the same again is nothing new, another one of that number is refused."""
        require_bearer(request, self._settings.witness_token)
        await self._faults.gate(peer="witness", endpoint="roots")
        rows = _rows((await request.body()).decode())
        with self._store.transaction():
            held = self._held()
            for row in rows:
                known = held.get(row["number"])
                if known is not None and known != row:
                    raise AlreadyHeld(number=row["number"])
                if known is None and row["number"] != len(held) + 1:
                    raise BadRequest(reason=f"{row['number']} does not follow {len(held)}")
                held[row["number"]] = row
                self._store.put(ROOT, str(row["number"]), row)
        return JSONResponse({"held": len(held)}, status_code=201)

    async def all(self, request: Request) -> Response:
        """Everything, one root to a line."""
        await self._faults.gate(peer="witness", endpoint="roots")
        held = self._held()
        return PlainTextResponse("".join(f"{json.dumps(held[n])}\n" for n in sorted(held)), media_type="application/x-ndjson")

    async def last(self, request: Request) -> Response:
        """The last root; 404 from an empty witness."""
        await self._faults.gate(peer="witness", endpoint="last")
        if self._faults.hit(peer="witness", fault="garbage", endpoint="last") is not None:
            return PlainTextResponse("<html>")
        held = self._held()
        return JSONResponse(held[max(held)]) if held else PlainTextResponse("", status_code=404)

    def _held(self) -> dict[int, dict[str, Any]]:
        """All roots by number; none while the fault ``forgets`` is on."""
        if self._faults.hit(peer="witness", fault="forgets") is not None:
            return {}
        found: dict[int, dict[str, Any]] = {}
        after = 0
        while page := self._store.all(ROOT, after=after, limit=_PAGE):
            found |= {int(one.key): one.body for one in page}
            after = page[-1].seq
        return found

    def routes(self) -> list[Route]:
        """Addresses below ``/witness``."""
        return [Route("/roots", self.take, methods=["POST"]), Route("/roots", self.all), Route("/roots/last", self.last)]


def _rows(text: str) -> list[dict[str, Any]]:
    try:
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        for row in rows:
            int(row["number"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadRequest(reason="not a root on every line") from error
    return rows
