"""What the room hears: granted dossiers of linked procedures, and results that were revoked."""

from __future__ import annotations

from motcua.foundation.outbox import api as outbox
from motcua.platform.casework import events as casework_events
from motcua.platform.casework.contracts import Outcome
from motcua.services.linked import api


@outbox.handles(casework_events.DossierResolved, name="linked.begin")
def begin(*, event: casework_events.DossierResolved, meta: outbox.EventMeta) -> None:
    """The leader granted it: the other agencies' steps begin."""
    if event.outcome == Outcome.GRANTED:
        api.begin(dossier_id=event.dossier_id, now=meta.occurred_at)


@outbox.handles(casework_events.ResultRevoked, name="linked.cancel")
def cancel(*, event: casework_events.ResultRevoked, meta: outbox.EventMeta) -> None:
    """The decision is void: no further step."""
    api.cancel(dossier_id=event.dossier_id, now=meta.occurred_at)
