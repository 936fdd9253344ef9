"""``/tsa``: ``POST`` a TimeStampReq, ``application/timestamp-query`` (RFC 3161 §3.4); ``/tsa/root.pem``: the certificate to trust.

It stamps with the clock of this machine, never with a demonstration's: gateways refuse stamps of another minute.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from motcua.kernel.evidence.timestamps import InvalidTimeStamp, build_refusal, parse_request
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.timestamps.authority import StampingKey

_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_WRONG_CLOCK = timedelta(hours=2)


class TimeStamps:
    """Endpoints under ``/tsa``."""

    def __init__(self, *, settings: Settings, faults: Faults) -> None:
        self._faults, self._key = faults, StampingKey(settings.data)

    def routes(self) -> list[Route]:
        """The addresses."""
        return [Route("/tsa", self.stamp, methods=["POST"]), Route("/tsa/root.pem", self.root)]

    async def stamp(self, request: Request) -> Response:
        """A token over what was asked; other bytes are refused in the protocol's own way (status 200, PKIStatus rejection)."""
        await self._faults.gate(peer="time_stamps", endpoint="stamp")
        if request.headers.get("content-type", "").partition(";")[0].strip() != _QUERY:
            return Response(status_code=415)
        at = datetime.now(UTC)
        if self._faults.hit(peer="time_stamps", fault="wrong_clock") is not None:
            at += _WRONG_CLOCK
        try:
            query = parse_request(await request.body())
        except InvalidTimeStamp:
            return Response(build_refusal("bad_request"), media_type=_REPLY)
        if self._faults.hit(peer="time_stamps", fault="refuse") is not None:
            return Response(build_refusal("time_not_available"), media_type=_REPLY)
        return Response(self._key.stamp(query, at=at), media_type=_REPLY)

    async def root(self, _request: Request) -> Response:
        """The certificate that checkers trust, as PEM."""
        return Response(self._key.root(), media_type="application/x-pem-file")
