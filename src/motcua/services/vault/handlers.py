"""What the vault hears."""

from __future__ import annotations

from motcua.foundation.consent.events import ConsentWithdrawn
from motcua.foundation.outbox import api as outbox
from motcua.platform.casework import events as casework_events
from motcua.platform.casework.events.papers import OldResultDigitised
from motcua.services.vault import api, events


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


@outbox.handles(events.DocumentKept, name="vault.tell_kept")
def tell_kept(*, event: events.DocumentKept, meta: outbox.EventMeta) -> None:
    """A result that the city keeps goes to the national store."""
    api.line_up_national(document_id=event.document_id, now=meta.occurred_at)


@outbox.handles(events.OldDocumentKept, name="vault.tell_old")
def tell_old(*, event: events.OldDocumentKept, meta: outbox.EventMeta) -> None:
    """So does a digitised old one."""
    api.line_up_national(document_id=event.document_id, now=meta.occurred_at)


@outbox.handles(events.DocumentRevoked, name="vault.tell_revoked")
def tell_revoked(*, event: events.DocumentRevoked, meta: outbox.EventMeta) -> None:
    """A result that is void is void there too."""
    api.line_up_national(document_id=event.document_id, now=meta.occurred_at)


@outbox.handles(ConsentWithdrawn, name="vault.stop_national")
def stop_national(*, event: ConsentWithdrawn, meta: outbox.EventMeta) -> None:
    """Whoever takes her consent back has nothing fetched any more."""
    if event.purpose == api.NATIONAL_PURPOSE:
        api.stop_national(person_id=event.subject_id, now=meta.occurred_at)
