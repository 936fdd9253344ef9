"""The meters in Prometheus' text format. Labels are services and callers of the configuration, so their number is bounded by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric

from motcua.gateway.core.breaker import State
from motcua.gateway.core.meters import Histogram, Meters

if TYPE_CHECKING:
    from motcua.gateway.app.admission import Admission

PREFIX = "motcua_gateway_"
Gauges = Iterable[tuple[str, str, float]]


class Exposition:
    """Collects when asked; ``gauges`` gives (name, help, value) of what only the process knows."""

    def __init__(self, meters: Meters, admission: Admission) -> None:
        self.meters, self.admission = meters, admission
        self.gauges: Gauges = ()
        self._registry = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=self._registry)
        self._registry.register(self)

    def text(self, gauges: Gauges) -> bytes:
        """The whole exposition."""
        self.gauges = gauges
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Every family of metrics."""
        yield from self._messages()
        yield from self._controls()
        for name, words, value in self.gauges:
            kind = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
            yield kind(PREFIX + name, words, value=value)
        yield self._histogram("log_commit_seconds", "Time to seal a batch and bring it to the disk", {(): self.meters.commit_s})
        yield self._histogram("log_batch_records", "Records of one batch", {(): self.meters.batch})

    def _messages(self) -> Iterator[Metric]:
        services = sorted(self.meters.services.items())
        count = CounterMetricFamily(PREFIX + "messages", "Messages by outcome", labels=["service", "client", "outcome"])
        for service, meter in services:
            for (client, outcome), n in sorted(meter.outcomes.items()):
                count.add_metric([service, client, outcome], n)
        yield count
        for name, words, kind, field in (
            ("request_bytes", "Octets of request bodies", CounterMetricFamily, "request_bytes"),
            ("response_bytes", "Octets of answered bodies", CounterMetricFamily, "response_bytes"),
            ("in_flight", "Calls that wait for their provider", GaugeMetricFamily, "in_flight"),
        ):
            family = kind(PREFIX + name, words, labels=["service"])
            for service, meter in services:
                family.add_metric([service], getattr(meter, field))
            yield family
        durations: dict[tuple[str, ...], Histogram] = {(service,): meter.duration for service, meter in services}
        yield self._histogram("message_duration_seconds", "From the request's head to the answer", durations, labels=["service"])

    def _controls(self) -> Iterator[Metric]:
        refused = CounterMetricFamily(PREFIX + "refused", "Calls refused by pace, quota, places or circuit", labels=["service", "reason"])
        for (service, reason), n in sorted(self.admission.refused.items(), key=str):
            refused.add_metric([str(service), reason], n)
        yield refused
        circuit = GaugeMetricFamily(PREFIX + "circuit", "State of the circuit breaker", labels=["service", "variant", "state"])
        for (service_id, variant, _), found in self.admission.circuits.items():
            for state in State:
                circuit.add_metric([service_id, variant or "", state], float(found.state is state))
        yield circuit
        waiting = GaugeMetricFamily(PREFIX + "waiting", "Calls in the queue for a place", labels=["service"])
        for identifier, gate in self.admission.gates.items():
            waiting.add_metric([str(identifier)], gate.waiting)
        yield waiting

    def _histogram(
        self, name: str, words: str, found: dict[tuple[str, ...], Histogram], *, labels: list[str] | None = None
    ) -> HistogramMetricFamily:
        family = HistogramMetricFamily(PREFIX + name, words, labels=labels or [])
        for values, histogram in found.items():
            family.add_metric(list(values), list(histogram.cumulated()), histogram.total)
        return family
