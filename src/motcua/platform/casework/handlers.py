"""Reactions of casework to events: money that came, and messages to the owner of a dossier."""

from __future__ import annotations

from typing import Any

from motcua.foundation.identity import events as identity_events
from motcua.foundation.outbox import api as outbox
from motcua.foundation.registers import events as registers_events
from motcua.kernel.actors import SYSTEM
from motcua.kit import clock
from motcua.platform.casework import api, events
from motcua.platform.payments import events as payments_events
from motcua.platform.signing import events as signing_events


@outbox.handles(identity_events.OfficerReleased, name="casework.back_to_the_unit")
def back_to_the_unit(*, event: identity_events.OfficerReleased, meta: outbox.EventMeta) -> None:
    """What an officer had in hand is the unit's again when he leaves it."""
    api.back_to_the_unit(officer_id=event.officer_id, unit_code=event.unit_code, now=clock.now())


@outbox.handles(identity_events.PostsMoved, name="casework.follow_merger")
def follow_merger(*, event: identity_events.PostsMoved, meta: outbox.EventMeta) -> None:
    """Dossiers that were filed to a merged unit while its posts moved follow too; most went along in the same transaction."""
    api.succeed(old_unit=event.old_unit, new_unit=event.new_unit, on=event.on, actor=SYSTEM, now=clock.now())


@outbox.handles(payments_events.PaymentSettled, name="casework.settle_fee")
def settle_fee(*, event: payments_events.PaymentSettled, meta: outbox.EventMeta) -> None:
    """A paid fee frees the dossier for intake, or lets its clock go on."""
    api.settle_fee(ref=event.ref, amount=event.amount, payment_id=event.payment_id, settled_at=event.settled_at)


@outbox.handles(payments_events.PaymentExempted, name="casework.settle_exempted_fee")
def settle_exempted_fee(*, event: payments_events.PaymentExempted, meta: outbox.EventMeta) -> None:
    """Whoever is exempt need not wait: the dossier goes on as if the fee were paid, with 0 đồng."""
    api.settle_fee(ref=event.ref, amount=0, payment_id=event.payment_id, settled_at=event.exempted_at)


@outbox.handles(signing_events.DocumentRenewed, name="casework.keep_renewed")
def keep_renewed(*, event: signing_events.DocumentRenewed, meta: outbox.EventMeta) -> None:
    """A renewed archive time stamp makes a new file of the same document."""
    api.keep_renewed(signature_id=event.signature_id, file_id=event.file_id)


def _mind_parts(event_class: type[Any], what: str) -> None:
    """When a dossier ends, the one it is a part of hears of it, and its own open parts end with it."""

    @outbox.handles(event_class, name=f"casework.parts_{what}")
    def told(*, event: Any, meta: outbox.EventMeta) -> None:
        api.close_part(dossier_id=event.dossier_id, now=clock.now())


_mind_parts(events.DossierResolved, "resolved")
_mind_parts(events.DossierRefused, "refused")
_mind_parts(events.DossierWithdrawn, "withdrawn")
_mind_parts(events.DossierStopped, "stopped")


@outbox.handles(payments_events.PaymentExempted, name="casework.settle_exempt")
def settle_exempt(*, event: payments_events.PaymentExempted, meta: outbox.EventMeta) -> None:
    """A payment of which nothing is asked any more frees the dossier as a paid one does."""
    api.settle_fee(ref=event.ref, amount=0, payment_id=event.payment_id, settled_at=event.exempted_at)


@outbox.handles(registers_events.CalendarChanged, name="casework.recompute_due")
def recompute_due(*, event: registers_events.CalendarChanged, meta: outbox.EventMeta) -> None:
    """Working days changed: due dates that rest on them move."""
    api.recompute_due(days=event.days, from_on=event.from_on, now=clock.now())


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
_tell(events.DossierExtended, "extended", "due_at")
_tell(events.DueRecomputed, "due_recomputed", "due_at")
_tell(events.ResultRevoked, "revoked")
_tell(events.DossierPaused, "paused")
_tell(events.DossierResumed, "resumed", "due_at")
