"""Carrying a call to a provider that speaks HTTP."""

from __future__ import annotations

from collections.abc import Awaitable

from motcua.gateway.app.call import Call, now_ms
from motcua.gateway.app.http import Response
from motcua.gateway.app.upstream import AnswerTooLarge, ConnectFailed, Interrupted, InvalidAnswer, Pools
from motcua.gateway.core.body import Body
from motcua.gateway.core.directory import Directory, Route
from motcua.gateway.protocol import faults
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.messages import Header


class RestCarrier:
    """Sends the message as it came to the address of the service, through the pool of its provider."""

    def __init__(self, pools: Pools) -> None:
        self.pools = pools

    def carry(self, directory: Directory, route: Route, call: Call) -> Awaitable[Response]:
        """The provider's answer; Fault when there is none."""
        message = call.message
        target = route.url_path(message.path) + (f"?{message.query}" if message.query is not None else "")
        return self.send(directory, route, call, method=message.method, target=target, headers=call.headers, body=message.body)

    async def send(
        self, directory: Directory, route: Route, call: Call, *, method: str, target: str, headers: list[Header], body: Body | bytes
    ) -> Response:
        """The provider's answer to any request, ``provider_headers`` added; Fault when there is none."""
        limits = directory.config.limits
        call.forwarded, call.request_out = target, now_ms()
        own = route.service.provider_headers
        if own:
            secret = {name.lower() for name, _ in own}
            headers = [*(h for h in headers if h[0].lower() not in secret), *own]
        pool = self.pools.get(route.origin, verify_tls=route.service.verify_tls)
        try:
            response = await pool.send(
                method=method,
                target=target,
                host=route.host_header,
                headers=headers,
                body=body,
                limit=limits.body_bytes,
                timeout_s=route.service.timeout_s,
            )
        except ConnectFailed:
            raise Fault(faults.NETWORK_ERROR, "Could not connect to the service") from None
        except TimeoutError:
            raise Fault(faults.FAILED_TIMEOUT, "The service did not answer in time") from None
        except Interrupted:
            raise Fault(faults.FAILED_NETWORK, "The connection to the service ended before the answer was complete") from None
        except InvalidAnswer:
            raise Fault(faults.FAILED_HTTP, "The service did not answer in HTTP") from None
        except AnswerTooLarge:
            raise Fault(faults.FAILED_SIZE, f"The answer is longer than {limits.body_bytes} bytes") from None
        call.response_in = now_ms()
        return response
