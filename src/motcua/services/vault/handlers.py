"""What the vault hears."""

from __future__ import annotations

from motcua.foundation.outbox import api as outbox
from motcua.platform.casework import events as casework_events
from motcua.services.vault import api


@outbox.handles(casework_events.DossierResolved, name="vault.keep_result")
def keep_result(*, event: casework_events.DossierResolved, meta: outbox.EventMeta) -> None:
    """A signed result lands in its owner's store."""
    api.keep_result(resolved=event, now=meta.occurred_at)
