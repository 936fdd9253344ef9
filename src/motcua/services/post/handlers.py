"""What the room hears: results that can be sent, and dossiers that ended otherwise."""

from __future__ import annotations

from typing import Any

from motcua.foundation.outbox import api as outbox
from motcua.kit import clock
from motcua.platform.casework import events as casework_events
from motcua.services.post import api


@outbox.handles(casework_events.DossierResolved, name="post.make_ready")
def make_ready(*, event: casework_events.DossierResolved, meta: outbox.EventMeta) -> None:
    """There is a result to hand to the post."""
    api.make_ready(dossier_id=event.dossier_id, now=meta.occurred_at, ready=True)


@outbox.handles(casework_events.ResultRevoked, name="post.hold")
def hold(*, event: casework_events.ResultRevoked, meta: outbox.EventMeta) -> None:
    """The result is void: nothing to send until there is another."""
    api.make_ready(dossier_id=event.dossier_id, now=meta.occurred_at, ready=False)


def _ends(event_class: type[Any], how: str) -> None:
    @outbox.handles(event_class, name=f"post.end_{how}")
    def ended(*, event: Any, meta: outbox.EventMeta) -> None:
        api.end(dossier_id=event.dossier_id, now=clock.now())


_ends(casework_events.DossierHandedBack, "handed_back")
_ends(casework_events.DossierWithdrawn, "withdrawn")
_ends(casework_events.DossierStopped, "stopped")
_ends(casework_events.DossierRefused, "refused")
