"""What the vault hears."""

from __future__ import annotations

from motcua.foundation.outbox import api as outbox
from motcua.platform.casework import events as casework_events
from motcua.platform.casework.events.papers import OldResultDigitised
from motcua.services.vault import api


@outbox.handles(casework_events.DossierResolved, name="vault.keep_result")
def keep_result(*, event: casework_events.DossierResolved, meta: outbox.EventMeta) -> None:
    """A signed result lands in its owner's store."""
    api.keep_result(resolved=event, now=meta.occurred_at)


@outbox.handles(OldResultDigitised, name="vault.keep_old_result")
def keep_old_result(*, event: OldResultDigitised, meta: outbox.EventMeta) -> None:
    """A digitised old result lands in its holder's store."""
    api.keep_old_result(digitised=event, now=meta.occurred_at)


@outbox.handles(casework_events.ResultRevoked, name="vault.revoke")
def revoke(*, event: casework_events.ResultRevoked, meta: outbox.EventMeta) -> None:
    """A revoked result says so in the store."""
    api.revoke(revoked=event, now=meta.occurred_at)


@outbox.handles(casework_events.DossierCorrected, name="vault.correct")
def correct(*, event: casework_events.DossierCorrected, meta: outbox.EventMeta) -> None:
    """The result that is mended is void until it is signed anew."""
    api.void(dossier_id=event.dossier_id, dossier_code=event.dossier_code, now=meta.occurred_at)
