"""Events of dossiers: lined up for subscribers, counted for the statistics."""

from __future__ import annotations

from typing import Any

from motcua.channels.developers import api
from motcua.foundation.outbox import api as outbox
from motcua.kernel import events as kernel_events
from motcua.kit import clock
from motcua.platform.casework import events


def _tell(event_class: type[Any], what: str) -> None:
    @outbox.handles(event_class, name=f"developers.webhook_{what}")
    def told(*, event: Any, meta: outbox.EventMeta) -> None:
        api.line_up(
            event_id=meta.event_id, order=meta.seq, event=kernel_events.type_of(event).name, stream=kernel_events.stream_of(event),
            payload=kernel_events.to_payload(event), at=meta.occurred_at, now=clock.now(),
        )


for _class, _what in (
    (events.DossierSubmitted, "submitted"), (events.DossierFeePaid, "fee_paid"), (events.DossierReceived, "received"),
    (events.DossierRefused, "refused"), (events.SupplementRequested, "supplement_requested"),
    (events.DossierSupplemented, "supplemented"), (events.DossierMoved, "moved"), (events.DossierResolved, "resolved"),
    (events.DossierHandedBack, "handed_back"), (events.DossierWithdrawn, "withdrawn"), (events.DossierStopped, "stopped"),
    (events.DossierExtended, "extended"), (events.DueWarned, "due_warned"), (events.ResultRevoked, "revoked"),
):  # fmt: skip
    _tell(_class, _what)


@outbox.handles(events.DossierResolved, name="developers.tally_resolved")
def tally_resolved(*, event: events.DossierResolved, meta: outbox.EventMeta) -> None:
    """A decision: granted or denied."""
    granted = event.outcome == "granted"
    api.tally(
        at=event.resolved_at, procedure_code=event.procedure_code, unit_code=event.unit_code, approved=int(granted),
        rejected=int(not granted),
    )


@outbox.handles(events.DossierRefused, name="developers.tally_refused")
def tally_refused(*, event: events.DossierRefused, meta: outbox.EventMeta) -> None:
    """Refused at intake."""
    api.tally(at=event.at, procedure_code=event.procedure_code, unit_code=event.unit_code, rejected=1)


@outbox.handles(events.SupplementRequested, name="developers.tally_sent_back")
def tally_sent_back(*, event: events.SupplementRequested, meta: outbox.EventMeta) -> None:
    """Sent back for papers."""
    api.tally(at=event.at, procedure_code=event.procedure_code, unit_code=event.unit_code, sent_back=1)
