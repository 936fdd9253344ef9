"""The spans of one message: ``receive`` with ``authorise``, ``upstream`` and ``commit`` below it.

The provider gets ``traceparent`` of ``upstream`` in place of the one that came. What is hashed and logged stays the head as it was
received: the trace is a tool of operators, not a part of the message. Spans carry ids and services, never a query or a person.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from motcua.gateway.app.http import Request, Response
from motcua.gateway.core.peering import TRACE
from motcua.gateway.protocol import messages
from motcua.gateway.protocol.messages import Header
from motcua.gateway.protocol.tracing import TRACEPARENT, TRACESTATE, make_provider

if TYPE_CHECKING:
    from motcua.gateway.app.call import Call

_propagator = TraceContextTextMapPropagator()


class Traces:
    """Traces of one gateway process."""

    def __init__(self) -> None:
        self.provider = make_provider("motcua-gateway")
        self.tracer = self.provider.get_tracer("motcua.gateway")

    def begin(self, request: Request) -> Journey:
        """The journey of a message that has just come; another security server says beside it which trace it goes on."""
        carrier = {name: value for name in (TRACEPARENT, TRACESTATE) if (value := messages.find(request.headers, name))}
        handed = messages.find(request.headers, TRACE)
        if handed:
            carrier = {TRACEPARENT: handed}
        return Journey(self.tracer, _propagator.extract(carrier, Context()), request)

    def close(self) -> None:
        """Send what is left; waits for the collector for a bounded time."""
        self.provider.force_flush(2000)
        self.provider.shutdown()


class Journey:
    """One message's spans; ``end`` is called once, whatever became of it."""

    def __init__(self, tracer: trace.Tracer, context: Context, request: Request) -> None:
        self._tracer = tracer
        began = request.received_ms * 1_000_000 or time.time_ns()
        self._span = tracer.start_span("receive", context, kind=SpanKind.SERVER, start_time=began)
        self._context = trace.set_span_in_context(self._span, Context())

    @contextmanager
    def step(self, name: str, kind: SpanKind = SpanKind.INTERNAL) -> Iterator[trace.Span]:
        """A part of the journey; an error that ends it marks its span."""
        span = self._tracer.start_span(name, self._context, kind=kind)
        try:
            yield span
        except BaseException as error:
            span.set_status(StatusCode.ERROR, type(error).__name__)
            raise
        finally:
            span.end()

    async def upstream(self, call: Call, carry: Callable[[], Awaitable[Response]]) -> Response:
        """Carry the call as a hop of its trace."""
        with self.step("upstream", SpanKind.CLIENT) as span:
            call.headers = _continued(call.headers, span)
            response = await carry()
            span.set_attribute("http.response.status_code", response.status)
            return response

    def end(self, call: Call | None, response: Response) -> None:
        """The answer is ready to leave."""
        span = self._span
        if call is not None and span.is_recording():
            message = call.message
            span.set_attribute("http.request.method", message.method)
            span.set_attribute("motcua.client", str(message.client))
            span.set_attribute("motcua.service", str(message.service))
            span.set_attribute("motcua.message_id", message.message_id)
            span.set_attribute("motcua.request_id", message.request_id)
            if call.variant:
                span.set_attribute("motcua.variant", call.variant)
        span.set_attribute("http.response.status_code", response.status)
        fault = messages.find(response.headers, messages.ERROR)
        if fault:
            span.set_attribute("error.type", fault)
            span.set_status(StatusCode.ERROR, fault)
        span.end()


def _continued(headers: list[Header], span: trace.Span) -> list[Header]:
    """The headers with this span as their parent."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier, trace.set_span_in_context(span, Context()))
    return [*(h for h in headers if h[0].lower() not in {TRACEPARENT, TRACESTATE}), *carrier.items()]
