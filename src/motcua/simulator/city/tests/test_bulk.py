"""The year as events alone."""

from __future__ import annotations

from collections import Counter

from motcua.kernel.events import from_payload, stream_of, to_payload, type_of
from motcua.simulator.bulk import facts
from motcua.simulator.city.targets import targets

from .test_plan import plan


def test_events_add_up_like_the_plan() -> None:
    told = Counter(type_of(event).name for event, _ in facts(plan(0.001).records()))
    t = targets(0.001)
    assert told["casework.dossier.submitted.v1"] == t.opening + t.received + t.refused
    assert told["casework.dossier.resolved.v1"] == t.resolved
    assert told["casework.dossier.handed_back.v1"] == t.handed_back
    assert told["casework.dossier.fee_paid.v1"] == t.payments


def test_every_dossier_is_a_stream_in_order_and_survives_the_wire() -> None:
    last: dict[str, object] = {}
    for event, at in facts(plan(0.0002).records()):
        stream = stream_of(event)
        assert stream not in last or last[stream] <= at  # type: ignore[operator]
        last[stream] = at
        assert from_payload(type_of(event).name, to_payload(event)) == event
