"""Traces across hops (W3C Trace Context), handed to the operator's collector by OTLP over HTTP when one is named in the environment.

The variables are OpenTelemetry's own: ``OTEL_EXPORTER_OTLP_ENDPOINT`` (or ``…_TRACES_ENDPOINT``) switches tracing on, without it
nothing of the library is even imported; ``OTEL_TRACES_SAMPLER_ARG`` (0 to 1, default 1) is the share of the traces that begin here,
a trace that comes with a message keeps the decision of whoever began it. Spans leave in batches by a thread of their own.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

TRACEPARENT, TRACESTATE = "traceparent", "tracestate"
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_SHARE = "OTEL_TRACES_SAMPLER_ARG"


def enabled() -> bool:
    """Whether a collector is named."""
    return any(os.environ.get(name) for name in _ENDPOINTS)


def sampling_share() -> float:
    """The share of new traces that are recorded; 1 when the variable is absent or no number from 0 to 1."""
    try:
        share = float(os.environ.get(_SHARE, "1"))
    except ValueError:
        return 1.0
    return share if 0 <= share <= 1 else 1.0


def make_provider(name: str) -> TracerProvider:
    """A source of tracers for the program ``name`` (``OTEL_SERVICE_NAME`` rules) that exports to the collector of the environment."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

    resource = Resource.create({SERVICE_NAME: os.environ.get("OTEL_SERVICE_NAME", name)})
    provider = TracerProvider(sampler=ParentBased(TraceIdRatioBased(sampling_share())), resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


@functools.cache
def _callers_provider() -> TracerProvider:
    return make_provider("motcua")


@contextmanager
def outgoing(name: str) -> Iterator[dict[str, str]]:
    """The headers with which a message continues the caller's trace or begins one; empty while tracing is off."""
    if not enabled():
        yield {}
        return
    from opentelemetry.trace import SpanKind
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    with _callers_provider().get_tracer("motcua.exchange").start_as_current_span(name, kind=SpanKind.CLIENT):
        headers: dict[str, str] = {}
        TraceContextTextMapPropagator().inject(headers)
        yield headers
