"""Reactions of casework to events: money that came, and messages to the owner of a dossier."""

from __future__ import annotations

from typing import Any

from motcua.foundation.outbox import api as outbox
from motcua.kit import clock
from motcua.platform.casework import api, events
from motcua.platform.payments import events as payments_events


@outbox.handles(payments_events.PaymentSettled, name="casework.settle_fee")
def settle_fee(*, event: payments_events.PaymentSettled, meta: outbox.EventMeta) -> None:
    """A paid fee frees the dossier for intake, or lets its clock go on."""
    api.settle_fee(ref=event.ref, amount=event.amount, payment_id=event.payment_id, settled_at=event.settled_at)


@outbox.handles(payments_events.PaymentExempted, name="casework.settle_exempted_fee")
def settle_exempted_fee(*, event: payments_events.PaymentExempted, meta: outbox.EventMeta) -> None:
    """Whoever is exempt need not wait: the dossier goes on as if the fee were paid, with 0 đồng."""
    api.settle_fee(ref=event.ref, amount=0, payment_id=event.payment_id, settled_at=event.exempted_at)


def _tell(event_class: type[Any], what: str, *facts: str) -> None:
    """The owner hears of every event of this class; ``facts`` are the event's fields that the message names."""

    @outbox.handles(event_class, name=f"casework.tell_{what}")
    def told(*, event: Any, meta: outbox.EventMeta) -> None:
        more = {name: getattr(event, name) for name in facts}
        api.tell_owner(dossier_id=event.dossier_id, what=what, key=str(meta.event_id), now=clock.now(), **more)


_tell(events.DossierSubmitted, "submitted")
_tell(events.DossierFeePaid, "fee_paid", "amount")
_tell(events.DossierReceived, "received", "due_at")
_tell(events.DossierRefused, "refused")
_tell(events.SupplementRequested, "supplement_requested", "deadline_at")
_tell(events.SupplementExtended, "supplement_extended", "deadline_at")
_tell(events.DossierSupplemented, "supplemented", "due_at")
_tell(events.DossierResolved, "resolved")
_tell(events.DossierHandedBack, "handed_back")
_tell(events.DossierWithdrawn, "withdrawn")
_tell(events.DossierStopped, "stopped")
