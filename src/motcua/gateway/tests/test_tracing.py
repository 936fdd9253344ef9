"""Traces over a real collector's wire: OTLP as protobuf over HTTP, received here by a small server."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from motcua.gateway import protocol as gw
from motcua.gateway.protocol import tracing

from .conftest import CLIENT, SERVICE, Crowd, Rig, service
from .scripted import Scripted
from .test_two_servers import running
from .wire import send

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
ME = ("X-Road-Client", str(CLIENT))


class Collector:
    """Takes spans as a collector does."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.services: set[str] = set()
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                text = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
                assert self.path == "/v1/traces"
                for resource in ExportTraceServiceRequest.FromString(text).resource_spans:
                    collector.services |= {a.value.string_value for a in resource.resource.attributes if a.key == "service.name"}
                    for scope in resource.scope_spans:
                        collector.spans.extend(scope.spans)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                return

        self.server = Crowd(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait_for(self, names: set[str]) -> dict[str, Any]:
        """The newest span of each name."""
        until = time.monotonic() + 10
        while not names <= {s.name for s in self.spans}:
            assert time.monotonic() < until, [s.name for s in self.spans]
            time.sleep(0.02)
        return {s.name: s for s in self.spans}


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    found = Collector()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", found.url)
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
    yield found
    found.server.shutdown()
    found.server.server_close()


def start(rig: Rig, url: str, **changes: object) -> Rig:
    rig.config = gw.Config(**{**{n: getattr(rig.config, n) for n in rig.config.__slots__}, "services": (service(url, **changes),)})
    gw.write_config(rig.config_path, rig.config)
    rig.start()
    return rig


def attributes(span: Any) -> dict[str, Any]:
    return {a.key: a.value.string_value or a.value.int_value for a in span.attributes}


def test_a_trace_goes_through_the_gateway(own_rig: Rig, collector: Collector, main: Scripted) -> None:
    rig = start(own_rig, main.url)
    sent = [ME, ("traceparent", f"00-{TRACE}-{PARENT}-01"), ("tracestate", "city=1")]
    _, headers, _ = send(rig.url, "GET", f"/r1/{SERVICE}/x?q=VU+THI+HOA", sent)
    spans = collector.wait_for({"receive", "authorise", "upstream", "commit"})
    receive, upstream = spans["receive"], spans["upstream"]
    record = rig.records()[0]
    assert {s.trace_id.hex() for s in spans.values()} == {TRACE}
    assert receive.parent_span_id.hex() == PARENT
    assert {s.parent_span_id for n, s in spans.items() if n != "receive"} == {receive.span_id}
    assert main.seen[0]["headers"]["traceparent"] == f"00-{TRACE}-{upstream.span_id.hex()}-01"
    assert main.seen[0]["headers"]["tracestate"] == "city=1"
    assert f"traceparent:00-{TRACE}-{PARENT}-01\r\n" in record.request_head
    assert upstream.span_id.hex() not in record.request_head
    told = attributes(receive)
    assert told["motcua.request_id"] == record.request_id == dict(headers)["x-road-request-id"]
    assert (told["motcua.client"], told["motcua.service"], told["http.response.status_code"]) == (str(CLIENT), str(SERVICE), 200)
    assert receive.start_time_unix_nano <= upstream.start_time_unix_nano <= upstream.end_time_unix_nano <= receive.end_time_unix_nano
    assert not any("HOA" in str(s) for s in collector.spans)
    assert collector.services == {"motcua-gateway"}


def test_a_message_without_a_trace_begins_one(own_rig: Rig, collector: Collector, main: Scripted) -> None:
    rig = start(own_rig, main.url)
    send(rig.url, "GET", f"/r1/{SERVICE}/x", [ME, ("traceparent", "00-nonsense")])
    receive = collector.wait_for({"receive", "upstream"})["receive"]
    assert receive.parent_span_id == b""
    assert main.seen[0]["headers"]["traceparent"].split("-")[1] == receive.trace_id.hex()


def test_a_fault_marks_its_span(own_rig: Rig, collector: Collector) -> None:
    rig = start(own_rig, "http://127.0.0.1:9/api")
    send(rig.url, "GET", f"/r1/{SERVICE}/x", [ME])
    spans = collector.wait_for({"receive", "upstream", "commit"})
    assert [spans[n].status.code for n in ("receive", "upstream", "commit")] == [2, 2, 0]
    assert attributes(spans["receive"])["error.type"] == "Server.ServerProxy.NetworkError"


def test_a_share_of_nothing_exports_nothing_but_passes_the_trace_on(
    own_rig: Rig, collector: Collector, main: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0")
    rig = start(own_rig, main.url)
    send(rig.url, "GET", f"/r1/{SERVICE}/x", [ME])
    send(rig.url, "GET", f"/r1/{SERVICE}/y", [ME, ("traceparent", f"00-{TRACE}-{PARENT}-01")])
    spans = collector.wait_for({"receive", "upstream"})
    rig.stop()
    assert {s.trace_id.hex() for s in collector.spans} == {TRACE}
    assert spans["receive"].parent_span_id.hex() == PARENT
    assert not int(main.seen[0]["headers"]["traceparent"][-2:], 16) & 1  # told on, and told not to be recorded


def test_a_dead_collector_holds_nothing_up(own_rig: Rig, main: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    rig = start(own_rig, main.url)
    began = time.monotonic()
    assert [send(rig.url, "GET", f"/r1/{SERVICE}/x", [ME])[0] for _ in range(20)] == [200] * 20
    assert time.monotonic() - began < 8
    assert rig.stop() == 0


def test_without_a_collector_the_header_passes_untouched(own_rig: Rig, main: Scripted) -> None:
    rig = start(own_rig, main.url)
    send(rig.url, "GET", f"/r1/{SERVICE}/x", [ME, ("traceparent", "whatever it is")])
    assert main.seen[0]["headers"]["traceparent"] == "whatever it is"
    with tracing.outgoing("call") as headers:
        assert headers == {}


def test_what_is_left_is_sent_at_the_end(own_rig: Rig, collector: Collector, main: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "3600000")
    rig = start(own_rig, main.url)
    send(rig.url, "GET", f"/r1/{SERVICE}/x", [ME])
    assert rig.stop() == 0
    assert {s.name for s in collector.spans} == {"receive", "authorise", "upstream", "commit"}


def test_a_call_of_the_house_begins_the_trace(own_rig: Rig, collector: Collector, main: Scripted) -> None:
    rig = start(own_rig, main.url)
    tracing._callers_provider.cache_clear()
    with tracing.outgoing("exchange.call") as headers:
        gw.call(rig.url, CLIENT, SERVICE, "/x", headers=headers)
    spans = collector.wait_for({"exchange.call", "receive", "upstream"})
    assert spans["receive"].parent_span_id == spans["exchange.call"].span_id
    assert len({s.trace_id for s in spans.values()}) == 1
    tracing._callers_provider().shutdown()
    tracing._callers_provider.cache_clear()


@pytest.mark.parametrize(("text", "share"), [("0.25", 0.25), ("2", 1.0), ("-1", 1.0), ("x", 1.0), ("nan", 1.0)])
def test_the_share_of_traces(monkeypatch: pytest.MonkeyPatch, text: str, share: float) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", text)
    assert tracing.sampling_share() == share


def test_a_trace_goes_on_at_the_other_security_server(collector: Collector, tmp_path: Path, provider: str) -> None:
    """With the caller's trace and without one: four hops, each below the one before."""
    with running(tmp_path, provider) as pair:
        for headers, above in (([("traceparent", f"00-{TRACE}-{PARENT}-01")], PARENT), ([], "")):
            collector.spans.clear()
            assert send(pair.consumer.url, "GET", f"/r1/{SERVICE}/x", [ME, *headers])[0] == 200
            until = time.monotonic() + 10
            while sorted(s.name for s in collector.spans if s.name in {"receive", "upstream"}) != ["receive", "receive", "upstream", "upstream"]:
                assert time.monotonic() < until, [s.name for s in collector.spans]
                time.sleep(0.02)
            below = {s.parent_span_id.hex(): s for s in collector.spans if s.name in {"receive", "upstream"}}
            chain = [below[above]]
            while len(chain) < 4:
                chain.append(below[chain[-1].span_id.hex()])
            assert [s.name for s in chain] == ["receive", "upstream"] * 2
            assert len({s.trace_id for s in chain}) == 1
            assert not headers or chain[0].trace_id.hex() == TRACE
